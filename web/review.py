"""The review room: a queue of letters, the letter, and the answer that a person approves, edits or rejects."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from avatar.labels import Intent
from models import Message, Status
from models.fields import utcnow
from pipeline import review
from web.access import REVIEWS, only
from web.acts import act
from web.auth import me
from web.letters import accounts, closes_soon, letter, limits_of, one, who
from web.pages import workspace
from web.windows import newest

pages = Blueprint("review", __name__, url_prefix="/review")
AT_ONCE = 200
"""More rows than a person answers in a sitting; the rest follows when these are done."""
QUICK_REASONS = ("Needs no answer", "I answer by hand", "Wrong tone", "Wrong facts", "Spam")


@dataclass(frozen=True)
class Row:
    """A letter in the queue, and the filter chips that keep it."""

    message: Message
    groups: tuple[str, ...]
    is_closing: bool


CHIPS = (
    ("all", "All"),
    ("question", "Questions"),
    ("praise", "Praise"),
    ("sensitive", "Sensitive"),
    ("closing", "Closing soon"),
)


@pages.get("")
@pages.get("/<message_id>")
def room(message_id: str = "") -> str:
    """The whole room, with the asked letter or the first one open."""
    rows = _rows()
    message = one(message_id) if message_id else next((row.message for row in rows), None)
    return render_template(
        "review/room.html", rows=rows, counts=_counts(rows), chips=CHIPS, open=message and letter(message, utcnow()),
        quick_reasons=QUICK_REASONS, who=who, last=_last_decided() if not rows else None, has_accounts=bool(accounts()),
    )  # fmt: skip


@pages.get("/queue")
def queue() -> str:
    """The rows alone, for a room that is open."""
    rows = _rows()
    return render_template("review/queue.html", rows=rows, counts=_counts(rows), chips=CHIPS)


@pages.get("/count")
def count() -> Response:
    """How many letters wait, for the top bar of every page."""
    return jsonify(count=waiting())


@pages.get("/<message_id>/letter")
def one_letter(message_id: str) -> str:
    """Letter and answer alone, for a room that is open."""
    return render_template(
        "review/letter.html", open=letter(one(message_id), utcnow()), quick_reasons=QUICK_REASONS, who=who
    )


@pages.post("/<message_id>/approve")
@only(REVIEWS)
def approve(message_id: str) -> Response:
    """Send exactly the text that the person sees, once the undo window is over."""
    text = request.form.get("text")
    said = "Approved. It waits, because everything is stopped." if workspace().stopped else "Approved."
    return act(message_id, lambda message: review.approve(message, me().id, limits_of(message), _lines(text)), said)


@pages.post("/<message_id>/reject")
@only(REVIEWS)
def reject(message_id: str) -> Response:
    """Do not answer."""
    reason = request.form.get("reason", "")[:500]
    return act(
        message_id,
        lambda message: review.reject(message, me().id, reason),
        "Not answered. You can still reply by hand.",
    )


@pages.post("/<message_id>/redraft")
@only(REVIEWS)
def redraft(message_id: str) -> Response:
    """Another draft, with a hint."""
    hint = request.form.get("hint", "")[:500]
    return act(message_id, lambda message: review.redraft(message, me().id, hint), "The avatar writes another draft.")


def waiting() -> int:
    """How many letters wait for a person in this workspace."""
    return Message.of(me().workspace_id).filter(status=Status.IN_REVIEW).count()


def _rows() -> list[Row]:
    now = utcnow()
    page = newest(me().workspace_id, [Status.IN_REVIEW], now, floor=workspace().created_at, wanted=AT_ONCE)
    return [_row(message) for message in page.messages]


def _row(message: Message) -> Row:
    intent, risks = (message.label.intent, message.label.risks) if message.label else ("", [])
    is_closing = closes_soon(message, utcnow())
    groups = {
        "question": intent in (Intent.QUESTION, Intent.REQUEST),
        "praise": intent in (Intent.PRAISE, Intent.GREETING),
        "sensitive": bool(risks),
        "closing": is_closing,
    }
    return Row(message, ("all", *(name for name, belongs in groups.items() if belongs)), is_closing)


def _counts(rows: list[Row]) -> Counter[str]:
    return Counter(group for row in rows for group in row.groups)


def _last_decided() -> Message | None:
    decided = [Status.SENT, Status.REJECTED, Status.APPROVED]
    page = newest(me().workspace_id, decided, utcnow(), floor=workspace().created_at, wanted=1)
    return page.messages[0] if page.messages else None


def _lines(text: str | None) -> str | None:
    """Forms send line ends as CR LF; a reply has plain ones."""
    return None if text is None else text.replace("\r\n", "\n")

"""The review room: a queue of letters, the letter, and the answer that a person approves, edits or rejects."""

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from models import Message, Status
from models.fields import utcnow
from pipeline import review
from web.access import REVIEWS, only
from web.acts import act
from web.auth import me
from web.letters import accounts, letter, limits_of, one, who
from web.pages import workspace
from web.queue import CHIPS, counts, rows, waiting
from web.windows import newest

pages = Blueprint("review", __name__, url_prefix="/review")
QUICK_REASONS = ("Needs no answer", "I answer by hand", "Wrong tone", "Wrong facts", "Spam")


@pages.get("")
@pages.get("/<message_id>")
def room(message_id: str = "") -> str:
    """The whole room, with the asked letter or the first one open."""
    shown = rows()
    message = one(message_id) if message_id else next((row.message for row in shown), None)
    return render_template(
        "review/room.html", rows=shown, counts=counts(shown), chips=CHIPS, open=message and letter(message, utcnow()),
        quick_reasons=QUICK_REASONS, who=who, last=_last_decided() if not shown else None, has_accounts=bool(accounts()),
    )  # fmt: skip


@pages.get("/queue")
def queue() -> str:
    """The rows alone, for a room that is open."""
    shown = rows()
    return render_template("review/queue.html", rows=shown, counts=counts(shown), chips=CHIPS)


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


def _last_decided() -> Message | None:
    decided = [Status.SENT, Status.REJECTED, Status.APPROVED]
    page = newest(me().workspace_id, decided, utcnow(), floor=workspace().created_at, wanted=1)
    return page.messages[0] if page.messages else None


def _lines(text: str | None) -> str | None:
    """Forms send line ends as CR LF; a reply has plain ones."""
    return None if text is None else text.replace("\r\n", "\n")

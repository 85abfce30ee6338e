"""The review room: a queue of letters, the letter, and the answer that a person approves, edits or rejects."""

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import connectors
from models import AuditEntry, Message, SocialAccount, Status
from models.fields import utcnow
from pipeline import review
from web.access import MANAGES, REVIEWS, only
from web.acts import act
from web.auth import me
from web.cards import Rest, rest
from web.letters import accounts, letter, limits_of, one, who
from web.pages import workspace
from web.queue import CHIPS, shown, waiting
from web.replies import done, inside
from web.said import N_
from web.streams import COUNTED
from web.typed import forget
from web.windows import newest
from worker.messages import ring

pages = Blueprint("review", __name__, url_prefix="/review")
QUICK_REASONS = (N_("Needs no answer"), N_("I answer by hand"), N_("Wrong tone"), N_("Wrong facts"), N_("Spam"))
"""They are stored as they stand here."""
RUNG = 100
"""Replies that are rung at once when an account sends again; the sweeper finds the others."""


@pages.get("")
@pages.get("/<message_id>")
def room(message_id: str = "") -> str:
    """The whole room, with the asked letter or the first one open."""
    page = shown()
    message = one(message_id or str(page.rows[0].message.id)) if message_id or page.rows else None
    return render_template(
        "review/room.html", shown=page, rows=page.rows, chips=CHIPS, open=message and letter(message, utcnow()),
        quick_reasons=QUICK_REASONS, who=who, last=None if page.rows else _last_decided(), has_accounts=bool(accounts()),
        rests=_rests(), failed=_failed(), may_manage=me().role in MANAGES,
    )  # fmt: skip


@pages.get("/queue")
def queue() -> str:
    """The rows alone, for a room that is open: the first page of a chip, or the one behind a cursor."""
    page = shown(request.args.get("chip", "all"), request.args.get("after", ""))
    return render_template("review/queue.html", shown=page, rows=page.rows, chips=CHIPS)


@pages.get("/count")
def count() -> Response:
    """How many letters wait, for the top bar of every page; more than some are not counted."""
    return jsonify(count=min(waiting(), COUNTED + 1))


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
    private = request.form.get("private") == "yes"
    said = gettext("Approved. It goes to the fan's inbox.") if private else gettext("Approved.")
    if workspace().stopped:
        said = gettext("Approved. It waits, because everything is stopped.")
    return act(message_id, lambda message: _approve(message, _lines(text), private), said)


@pages.post("/<message_id>/reject")
@only(REVIEWS)
def reject(message_id: str) -> Response:
    """Do not answer."""
    reason = request.form.get("reason", "")[:500]
    return act(
        message_id, lambda message: _reject(message, reason), gettext("Not answered. You can still reply by hand.")
    )


@pages.post("/<message_id>/redraft")
@only(REVIEWS)
def redraft(message_id: str) -> Response:
    """Another draft, with a hint."""
    hint = request.form.get("hint", "")[:500]
    return act(message_id, lambda message: _redraft(message, hint), gettext("The avatar writes another draft."))


@pages.post("/send-again/<account_id>")
@only(MANAGES)
def send_again(account_id: str) -> Response:
    """A person has looked and lets an account send that the platform had refused too often."""
    account = SocialAccount.one_of(me().workspace_id, account_id) or abort(404)
    mine = SocialAccount.of(me().workspace_id).filter(id=account.id)
    mine.update_one(set__sending_rests_until=None, set__sending_problem="", set__refusals=0)
    AuditEntry.add(me().workspace_id, me().id, "account.sending_resumed", account.id)
    for message in Message.of(me().workspace_id).filter(status=Status.APPROVED, account_id=account.id).limit(RUNG):
        ring(message)
    back = inside(request.form.get("back") or url_for("accounts.overview", _anchor=f"account-{account.id}"))
    name = account.username.lstrip("@")
    return done(gettext("@%(name)s sends again. What was approved goes out now.", name=name), back)


def _approve(message: Message, text: str | None, private: bool) -> Message:
    if private:
        approved = review.approve_privately(message, me().id, connectors.get(message.platform).limits, text)
    else:
        approved = review.approve(message, me().id, limits_of(message), text)
    return _decided(approved, "message.approved")


def _reject(message: Message, reason: str) -> Message:
    return _decided(review.reject(message, me().id, reason), "message.rejected")


def _redraft(message: Message, hint: str) -> Message:
    return _decided(review.redraft(message, me().id, hint), "message.redrafted")


def _decided(message: Message, action: str) -> Message:
    """What was typed for it is needed no longer."""
    forget(message)
    AuditEntry.add(message.workspace_id, me().id, action, message.id)
    return message


def _rests() -> list[Rest]:
    found = (rest(account, utcnow()) for account in accounts().values())
    return [one for one in found if one]


def _failed() -> int:
    return int(Message.of(me().workspace_id).filter(status=Status.FAILED).count())


def _last_decided() -> Message | None:
    decided = [Status.SENT, Status.REJECTED, Status.APPROVED]
    page = newest(me().workspace_id, decided, utcnow(), floor=workspace().created_at, wanted=1)
    return page.messages[0] if page.messages else None


def _lines(text: str | None) -> str | None:
    """Forms send line ends as CR LF; a reply has plain ones."""
    return None if text is None else text.replace("\r\n", "\n")

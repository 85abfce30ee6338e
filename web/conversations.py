"""Everything received, and the life of each message."""

from dataclasses import dataclass

from bson import ObjectId
from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from connectors.limits import Moderation
from models import Message, SocialAccount, Status
from models.fields import utcnow
from pipeline import review
from pipeline.moderate import choices, moderate
from web.access import REVIEWS, only
from web.acts import act
from web.auth import me
from web.letters import accounts, letter, limits_of, one, reply_limits, who
from web.pages import workspace
from web.windows import Cursor, newest
from web.words import platform_title
from worker.ports import connector_of

pages = Blueprint("conversations", __name__)
AT_ONCE = 40


@dataclass(frozen=True)
class Chip:
    """A filter of the list. No statuses: all of them. `mode` keeps only replies that went out that way."""

    name: str
    word: str
    statuses: tuple[Status, ...] = ()
    mode: str = ""


WORKING = (Status.RECEIVED, Status.CLASSIFIED, Status.APPROVED, Status.SENDING)
OVER = (Status.REJECTED, Status.IGNORED, Status.ANSWERED, Status.EXPIRED, Status.WITHDRAWN_BY_FAN)
GONE_OUT = (Status.APPROVED, Status.SENDING, Status.SENT, Status.WITHDRAWN)
CHIPS = (
    Chip("all", "All"),
    Chip("waiting", "Wait for you", (Status.IN_REVIEW,)),
    Chip("working", "Under way", WORKING),
    Chip("sent", "Sent", (Status.SENT, Status.WITHDRAWN)),
    Chip("failed", "Failed", (Status.FAILED,)),
    Chip("over", "Closed without a reply", OVER),
)
SENT_CHIPS = (
    Chip("all", "All", GONE_OUT),
    Chip("auto", "By itself", GONE_OUT, "auto"),
    Chip("approved", "Approved by you", GONE_OUT, "approved"),
    Chip("human", "Written by you", GONE_OUT, "human"),
)


@pages.get("/conversations")
def received() -> str:
    """Everything received, newest first."""
    return _listed("conversations/received.html", CHIPS)


@pages.get("/sent")
def sent() -> str:
    """What went out or is about to, newest first, to be undone or taken down."""
    return _listed("conversations/sent.html", SENT_CHIPS)


@pages.get("/messages/<message_id>")
def message_page(message_id: str) -> str:
    """One message: its words, its answer, and who moved it, when and why."""
    return render_template("conversations/message.html", open=letter(one(message_id), utcnow()), who=who)


@pages.post("/messages/<message_id>/undo")
@only(REVIEWS)
def undo(message_id: str) -> Response:
    """Back to review: what has not gone out yet, or what was rejected."""
    return act(message_id, lambda message: review.undo(message, me().id), "It waits for you again; nothing was sent.")


@pages.post("/messages/<message_id>/withdraw")
@only(REVIEWS)
def withdraw(message_id: str) -> Response:
    """Delete the reply at the platform too."""
    return act(message_id, _withdraw, "Taken down. The fan can no longer see it.")


@pages.post("/messages/<message_id>/retry")
@only(REVIEWS)
def retry(message_id: str) -> Response:
    """Try a failed one again."""
    return act(message_id, lambda message: review.retry(message, me().id), "Trying again.")


@pages.post("/messages/<message_id>/change")
@only(REVIEWS)
def change(message_id: str) -> Response:
    """Lay a reply that the platform did not take back into review."""
    return act(
        message_id, lambda message: review.change(message, me().id), "It waits for you again. Change it and approve."
    )


@pages.post("/messages/<message_id>/give-up")
@only(REVIEWS)
def give_up(message_id: str) -> Response:
    """Leave a failed one as it is."""
    return act(message_id, lambda message: review.give_up(message, me().id), "Given up. Nothing more is tried.")


SAID = {
    Moderation.HIDE: "Hidden. Only you and the fan may still see it.",
    Moderation.SHOW: "Everybody can see it again.",
    Moderation.DELETE: "Deleted there. Nobody sees it any more.",
    Moderation.SPAM: "Removed as spam.",
    Moderation.BAN: "The fan is banned there, and nothing more of them is answered.",
}


@pages.post("/messages/<message_id>/moderate/<action>")
@only(REVIEWS)
def moderate_message(message_id: str, action: str) -> Response:
    """Hide, show, delete, mark as spam, ban: at the platform."""
    if action not in set(Moderation):
        abort(404)
    wanted = Moderation(action)
    return act(message_id, lambda message: _moderate(message, wanted), SAID[wanted])


def _moderate(message: Message, action: Moderation) -> Message:
    if action not in choices(message, limits_of(message).moderation):
        title = platform_title(message.platform)
        raise review.BadReply(f"{title} does not let this be done with this message now. Nothing was changed.")
    account = SocialAccount.one_of(me().workspace_id, message.account_id)
    with connector_of(account) as connector:
        return moderate(message, connector, action, me().id)


def _withdraw(message: Message) -> Message:
    account = SocialAccount.one_of(me().workspace_id, message.account_id)
    if not reply_limits(message).can_delete:
        raise review.BadReply("The platform does not let anybody delete a message once it is sent.")
    with connector_of(account) as connector:
        return review.withdraw(message, me().id, connector)


def _listed(template: str, chips: tuple[Chip, ...]) -> str:
    chip = next((chip for chip in chips if chip.name == request.args.get("show")), chips[0])
    account_id, cursor = _account_asked(), Cursor.read(request.args.get("older", ""))

    def fits(message: Message) -> bool:
        return account_id in (None, message.account_id) and chip.mode in ("", message.reply.mode)

    page = newest(
        me().workspace_id,
        chip.statuses,
        utcnow(),
        floor=workspace().created_at,
        wanted=AT_ONCE,
        cursor=cursor,
        keep=fits,
    )
    return render_template(
        template, page=page, chips=chips, chip=chip, accounts=accounts(), account_id=account_id, is_first=cursor is None, who=who,
    )  # fmt: skip


def _account_asked() -> ObjectId | None:
    asked = request.args.get("account", "")
    return ObjectId(asked) if ObjectId.is_valid(asked) and ObjectId(asked) in accounts() else None

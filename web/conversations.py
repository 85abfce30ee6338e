"""Everything received, and the life of each message."""

from dataclasses import dataclass

from bson import ObjectId
from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from connectors.limits import Moderation
from models import Message, SavedView, SocialAccount, Status
from models.fields import utcnow
from pipeline import review
from pipeline.moderate import choices, moderate
from pipeline.search import TICK, Cursor, Look, find
from web.access import EXPORTS, REVIEWS, only
from web.acts import act
from web.auth import me
from web.letters import accounts, letter, limits_of, one, reply_limits, who
from web.near import asked_here, in_order, near
from web.pages import workspace
from web.said import N_
from web.saved_views import just_deleted
from web.search import CHIPS
from web.timeline import life_of
from web.windows import newest
from web.words import INTENTS, RISKS, platform_title
from worker.ports import connector_of

pages = Blueprint("conversations", __name__)
AT_ONCE = 40


GONE_OUT = (Status.APPROVED, Status.SENDING, Status.SENT, Status.WITHDRAWN)


@dataclass(frozen=True)
class Way:
    """A filter of what went out. `mode` keeps only replies that went out that way; "" keeps all."""

    name: str
    word: str
    mode: str = ""


WAYS = (
    Way("all", N_("All")),
    Way("auto", N_("By itself"), "auto"),
    Way("approved", N_("Approved by you"), "approved"),
    Way("human", N_("Written by you"), "human"),
)


@pages.get("/conversations")
def received() -> str:
    """Everything received that fits the search, newest first."""
    search, cursor = asked_here(request.args), Cursor.read(request.args.get("older", ""))
    found = find(me().workspace_id, search.search, Look(workspace().created_at, utcnow() + TICK, AT_ONCE, cursor))
    return render_template(
        "conversations/received.html", asked=search, found=found, messages=in_order(found.ids), chips=CHIPS, accounts=accounts(),
        is_first=cursor is None, views=SavedView.seen_by(me().workspace_id, me().id), deleted_view=just_deleted(),
        may_export=me().role in EXPORTS,
        members=search.desk.members, intents=INTENTS, risks=RISKS, who=who, back=request.full_path.rstrip("?"),
    )  # fmt: skip


@pages.get("/sent")
def sent() -> str:
    """What went out or is about to, newest first, to be undone or taken down."""
    way = next((way for way in WAYS if way.name == request.args.get("show")), WAYS[0])
    account_id, cursor = _account_asked(), Cursor.read(request.args.get("older", ""))

    def fits(message: Message) -> bool:
        return account_id in (None, message.account_id) and way.mode in ("", message.reply.mode)

    page = newest(
        me().workspace_id, GONE_OUT, utcnow(), floor=workspace().created_at, wanted=AT_ONCE, cursor=cursor, keep=fits
    )
    return render_template(
        "conversations/sent.html", page=page, chips=WAYS, chip=way, accounts=accounts(), account_id=account_id,
        is_first=cursor is None, who=who,
    )  # fmt: skip


@pages.get("/messages/<message_id>")
def message_page(message_id: str) -> str:
    """One message: its words, its answer, who moved it, when and why, and its neighbours in the search one came from."""
    message = one(message_id)
    return render_template(
        "conversations/message.html", open=letter(message, utcnow()), who=who, life=life_of(message), near=near(message)
    )  # fmt: skip


@pages.post("/messages/<message_id>/undo")
@only(REVIEWS)
def undo(message_id: str) -> Response:
    """Back to review: what has not gone out yet, or what was rejected."""
    return act(
        message_id, lambda message: review.undo(message, me().id), gettext("It waits for you again; nothing was sent.")
    )


@pages.post("/messages/<message_id>/withdraw")
@only(REVIEWS)
def withdraw(message_id: str) -> Response:
    """Delete the reply at the platform too."""
    return act(message_id, _withdraw, gettext("Taken down. The fan can no longer see it."))


@pages.post("/messages/<message_id>/retry")
@only(REVIEWS)
def retry(message_id: str) -> Response:
    """Try a failed one again."""
    return act(message_id, lambda message: review.retry(message, me().id), gettext("Trying again."))


@pages.post("/messages/<message_id>/change")
@only(REVIEWS)
def change(message_id: str) -> Response:
    """Lay a reply that the platform did not take back into review."""
    return act(
        message_id,
        lambda message: review.change(message, me().id),
        gettext("It waits for you again. Change it and approve."),
    )


@pages.post("/messages/<message_id>/give-up")
@only(REVIEWS)
def give_up(message_id: str) -> Response:
    """Leave a failed one as it is."""
    return act(
        message_id, lambda message: review.give_up(message, me().id), gettext("Given up. Nothing more is tried.")
    )


SAID = {
    Moderation.HIDE: N_("Hidden. Only you and the fan may still see it."),
    Moderation.SHOW: N_("Everybody can see it again."),
    Moderation.DELETE: N_("Deleted there. Nobody sees it any more."),
    Moderation.SPAM: N_("Removed as spam."),
    Moderation.BAN: N_("The fan is banned there, and nothing more of them is answered."),
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
        raise review.BadReply(
            gettext("%(title)s does not let this be done with this message now. Nothing was changed.", title=title)
        )
    account = SocialAccount.one_of(me().workspace_id, message.account_id)
    with connector_of(account) as connector:
        return moderate(message, connector, action, me().id)


def _withdraw(message: Message) -> Message:
    account = SocialAccount.one_of(me().workspace_id, message.account_id)
    if not reply_limits(message).can_delete:
        raise review.BadReply(gettext("The platform does not let anybody delete a message once it is sent."))
    with connector_of(account) as connector:
        return review.withdraw(message, me().id, connector)


def _account_asked() -> ObjectId | None:
    asked = request.args.get("account", "")
    return ObjectId(asked) if ObjectId.is_valid(asked) and ObjectId(asked) in accounts() else None

"""One fan: their letters and our replies, and what the avatar remembers of them and from where, to be put right or erased."""

from bson import ObjectId
from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from models import Fan, Memory, Message
from models.fields import utcnow
from pipeline import memory as memories
from pipeline.memory import BadMemory
from pipeline.search import TICK, Cursor, Look, Search, find
from web.access import MANAGES, REVIEWS, only
from web.anew import draft_anew
from web.auth import me
from web.letters import accounts
from web.near import in_order
from web.pages import workspace
from web.replies import done, failed

pages = Blueprint("fans", __name__, url_prefix="/fans")
LETTERS = 15
NO_HURRY = 5.0  # seconds; a fan's letters are few, and found by the fan
READ = (
    "workspace_id", "text", "text_deleted_at", "platform", "kind", "status", "label", "platform_created_at", "reply.text", "reply.mode",
    "reply.sent_at", "moved_at",
)  # fmt: skip


@pages.get("/<fan_id>")
def fan_page(fan_id: str) -> str:
    """Who writes, what they wrote and what we answered, and all that is remembered of them."""
    fan, cursor = _fan(fan_id), Cursor.read(request.args.get("older", ""))
    shown = memories.shown_of(fan.workspace_id, fan.id, utcnow())
    letters = find(
        fan.workspace_id,
        Search(fan_id=fan.id),
        Look(workspace().created_at, utcnow() + TICK, LETTERS, cursor, NO_HURRY),
    )
    return render_template(
        "fans/fan.html", fan=fan, memories=shown, there=_still_there(shown), account=accounts().get(fan.account_id),
        letters=in_order(letters.ids, READ), older=letters.cursor, is_first=cursor is None, manages=me().role in MANAGES,
    )  # fmt: skip


@pages.post("/<fan_id>/memories/<memory_id>/correct")
@only(REVIEWS)
def correct(fan_id: str, memory_id: str) -> Response:
    """Other words for one memory."""
    fan, one = _fan(fan_id), _memory(fan_id, memory_id)
    try:
        drafted = draft_anew(memories.correct(one, request.form.get("text", ""), me().id))
    except BadMemory as error:
        return failed(422, str(error), _page(fan))
    return done(_said(gettext("Put right."), drafted), _page(fan))


@pages.post("/<fan_id>/memories/<memory_id>/erase")
@only(REVIEWS)
def erase(fan_id: str, memory_id: str) -> Response:
    """One memory goes for good."""
    fan = _fan(fan_id)
    drafted = draft_anew(memories.erase(_memory(fan_id, memory_id), me().id))
    return done(_said(gettext("Erased. The avatar does not know it any more."), drafted), _page(fan))


@pages.post("/<fan_id>/erase")
@only(REVIEWS)
def erase_all(fan_id: str) -> Response:
    """Everything that is remembered of a fan goes for good."""
    fan = _fan(fan_id)
    drafted = draft_anew(memories.erase_fan(fan, me().id))
    return done(_said(gettext("Erased. The avatar remembers nothing of this fan."), drafted), _page(fan))


@pages.post("/<fan_id>/remember")
@only(REVIEWS)
def remember(fan_id: str) -> Response:
    """Whether the avatar may remember what this fan tells."""
    fan, wanted = _fan(fan_id), request.form.get("remember") == "yes"
    drafted = draft_anew(memories.let_remember(fan, wanted, me().id))
    sentence = (
        gettext("The avatar remembers what this fan tells from now on.")
        if wanted
        else gettext("Nothing of this fan is remembered any more.")
    )
    return done(_said(sentence, drafted), _page(fan))


def _said(sentence: str, drafted: int) -> str:
    if not drafted:
        return sentence
    anew = ngettext(
        "%(num)s draft that used it is written anew.", "%(num)s drafts that used it are written anew.", drafted
    )
    return f"{sentence} {anew}"


def _still_there(shown: list[Memory]) -> set[ObjectId]:
    """The messages that these memories came from and that can be opened."""
    ids = [one.message_id for one in shown]
    return {
        one.id
        for one in Message.objects(id__in=ids).only("id", "workspace_id")
        if one.workspace_id == me().workspace_id
    }


def _fan(fan_id: str) -> Fan:
    found = Fan.one_of(me().workspace_id, fan_id)
    return found or abort(404)


def _memory(fan_id: str, memory_id: str) -> Memory:
    found = Memory.one_of(me().workspace_id, memory_id)
    return found if found and str(found.fan_id) == fan_id else abort(404)


def _page(fan: Fan) -> str:
    return url_for("fans.fan_page", fan_id=fan.id)

"""What a person says of a fan on the fan's page: VIP, blocked, answered by people alone. Each has its way back."""

from collections.abc import Iterable

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from models import Fan, Message
from pipeline import fan_marks
from web.access import REVIEWS, only
from web.auth import me
from web.replies import done
from worker.live import tell
from worker.messages import ring

pages = Blueprint("fan_marks", __name__, url_prefix="/fans")


@pages.post("/<fan_id>/vip")
@only(REVIEWS)
def vip(fan_id: str) -> Response:
    """`on` is yes or no."""
    fan, wanted = fan_of(fan_id), _wanted()
    fan_marks.mark_vip(fan, wanted, me().id)
    if wanted:
        return _done(fan, gettext("A VIP from now on: their letters come first while replies are short."))
    return _done(fan, gettext("No VIP any more."))


@pages.post("/<fan_id>/block")
@only(REVIEWS)
def block(fan_id: str) -> Response:
    """Block here, or take it back. What the platform shows is not changed."""
    fan, wanted = fan_of(fan_id), _wanted()
    moved = (fan_marks.block if wanted else fan_marks.unblock)(fan, me().id)
    return _done(fan, (_blocked if wanted else _unblocked)(len(moved)), moved)


@pages.post("/<fan_id>/opt-out")
@only(REVIEWS)
def opt_out(fan_id: str) -> Response:
    """The avatar never answers this fan, or may again."""
    fan, wanted = fan_of(fan_id), _wanted()
    if not wanted:
        fan_marks.opt_in(fan, me().id)
        return _done(fan, gettext("The avatar may answer this fan again."))
    moved = fan_marks.opt_out(fan, me().id)
    return _done(fan, _opted_out(len(moved)), moved)


def fan_of(fan_id: str) -> Fan:
    """A fan of this workspace, or 404."""
    found: Fan | None = Fan.one_of(me().workspace_id, fan_id)
    return found or abort(404)


def _wanted() -> bool:
    return request.form.get("on") == "yes"


def _blocked(letters: int) -> str:
    if not letters:
        return gettext("Blocked. Nothing of this fan is answered any more.")
    return ngettext(
        "Blocked. Nothing of this fan is answered any more; %(num)s letter is put aside.",
        "Blocked. Nothing of this fan is answered any more; %(num)s letters are put aside.",
        letters,
    )


def _unblocked(letters: int) -> str:
    if not letters:
        return gettext("Not blocked any more.")
    return ngettext(
        "Not blocked any more; %(num)s letter is waiting again.",
        "Not blocked any more; %(num)s letters are waiting again.",
        letters,
    )


def _opted_out(letters: int) -> str:
    if not letters:
        return gettext("Only people answer this fan from now on.")
    return ngettext(
        "Only people answer this fan from now on; %(num)s letter is waiting for you.",
        "Only people answer this fan from now on; %(num)s letters are waiting for you.",
        letters,
    )


def _done(fan: Fan, sentence: str, moved: Iterable[Message] = ()) -> Response:
    for message in moved:
        ring(message)
        tell(message)
    return done(sentence, url_for("fans.fan_page", fan_id=fan.id))

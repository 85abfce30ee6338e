"""What a person says of a fan on the fan's page: VIP, blocked, answered by people alone. Each has its way back."""

from collections.abc import Iterable

from flask import Blueprint, abort, request, url_for
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
    return _done(
        fan, "A VIP from now on: their letters come first while replies are short." if wanted else "No VIP any more."
    )


@pages.post("/<fan_id>/block")
@only(REVIEWS)
def block(fan_id: str) -> Response:
    """Block here, or take it back. What the platform shows is not changed."""
    fan, wanted = fan_of(fan_id), _wanted()
    moved = (fan_marks.block if wanted else fan_marks.unblock)(fan, me().id)
    if wanted:
        return _done(fan, "Blocked. Nothing of this fan is answered any more" + _put(moved, "put aside"), moved)
    return _done(fan, "Not blocked any more" + _put(moved, "waiting again"), moved)


@pages.post("/<fan_id>/opt-out")
@only(REVIEWS)
def opt_out(fan_id: str) -> Response:
    """The avatar never answers this fan, or may again."""
    fan, wanted = fan_of(fan_id), _wanted()
    if not wanted:
        fan_marks.opt_in(fan, me().id)
        return _done(fan, "The avatar may answer this fan again.")
    moved = fan_marks.opt_out(fan, me().id)
    return _done(fan, "Only people answer this fan from now on" + _put(moved, "waiting for you"), moved)


def fan_of(fan_id: str) -> Fan:
    """A fan of this workspace, or 404."""
    found: Fan | None = Fan.one_of(me().workspace_id, fan_id)
    return found or abort(404)


def _wanted() -> bool:
    return request.form.get("on") == "yes"


def _put(moved: list[Message], what: str) -> str:
    if not moved:
        return "."
    return f"; {len(moved)} {'letter is' if len(moved) == 1 else 'letters are'} {what}."


def _done(fan: Fan, sentence: str, moved: Iterable[Message] = ()) -> Response:
    for message in moved:
        ring(message)
        tell(message)
    return done(sentence, url_for("fans.fan_page", fan_id=fan.id))

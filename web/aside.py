"""What is done with a letter besides answering it: given to somebody, its fan made a VIP, its question answered once for all."""

from functools import partial

from bson import ObjectId
from flask import Blueprint, Flask, g, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from avatar.asking import question
from models import Fan, Message, Unanswered
from pipeline import entries
from pipeline.assign import assign as give
from pipeline.entries import MOST_TITLE, BadEntry
from pipeline.fan_marks import mark_vip
from pipeline.unanswered import Group, GroupGone, answer_once, groups_of
from web.access import REVIEWS, only
from web.acts import act
from web.anew import draft_anew
from web.auth import me
from web.letters import one, who
from web.replies import done, failed, inside
from web.rule_words import members
from worker.live import tell

pages = Blueprint("aside", __name__, url_prefix="/review")


def install(app: Flask) -> None:
    """Give what the letter's card asks for to the templates."""
    app.jinja_env.globals.update(members_here=_members, my_id=lambda: me().id, name_of=who)
    app.jinja_env.filters.update(asked=asked)


@pages.post("/<message_id>/assign")
@only(REVIEWS)
def assign(message_id: str) -> Response:
    """Give a letter to a member; "" to nobody."""
    return act(message_id, partial(give, by=me().id, member_id=request.form.get("member", "")), _given)


@pages.post("/<message_id>/vip")
@only(REVIEWS)
def vip(message_id: str) -> Response:
    """Make the fan of a letter a VIP, or no VIP any more."""
    message, is_vip = one(message_id), request.form.get("vip") == "yes"
    back = _back(message)
    fan = Fan.one_of(message.workspace_id, message.fan_id) if message.fan_id else None
    if fan is None:
        return failed(422, gettext("The platform did not say who wrote this."), back)
    mark_vip(fan, is_vip, me().id)
    tell(message)
    said = gettext("A VIP from now on. Rules and budgets look at it.") if is_vip else gettext("No VIP any more.")
    return done(said, back, id=message_id, status=str(message.status))


@pages.post("/<message_id>/once")
@only(REVIEWS)
def once(message_id: str) -> Response:
    """Keep the answer to the letter's question for all who ask it; letters that wait without a draft get one."""
    message = one(message_id)
    title, text = request.form.get("title", ""), request.form.get("text", "")
    try:
        count = draft_anew(_kept(message, title, text))
    except BadEntry as error:
        return failed(422, str(error), _back(message))
    kept = [gettext("Kept as an answer for all.")]
    if count:
        kept.append(
            ngettext("%(num)s waiting letter is drafted anew.", "%(num)s waiting letters are drafted anew.", count)
        )
    return done(" ".join(kept), _back(message), id=message_id, status=str(message.status))


def asked(message: Message) -> str:
    """The question of a letter, as the start of an entry for all who ask it."""
    return " ".join(question(message.text).split())[:MOST_TITLE]


def _kept(message: Message, title: str, text: str) -> list[ObjectId]:
    group = _group_of(message)
    if group and title.strip() in (group.asked, asked(message)):
        try:
            return answer_once(message.workspace_id, group.id, text, me().id)
        except GroupGone:  # a colleague has just answered it
            pass
    entries.add_answer(message.workspace_id, title, text, me().id)
    return []


def _group_of(message: Message) -> Group | None:
    open_one = Unanswered.objects(message_id=message.id).first()
    if open_one is None:
        return None
    return next((group for group in groups_of(message.workspace_id) if open_one.id in group.members), None)


def _members() -> dict[str, str]:
    """Read once a request."""
    if "members" not in g:
        g.members = members(me().workspace_id)
    return dict(g.members)


def _given(message: Message) -> str:
    if not message.assigned_to:
        return gettext("Nobody has it now.")
    if message.assigned_to == me().id:
        return gettext("You have it now.")
    return gettext("%(name)s has it now.", name=who(message.assigned_to))


def _back(message: Message) -> str:
    return inside(request.form.get("back") or url_for("review.room", message_id=message.id))

"""What the avatar may state as fact, with its source, and the questions that nothing known could answer."""

from collections.abc import Callable

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from models import Knowledge
from models.knowledge import FAQ, LINK, POST
from pipeline import entries
from pipeline.entries import BadEntry
from pipeline.unanswered import GroupGone, answer_once, dismiss, groups_of
from web.access import REVIEWS, only
from web.anew import draft_anew
from web.auth import me
from web.replies import done, failed
from web.said import N_

pages = Blueprint("knowledge", __name__, url_prefix="/knowledge")
MOST_POSTS = 50
_GONE = N_("Somebody answered this question already, or the fans deleted it. Nothing was changed.")


@pages.get("")
def overview() -> str:
    """Everything that is known, and what is not."""
    mine = Knowledge.of(me().workspace_id)
    posts = mine.filter(source=POST).order_by("-published_at").limit(MOST_POSTS)
    return render_template(
        "knowledge/overview.html", groups=groups_of(me().workspace_id), answers=_newest(FAQ), links=_newest(LINK),
        posts=list(posts.only("id", "title", "text", "url", "published_at", "learned_at", "said_at")),
    )  # fmt: skip


@pages.post("/answers")
@only(REVIEWS)
def add_answer() -> Response:
    """A question that fans ask, and its answer."""
    form = request.form
    return _try(
        lambda: entries.add_answer(me().workspace_id, form.get("title", ""), form.get("text", ""), me().id),
        gettext("Kept. The avatar may say this from now on."),
    )


@pages.post("/links")
@only(REVIEWS)
def add_link() -> Response:
    """A link that you use."""
    form = request.form
    return _try(
        lambda: entries.add_link(me().workspace_id, form.get("title", ""), form.get("text", ""), me().id),
        gettext("Kept. The avatar may give this link from now on."),
    )


@pages.post("/entries/<entry_id>/change")
@only(REVIEWS)
def change(entry_id: str) -> Response:
    """Other words for an answer or a link."""
    entry, form = _one(entry_id), request.form
    return _try(
        lambda: entries.change(entry, form.get("title", ""), form.get("text", ""), me().id),
        gettext("Changed. It counts for the very next draft."),
    )


@pages.post("/entries/<entry_id>/delete")
@only(REVIEWS)
def delete(entry_id: str) -> Response:
    """The avatar does not know it any more."""
    entry = _one(entry_id)
    return _try(lambda: entries.take_away(entry, me().id), gettext("Deleted. The avatar does not say it any more."))


@pages.post("/questions/<group_id>/answer")
@only(REVIEWS)
def answer(group_id: str) -> Response:
    """Answer a question once for all who asked it."""

    def act() -> str:
        count = draft_anew(answer_once(me().workspace_id, group_id, request.form.get("text", ""), me().id))
        kept = gettext("Kept as an answer for all.")
        if not count:
            return kept
        anew = ngettext("%(num)s waiting letter is drafted anew.", "%(num)s waiting letters are drafted anew.", count)
        return f"{kept} {anew}"

    return _try(act, "")


@pages.post("/questions/<group_id>/dismiss")
@only(REVIEWS)
def dismiss_question(group_id: str) -> Response:
    """Nobody needs to answer it."""
    sentence = gettext("Put aside. The letters still wait for you.")
    return _try(lambda: dismiss(me().workspace_id, group_id, me().id), sentence)


def _newest(source: str) -> list[Knowledge]:
    return sorted(Knowledge.of(me().workspace_id).filter(source=source), key=lambda one: one.learned_at, reverse=True)


def _one(entry_id: str) -> Knowledge:
    found = Knowledge.one_of(me().workspace_id, entry_id)
    return found or abort(404)


def _try(act: Callable[[], object], said: str) -> Response:
    """Whatever goes wrong is a sentence. `act` may give the sentence for when it worked."""
    back = url_for("knowledge.overview")
    try:
        result = act()
    except BadEntry as error:
        return failed(422, str(error), back)
    except GroupGone:
        return failed(404, _GONE, back)
    return done(said or str(result), back)

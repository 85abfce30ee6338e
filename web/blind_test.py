"""The blind test: the creator's own reply beside the avatar's, pair by pair, and how it went."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import BlindTest
from models.blind_test import Pair
from models.fields import utcnow
from pipeline.blind_test import answer, result_of
from pipeline.blind_test_making import ask_for, problem_of
from web.access import REVIEWS, only
from web.auth import me
from web.replies import failed
from web.rule_words import members
from worker.personas import ring_blind_test

pages = Blueprint("blind_test", __name__, url_prefix="/persona/blind-test")
SHOWN = 20


@dataclass(frozen=True)
class Outcome:
    """One answered pair: the number it has, the fan's words, both replies, and whether the creator was right."""

    number: int
    pair: Pair


@pages.get("")
def overview() -> str:
    """What it is, its start, and how earlier ones went."""
    taken = BlindTest.of(me().workspace_id).order_by("-made_at").limit(SHOWN)
    done = [(test, result_of(test)) for test in taken if test.finished_at]
    mine = BlindTest.of(me().workspace_id).filter(by=str(me().id)).order_by("-made_at").first()
    open_test = mine if mine and not mine.finished_at and not problem_of(mine, utcnow()) else None
    return render_template(
        "persona/blind_test.html", done=done, open_test=open_test, may_test=me().role in REVIEWS, who=members(me().workspace_id)
    )  # fmt: skip


@pages.post("")
@only(REVIEWS)
def start() -> Response:
    """A new test, or the one that is not finished."""
    test, is_new = ask_for(me().workspace_id, str(me().id), utcnow())
    if is_new and not ring_blind_test(test):
        test.delete()
        sentence = gettext("The queue does not answer, so the avatar cannot write now. Try again in a minute.")
        return failed(503, sentence, _overview())
    return redirect(_at(test))


@pages.get("/<test_id>")
@only(REVIEWS)
def take(test_id: str) -> str | Response:
    """Wait for it, the next pair, or the result."""
    test = _mine(test_id)
    if problem := problem_of(test, utcnow()):
        return failed(422, problem, _overview())
    if not test.pairs:
        return render_template("persona/blind_waiting.html")
    last = _last_answered(test)
    if test.finished_at:
        return render_template("persona/blind_result.html", test=test, result=result_of(test), last=last)
    number = next(number for number, pair in enumerate(test.pairs) if pair.right is None)
    return render_template("persona/blind_pair.html", test=test, number=number, pair=test.pairs[number], last=last)


@pages.post("/<test_id>/answer")
@only(REVIEWS)
def choose(test_id: str) -> Response:
    """Which of a pair is the own reply. The first word counts; a second one changes nothing."""
    test, chosen, number = _mine(test_id), request.form.get("own", ""), request.form.get("number", "")
    if chosen not in ("a", "b") or not number.isdecimal() or int(number) >= len(test.pairs):
        return failed(422, gettext("Choose A or B."), _at(test))
    answer(test, int(number), chosen == "a", utcnow())
    return redirect(_at(test, int(number)))


def _last_answered(test: BlindTest) -> Outcome | None:
    """The pair that was answered last, which the address names."""
    number = request.args.get("last", "")
    if not number.isdecimal() or int(number) >= len(test.pairs) or test.pairs[int(number)].right is None:
        return None
    return Outcome(int(number), test.pairs[int(number)])


def _mine(test_id: str) -> BlindTest:
    """A test of whoever asks, or 404: what somebody else has not answered yet is theirs to find out."""
    test = BlindTest.one_of(me().workspace_id, test_id)
    return test if test and test.by == str(me().id) else abort(404)


def _at(test: BlindTest, last: int | None = None) -> str:
    return url_for("blind_test.take", test_id=test.id, last=last)


def _overview() -> str:
    return url_for("blind_test.overview")

"""Teaching the labels: one letter at a time, those first that are hardest to tell, and what the answers have changed."""

import random
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from avatar.labels import Sentiment
from models import Message, TeachingRound
from models.fields import utcnow
from models.lifecycle import IllegalMove, Lost
from models.teaching import Answer, Lesson
from pipeline import teaching
from pipeline.relabel import BadRelabel, says_the_same
from web.access import REVIEWS, only
from web.acts import must_be_as_seen, overtaken
from web.auth import me
from web.letters import one
from web.relabel import put_it_right, said_of, say_it_is_right
from web.replies import failed
from web.said import N_
from web.teach_shown import PATIENCE, counts, in_a_word, outlook, progress, share, turned
from worker.live import tell
from worker.messages import ring
from worker.teaching import ring_counting, ring_preparing

pages = Blueprint("teach", __name__, url_prefix="/teach")
OVER = N_("That letter is not asked any more. Here is what comes next.")


@pages.get("")
@only(REVIEWS)
def page() -> str | Response:
    """The next letter of the round in hand, what the last round has changed, or the beginning."""
    now, round = utcnow(), _latest()
    if round is None or round.finished_at:
        return _start(round, now)
    if not round.is_ready:
        return render_template("teach/waiting.html", is_late=now - round.begun_at > PATIENCE)
    message = teaching.current(round, now)
    if message is None:
        ring_counting(round)
        return _start(round, now)
    return render_template(
        "teach/letter.html", message=message, progress=progress(round), last=teaching.last_answered(round)
    )  # fmt: skip


@pages.post("")
@only(REVIEWS)
def begin() -> Response:
    """A new round, or the one that is not finished."""
    now, round = utcnow(), _latest()
    if round is None or round.finished_at:
        round = teaching.begin(me().workspace_id, str(me().id), now, random.SystemRandom())
    if not round.is_ready and not ring_preparing(round):
        teaching.end(round, now)
        return failed(
            503,
            gettext("The queue does not answer, so no letter can be read just now. Try again in a minute."),
            _here(),
        )
    return redirect(_here())


@pages.post("/<message_id>/right")
@only(REVIEWS)
def right(message_id: str) -> Response:
    """It is what it was read as."""
    return _take(message_id, say_it_is_right)


@pages.post("/<message_id>/label")
@only(REVIEWS)
def other(message_id: str) -> Response:
    """It is something else: `kind` with one press, or all that the list says."""
    message, kind = one(message_id), request.form.get("kind", "")
    if message.label is None:
        return failed(409, OVER, _here())
    said = in_a_word(message, kind) if kind else said_of(request.form, Sentiment(message.label.sentiment))
    if said is None:
        return failed(422, gettext("Choose what it is first. Nothing was changed."), _here())
    return _take(
        message_id, say_it_is_right if says_the_same(message, said) else lambda letter: put_it_right(letter, said)
    )


@pages.post("/<message_id>/skip")
@only(REVIEWS)
def skip(message_id: str) -> Response:
    """Not now, and not in the rounds that follow."""
    message, round = one(message_id), _latest()
    if round is None or not _is_asked(round, message):
        return failed(409, OVER, _here())
    return _kept(round, message, Lesson(answer=Answer.SKIPPED))


@pages.post("/undo")
@only(REVIEWS)
def undo() -> Response:
    """Take the last answer back."""
    round = _latest()
    try:
        message = teaching.undo(round, str(me().id)) if round else None
    except (BadRelabel, Lost, IllegalMove) as error:
        sentence = (
            str(error) if isinstance(error, BadRelabel) else gettext("This letter has moved on, so its label stays.")
        )
        return failed(409, sentence, _here())
    if message is None:
        return failed(409, gettext("There is nothing to take back."), _here())
    tell(message)
    return redirect(_here())


@pages.post("/end")
@only(REVIEWS)
def end() -> Response:
    """Enough for now."""
    if (round := _latest()) and not round.finished_at:
        _finished(teaching.end(round, utcnow()))
    return redirect(_here())


def _take(message_id: str, step: Callable[[Message], Message]) -> Response:
    message, round = one(message_id), _latest()
    if round is None or not _is_asked(round, message) or message.label is None:
        return failed(409, OVER, _here())
    before, status = message.label, message.status
    try:
        must_be_as_seen(message)
        done = step(message)
    except BadRelabel as error:
        return failed(422, str(error), _here())
    except (Lost, IllegalMove):
        return failed(409, overtaken(message), _here())
    ring(done)
    tell(done)
    said = Answer.RIGHT if done.label.intent == before.intent else Answer.RELABELLED
    became = "" if done.status is status else done.status.value
    return _kept(round, done, Lesson(answer=said, said=done.label.intent, before=before, became=became))


def _kept(round: TeachingRound, message: Message, lesson: Lesson) -> Response:
    _finished(teaching.answer(round, message, lesson, utcnow()))
    return redirect(_here())


def _finished(round: TeachingRound) -> None:
    if round.finished_at and any(one.said for one in round.lessons):
        ring_counting(round)


def _is_asked(round: TeachingRound, message: Message) -> bool:
    return any(one.message_id == message.id and one.answer is Answer.OPEN for one in round.lessons)


def _latest() -> TeachingRound | None:
    return teaching.latest(me().workspace_id, str(me().id), utcnow())


def _start(round: TeachingRound | None, now: datetime) -> str:
    spoke = round if round and any(one.said for one in round.lessons) else None
    return render_template(
        "teach/start.html", round=spoke, counts=counts(spoke) if spoke else {}, turned=turned(spoke) if spoke else [],
        is_late=bool(spoke and now - spoke.finished_at > PATIENCE), last=teaching.last_answered(spoke) if spoke else None,
        outlook=outlook(teaching.open_letters(me().workspace_id, now)), share=share(me().workspace_id, now),
    )  # fmt: skip


def _here() -> str:
    return url_for("teach.page")

"""A person teaches the labels in rounds: asked is what is hardest to tell, and each answer counts at once.

Looked at are the SAMPLE newest letters of the last BACK days, whatever else there is: a bounded read, and what is older teaches
little about what comes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from bson import ObjectId

from avatar.dangers import ALWAYS_BELIEVED
from avatar.doubt import Judged, questions
from models import Message, Status, TeachingRound
from models.lifecycle import Lost
from models.teaching import Answer, Lesson
from pipeline.relabel import CHANGED, BadRelabel, take_back
from pipeline.search import TICK, Search, every

AT_ONCE = 20
SAMPLE = 400
BACK = timedelta(days=90)
ASKED = (Status.IN_REVIEW, Status.IGNORED, Status.SENT)
KEPT = timedelta(days=30)
"""So long a round is remembered: what was skipped in it is not asked again, and what was asked by chance counts."""
STAYS_OPEN = timedelta(days=1)
_A_BITE = 100
_TRIES = 5
_READ = ("id", "workspace_id", "status", "revision", "label", "text")


def newest(workspace_id: ObjectId, statuses: Iterable[Status], now: datetime, most: int) -> list[Message]:
    """The newest letters in these states, as far as labels need them."""
    found = every(workspace_id, Search(statuses=tuple(statuses)), now - BACK, now + TICK)
    ids = list(islice(found, most))
    bites = (ids[at : at + _A_BITE] for at in range(0, len(ids), _A_BITE))
    return [
        one for bite in bites for one in Message.objects(id__in=bite).only(*_READ) if one.workspace_id == workspace_id
    ]


def is_open(message: Message) -> bool:
    """Whether it may be asked about: read by a classifier, of words, and nobody has spoken of it.

    What may be a danger is not a lesson: it waits in the review room, with all that stands around it.
    """
    label = message.label
    if label is None or label.by not in ("local", "model") or not message.text.strip():
        return False
    return message.status in CHANGED and ALWAYS_BELIEVED.isdisjoint(label.risks)


def open_letters(workspace_id: ObjectId, now: datetime) -> list[Message]:
    """What may be asked, without what somebody skipped lately."""
    skipped = {one.message_id for one in _lessons(workspace_id, now) if one.answer is Answer.SKIPPED}
    return [one for one in newest(workspace_id, ASKED, now, SAMPLE) if is_open(one) and one.id not in skipped]


def judged(letters: Iterable[Message]) -> list[Judged]:
    """Those of which the chances are known."""
    return [
        Judged(str(one.id), one.label.junk, one.label.concern)
        for one in letters
        if one.label.junk is not None and one.label.concern is not None
    ]


def begin(workspace_id: ObjectId, by: str, now: datetime, chance: Random) -> TeachingRound:
    """A new round. It is not ready where letters were labelled before chances were kept: a worker judges these first."""
    round = TeachingRound(workspace_id=workspace_id, by=by, begun_at=now, gone_after=now + KEPT).save()
    letters = open_letters(workspace_id, now)
    return fill(round, letters, chance) if len(judged(letters)) == len(letters) else round


def fill(round: TeachingRound, letters: Iterable[Message], chance: Random) -> TeachingRound:
    """Choose what is asked; nothing where all is sure."""
    asked = questions(judged(letters), AT_ONCE, chance)
    lessons = [Lesson(message_id=ObjectId(one.id), by_chance=one.by_chance) for one in asked]

    def change(round: TeachingRound) -> None:
        round.lessons, round.is_ready = lessons, True

    return _change(round, change)


def latest(workspace_id: ObjectId, by: str, now: datetime) -> TeachingRound | None:
    """The newest round of a person that is younger than STAYS_OPEN, finished or not."""
    lately = TeachingRound.of(workspace_id).filter(begun_at__gte=now - STAYS_OPEN, begun_at__lt=now + TICK)
    return next((one for one in lately.order_by("-begun_at") if one.by == by), None)


def current(round: TeachingRound, now: datetime) -> Message | None:
    """The next letter to ask about; None: all are answered, and the round is finished. Passes over what is gone meanwhile."""
    gone = set[ObjectId]()
    found = None
    for lesson in round.lessons:
        if lesson.answer is not Answer.OPEN:
            continue
        message = Message.one_of(round.workspace_id, lesson.message_id)
        if message and is_open(message):
            found = message
            break
        gone.add(lesson.message_id)
    if gone or (found is None and not round.finished_at):
        _change(round, lambda fresh: _pass_over(fresh, gone, now))
    return found


def answer(round: TeachingRound, message: Message, lesson: Lesson, now: datetime) -> TeachingRound:
    """Keep what was said of `message`, as `lesson` has it. The last answer finishes the round."""

    def change(fresh: TeachingRound) -> None:
        for one in fresh.lessons:
            if one.message_id == message.id and one.answer is Answer.OPEN:
                one.answer, one.said, one.became = lesson.answer, lesson.said, lesson.became
                one.before, one.at = lesson.before, now
        _close(fresh, now)

    return _change(round, change)


def last_answered(round: TeachingRound) -> Lesson | None:
    """What can be taken back."""
    said = [one for one in round.lessons if one.answer in (Answer.RIGHT, Answer.RELABELLED, Answer.SKIPPED)]
    return max(said, key=lambda one: one.at, default=None)


def undo(round: TeachingRound, by: str) -> Message | None:
    """Take the last answer back; the letter is asked again. None: none was given. Raises BadRelabel and Lost as `take_back`."""
    lesson = last_answered(round)
    if lesson is None:
        return None
    message = Message.one_of(round.workspace_id, lesson.message_id)
    if message is None:
        raise BadRelabel("This letter was deleted meanwhile.")
    if lesson.answer is not Answer.SKIPPED:
        message = take_back(message, lesson.before, by)
    _change(round, lambda fresh: _reopen(fresh, lesson.message_id))
    return message


def end(round: TeachingRound, now: datetime) -> TeachingRound:
    """That is enough for now: what is not answered is asked another time."""

    def change(fresh: TeachingRound) -> None:
        fresh.lessons, fresh.is_ready = [one for one in fresh.lessons if one.answer is not Answer.OPEN], True
        _close(fresh, now)

    return _change(round, change)


def by_chance(workspace_id: ObjectId, now: datetime) -> Counter[Answer]:
    """What people said lately of letters that were taken by chance: only these tell how often labels are right."""
    return Counter(one.answer for one in _lessons(workspace_id, now) if one.by_chance)


def _lessons(workspace_id: ObjectId, now: datetime) -> Iterator[Lesson]:
    rounds = TeachingRound.of(workspace_id).filter(begun_at__gte=now - KEPT, begun_at__lt=now + TICK)
    return (lesson for round in rounds.only("lessons") for lesson in round.lessons)


def _pass_over(round: TeachingRound, gone: set[ObjectId], now: datetime) -> None:
    for lesson in round.lessons:
        if lesson.message_id in gone and lesson.answer is Answer.OPEN:
            lesson.answer = Answer.GONE
    _close(round, now)


def _close(round: TeachingRound, now: datetime) -> None:
    if round.is_ready and round.finished_at is None and all(one.answer is not Answer.OPEN for one in round.lessons):
        round.finished_at = now


def _reopen(round: TeachingRound, message_id: ObjectId) -> None:
    for lesson in round.lessons:
        if lesson.message_id == message_id:
            lesson.answer, lesson.said, lesson.became = Answer.OPEN, "", ""
            lesson.before = lesson.at = None
    round.finished_at = round.counted_at = None


def _change(round: TeachingRound, change: Callable[[TeachingRound], None]) -> TeachingRound:
    """Change it and write it if nobody did meanwhile; else read it and change it again. Raises Lost after some tries."""
    for _ in range(_TRIES):
        change(round)
        mine = TeachingRound.objects(id=round.id, revision=round.revision)
        if mine.update_one(
            inc__revision=1, set__lessons=round.lessons, set__is_ready=round.is_ready,
            set__finished_at=round.finished_at, set__counted_at=round.counted_at,
        ):  # fmt: skip
            round.revision += 1
            return round
        round.reload()
    raise Lost(f"round {round.id} keeps changing")

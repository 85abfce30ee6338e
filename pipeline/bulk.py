"""One decision on many letters, in steps: each letter is decided as by hand or left out and counted, and all can be taken back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.base import Platform
from models import AuditEntry, BulkJob, Message
from models.bulk_job import BulkState
from models.fields import utcnow
from models.lifecycle import IllegalMove, Lost
from pipeline import review, snooze
from pipeline.assign import NotAMember, assign
from pipeline.review import BadReply
from pipeline.snooze import BadSnooze

STEP = 25
MOST = 10_000
PATIENCE = timedelta(seconds=60)
"""So long a step may take before the clock rings for it again."""
KEPT = timedelta(days=7)
MOST_REFUSALS = 5

PlatformOf = Callable[[str], Platform]


class BadBulk(ValueError):
    """It cannot be begun or taken back. The sentence says why."""


@dataclass
class _Outcome:
    taken: list[str] = field(default_factory=list)
    delicate: int = 0
    changed: int = 0
    refusals: list[str] = field(default_factory=list)


def begin(job: BulkJob, letters: Iterable[Message]) -> BulkJob:
    """Fix the letters as they stand now and store the job. Raises BadBulk when there are none or too many."""
    job.targets = [f"{letter.id} {letter.revision}" for letter in letters]
    if not job.targets:
        raise BadBulk("No letter of this kind waits.")
    if len(job.targets) > MOST:
        raise BadBulk(f"That are more than {MOST:,} letters. Choose fewer at a time.")
    job.gone_after = utcnow() + KEPT
    job.save(force_insert=True)
    AuditEntry.add(job.workspace_id, job.by, f"bulk.{job.verb}", job.id, f"{len(job.targets)} letters")
    return job


def step(job: BulkJob, platform_of: PlatformOf, now: datetime) -> BulkJob | None:
    """One step of a job at work; gives the job as it is stored now. None: it has ended, or somebody else is at it."""
    if not job.is_at_work or not job.claim(now, now + PATIENCE):
        return None
    if job.state is BulkState.UNDOING:
        return _step_back(job, now)
    found = _Outcome()
    ahead = job.targets[job.place : job.place + STEP]
    for target in ahead:
        _decide(job, target, platform_of, found)
    told = [one for one in dict.fromkeys(found.refusals) if one not in job.refusals]
    room = max(MOST_REFUSALS - len(job.refusals), 0)
    job.record(
        job.place + len(ahead), now, push_all__taken=found.taken, inc__decided=len(found.taken), inc__delicate=found.delicate,
        inc__changed=found.changed, inc__refused=len(found.refusals), push_all__refusals=told[:room],
    )  # fmt: skip
    return _ended(job.reload(), BulkState.DONE, now)


def cancel(job: BulkJob, by: str) -> BulkJob:
    """Nothing more is decided; what was decided stands. Raises BadBulk when it has ended."""
    if job.state is not BulkState.RUNNING or not job.turn(BulkState.CANCELLED, set__finished_at=utcnow()):
        raise BadBulk("It has ended already.")
    AuditEntry.add(job.workspace_id, by, "bulk.cancelled", job.id)
    return job.reload()


def undo(job: BulkJob, by: str) -> BulkJob:
    """Begin to take back all that has not gone out. Raises BadBulk while it runs, or when it was taken back before."""
    if job.state not in (BulkState.DONE, BulkState.CANCELLED, BulkState.FAILED):
        raise BadBulk("It can be taken back once, when it has ended or was stopped.")
    if job.busy_until > utcnow():
        raise BadBulk("It is just stopping. Try again in a moment.")
    if not job.turn(BulkState.UNDOING, set__place=0, set__finished_at=None):
        raise BadBulk("Somebody else is taking it back already.")
    AuditEntry.add(job.workspace_id, by, "bulk.undone", job.id)
    return job.reload()


def fail(job: BulkJob, sentence: str) -> BulkJob:
    """It cannot go on. What was decided stands, and can be taken back."""
    job.turn(BulkState.FAILED, set__problem=sentence, set__finished_at=utcnow())
    return job.reload()


def _ended(job: BulkJob, state: BulkState, now: datetime) -> BulkJob:
    """The job, in `state` when all of it was looked at."""
    if job.is_at_work and job.place >= job.total:
        job.turn(state, set__finished_at=now)
        job.reload()
    return job


def _decide(job: BulkJob, target: str, platform_of: PlatformOf, found: _Outcome) -> None:
    id, _, revision = target.partition(" ")
    message = Message.one_of(job.workspace_id, id)
    if message is None or message.revision != int(revision):
        if message is not None and _was_ours(job, message):  # a step that was cut short is taken again
            found.taken.append(f"{id} ")
            return
        found.changed += 1
        return
    if job.verb == "approve" and is_delicate(message):
        found.delicate += 1
        return
    before = message.assigned_to
    try:
        _take(job, message, platform_of)
    except (BadReply, BadSnooze, NotAMember) as error:
        found.refusals.append(str(error))
    except (Lost, IllegalMove):
        found.changed += 1
    else:
        found.taken.append(f"{id} {before}")


def is_delicate(message: Message) -> bool:
    """Nobody has read its draft, so what is delicate or has an objection of the guard needs a look of its own."""
    return message.label is None or bool(message.label.risks) or bool(message.reply.findings)


def _take(job: BulkJob, message: Message, platform_of: PlatformOf) -> None:
    limits = platform_of(message.platform).limits[message.kind]
    if job.verb == "approve":
        review.approve_unread(message, job.by, limits)
    elif job.verb == "reject":
        review.reject(message, job.by, job.detail)
    elif job.verb == "snooze":
        back = snooze.until(datetime.fromisoformat(job.detail), message.reply_by, utcnow())
        snooze.snooze(message, job.by, back)
    else:
        assign(message, job.by, job.detail)


def _was_ours(job: BulkJob, message: Message) -> bool:
    last = message.history[-1] if message.history else None
    after = {"approve": "approved", "reject": "rejected"}.get(job.verb)
    return bool(last and last.by == job.by and last.after == after and last.at >= job.created_at)


def _step_back(job: BulkJob, now: datetime) -> BulkJob:
    ahead = job.taken[job.place : job.place + STEP]
    back = sum(_take_back(job, one) for one in ahead)
    job.record(job.place + len(ahead), now, inc__taken_back=back, inc__too_late=len(ahead) - back)
    return _ended(job.reload(), BulkState.UNDONE, now)


def _take_back(job: BulkJob, taken: str) -> bool:
    id, _, before = taken.partition(" ")
    message = Message.one_of(job.workspace_id, id)
    if message is None:
        return False
    try:
        if job.verb in ("approve", "reject"):
            review.undo(message, job.by)
        elif job.verb == "snooze":
            snooze.wake(message, job.by)
        else:
            assign(message, job.by, before)
    except (Lost, IllegalMove, NotAMember):
        return False
    return True

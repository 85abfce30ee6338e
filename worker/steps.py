"""What every step has in common: one table of who serves which status, and how a step begins and ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from celery import Task
from kombu.exceptions import OperationalError

from connectors.errors import AccessRevoked, Permanent, RateLimited, Transient
from logs import log
from models import Message, Status
from models.fields import utcnow
from models.lifecycle import Lost, begin, move, touch
from models.message import PATIENCE
from settings import settings
from worker.app import app
from worker.live import tell

Step = Callable[[Message], Message]


@dataclass(frozen=True)
class Duty:
    """Who serves a status: the step and its task."""

    step: Step
    task: Task


RING: dict[Status, Duty] = {}
"""Steps never name their successor; a worker that goes on, the web and the sweeper all use this table."""
ATTEMPTS = 5


def ring(message: Message) -> None:
    """Ask a worker for the next step of `message`, if a machine has one and its time has come.

    A broker that is away is no error: the sweeper rings again.
    """
    if (duty := RING.get(message.status)) is None or not is_due(message, utcnow()):
        return
    try:
        duty.task.delay(str(message.id))
    except OperationalError:
        log.warning("nobody hears the bell", message=str(message.id))


def is_due(message: Message, now: datetime) -> bool:
    """Not while an undo window is open, nor while a delivery may still be going on: then the sweeper rings in time."""
    if message.status is Status.APPROVED:
        return not message.send_after or message.send_after <= now
    if message.status is Status.SENDING and message.claimed_at:
        return message.claimed_at + timedelta(seconds=settings().doubt_seconds) <= now
    return True


def step(status: Status) -> Callable[[Step], Task]:
    """Make a task of a step that serves `status`."""

    def make(work: Step) -> Task:
        @wraps(work)
        def run(message_id: str) -> None:
            message = next(iter(Message.objects(id=message_id, status=status).limit(1)), None)  # cheaper than `first`
            if message is not None:
                walk(message)

        task = app.task(run)
        RING[status] = Duty(work, task)
        return task

    return make


def walk(message: Message) -> None:
    """Take `message` as far as machines take it now, then tell the dashboards where it stands.

    A worker does not ring for itself on the way: that took half of its time. Nor does it claim the steps that follow: the
    move that led to them was its own, and the sweeper leaves them alone for as long as they may take.
    """
    began = message.status
    while (duty := RING.get(message.status)) and is_due(message, utcnow()):
        before = message.status
        after = take(message, duty, claimed=before is not began)
        if after is None or after.status is before:
            break
        message = after
    if message.status is not began:
        tell(message)


def take(message: Message, duty: Duty, claimed: bool = False) -> Message | None:
    """Take one step with `message`, after claiming it unless it is `claimed`.

    None: somebody else is at it or was faster, or it is tried again later through nobody's fault. What the step cannot
    answer is passed on; the sweeper comes back to it, ATTEMPTS times.
    """
    before, now = message.status, utcnow()
    if message.attempts >= ATTEMPTS and before is not Status.SENDING:
        return _give_up(message)
    until = now + timedelta(seconds=PATIENCE.get(before, 1) * settings().retry_seconds)
    if not claimed and not begin(message, now, until):
        return None
    try:
        after = duty.step(message)
    except Lost:
        log.info("step lost", message=str(message.id), status=str(before))
        return None
    except (Transient, AccessRevoked) as error:
        log.info("step waits", message=str(message.id), status=str(before), error=type(error).__name__)
        _later(message, error)
        return None
    except Permanent as error:
        return _refused(message, error)
    log.info("step", message=str(message.id), before=str(before), after=str(after.status))
    return after


def _later(message: Message, error: Transient | AccessRevoked) -> None:
    """Not the message's fault: it keeps its attempts and is rung again."""
    pause = error.retry_after_seconds if isinstance(error, RateLimited) else settings().retry_seconds
    try:
        touch(message, wake_at=utcnow() + timedelta(seconds=pause), busy_until=None, attempts=0, problem=str(error))
    except Lost:
        log.info("step lost", message=str(message.id), status=str(message.status))


def _refused(message: Message, error: Permanent) -> Message:
    if message.status is Status.APPROVED:
        return move(message, Status.IN_REVIEW, by="worker", why=error.sentence, problem=error.sentence)
    return move(message, Status.FAILED, by="worker", why=error.sentence, problem=error.sentence)


def _give_up(message: Message) -> Message:
    why = f"Tried {ATTEMPTS} times without an end. Have a look and try again."
    to = Status.IN_REVIEW if message.status is Status.APPROVED else Status.FAILED
    return move(message, to, by="worker", why=why, problem=why, send_after=None)

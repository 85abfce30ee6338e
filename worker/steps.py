"""What every step has in common: one table of who serves which status, and how a step begins and ends."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from celery import Task
from kombu.exceptions import OperationalError

from connectors.errors import AccessRevoked, Permanent, RateLimited, Transient
from logs import log
from models import Message, Status
from models.fields import utcnow
from models.lifecycle import Lost, begin, move, touch
from settings import settings
from worker.app import app
from worker.live import tell

Step = Callable[[Message], Message]
RING: dict[Status, Task] = {}
"""Status -> the task that serves it. Steps never name their successor; the sweeper uses the same table."""
ATTEMPTS = 5


def ring(message: Message) -> None:
    """Ask a worker for the next step of `message`, if a machine has one.

    A broker that is away is no error: the sweeper rings again.
    """
    task = RING.get(message.status)
    if task is None or (message.send_after and message.send_after > utcnow() and message.status is Status.APPROVED):
        return
    try:
        task.delay(str(message.id))
    except OperationalError:
        log.warning("nobody hears the bell", message=str(message.id))


def step(status: Status, patience: float = 1) -> Callable[[Step], Task]:
    """Make a task of a step that serves `status`. It has `patience` times RETRY_SECONDS before somebody else may try."""

    def make(work: Step) -> Task:
        @wraps(work)
        def run(message_id: str) -> None:
            message = Message.objects(id=message_id, status=status).first()
            if message is not None:
                walk(message, work, patience)

        RING[status] = app.task(run)
        return RING[status]

    return make


def walk(message: Message, work: Step, patience: float = 1) -> None:
    """Take one step with `message`, unless somebody else is at it, and say and ring what came of it.

    What is nobody's fault is tried again later; what `work` cannot answer is passed on, and the sweeper comes back to it.
    """
    now = utcnow()
    if message.attempts >= ATTEMPTS and message.status is not Status.SENDING:
        _done(_give_up(message))
        return
    if not begin(message, now, now + timedelta(seconds=patience * settings().retry_seconds)):
        return
    before = message.status
    try:
        after = work(message)
    except Lost:
        log.info("step lost", message=str(message.id), status=str(before))
    except Transient as error:
        _later(message, error)
    except AccessRevoked as error:
        log.warning("step stopped", message=str(message.id), error=type(error).__name__)
        _later(message, error)
    except Permanent as error:
        _done(_refused(message, error))
    else:
        log.info("step", message=str(message.id), before=str(before), after=str(after.status))
        if after.status is not before:
            _done(after)


def _done(message: Message) -> None:
    ring(message)
    tell(message)


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

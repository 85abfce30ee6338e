from collections.abc import Callable
from datetime import timedelta

import pytest
import redis

from connectors.errors import AccessRevoked, RateLimited, ReplyRefused, Unavailable
from models import Message, Status
from models.fields import utcnow
from models.lifecycle import move
from models.message import MACHINE
from tests.models import make
from worker.messages import RING, classify_message, ring
from worker.steps import ATTEMPTS, Duty, take

pytestmark = pytest.mark.usefixtures("clean", "bell")


@pytest.fixture
def message() -> Message:
    return make.message(make.account(make.workspace()))


def walked(work: Callable[[Message], Message], message: Message) -> Message:
    """One step, as the task would take it; the message as it stands then."""
    found = Message.objects(id=message.id, status=Status.RECEIVED).first()
    if found is not None:
        take(found, Duty(work, RING[Status.RECEIVED].task))
    return message.reload()


def test_every_status_that_waits_for_a_machine_has_a_task() -> None:
    assert set(RING) == set(MACHINE)


def test_ring_puts_the_id_into_the_queue_and_nothing_for_what_waits_for_a_person(
    message: Message, bell: redis.Redis
) -> None:
    ring(message)
    assert bell.llen("celery") == 1
    assert str(message.id).encode() in bell.lindex("celery", 0) or bell.lindex("celery", 0)
    move(message, Status.IGNORED, by="worker", why="")
    ring(message)
    assert bell.llen("celery") == 1


def test_ring_leaves_an_undo_window_alone(message: Message, bell: redis.Redis) -> None:
    message = move(message, Status.CLASSIFIED, by="worker", why="")
    approved = move(message, Status.APPROVED, by="worker", why="", send_after=utcnow() + timedelta(seconds=20))
    ring(approved)
    assert bell.llen("celery") == 0


def test_a_worker_goes_on_by_itself_and_does_not_ring_for_itself(message: Message, bell: redis.Redis) -> None:
    Message.objects(id=message.id).update_one(set__text="\U0001f35e")
    classify_message.run(str(message.id))
    assert message.reload().status is Status.IGNORED
    assert bell.llen("celery") == 0


def test_a_second_delivery_of_a_task_does_nothing(message: Message) -> None:
    seen = []

    def work(found: Message) -> Message:
        seen.append(found.id)
        return move(found, Status.IGNORED, by="worker", why="")

    walked(work, message)
    walked(work, message)
    assert len(seen) == 1


def test_a_message_that_somebody_is_at_is_left_alone(message: Message) -> None:
    Message.objects(id=message.id).update_one(set__busy_until=utcnow() + timedelta(seconds=30))
    walked(lambda _found: pytest.fail("two at once"), message)
    assert message.reload().attempts == 0


@pytest.mark.parametrize(
    "error",
    [Unavailable("x", "It does not answer."), RateLimited("x", "Slower.", 90), AccessRevoked("x", "Connect again.")],
)
def test_what_is_not_the_messages_fault_costs_no_attempt(message: Message, error: Exception) -> None:
    def work(_found: Message) -> Message:
        raise error

    waiting = walked(work, message)
    assert (waiting.status, waiting.attempts, waiting.busy_until) == (Status.RECEIVED, 0, None)
    assert waiting.problem == str(error)
    assert waiting.wake_at > utcnow() + timedelta(seconds=50)


def test_what_will_never_work_fails_with_its_sentence(message: Message) -> None:
    def work(_found: Message) -> Message:
        raise ReplyRefused("x", "It does not take this.")

    failed = walked(work, message)
    assert (failed.status, failed.problem) == (Status.FAILED, "It does not take this.")


def test_a_step_that_crashes_is_tried_again_and_given_up_in_the_end(message: Message) -> None:
    def work(_found: Message) -> Message:
        raise ZeroDivisionError

    for _ in range(ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            walked(work, message)
        Message.objects(id=message.id).update_one(set__busy_until=None)
    given_up = walked(work, message)
    assert given_up.status is Status.FAILED
    assert "5 times" in given_up.problem

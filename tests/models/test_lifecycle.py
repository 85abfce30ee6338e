from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from models import Message, Status
from models.fields import utcnow
from models.lifecycle import IllegalMove, Lost, begin, move, touch
from models.message import LIFE, MACHINE
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def message() -> Message:
    return make.message(make.account(make.workspace()))


def test_move_changes_status_fields_and_history_in_one_write(message: Message) -> None:
    moved = move(message, Status.CLASSIFIED, by="worker", why="It asks.", problem="none")
    stored = Message.objects.get(id=message.id)
    assert (moved.status, stored.status, stored.problem) == (Status.CLASSIFIED, Status.CLASSIFIED, "none")
    assert [(step.before, step.after, step.by, step.why) for step in stored.history[1:]] == [
        ("received", "classified", "worker", "It asks.")
    ]


def test_move_loses_against_a_move_made_meanwhile(message: Message) -> None:
    stale = Message.objects.get(id=message.id)
    move(message, Status.IN_REVIEW if Status.IN_REVIEW in LIFE[message.status] else Status.CLASSIFIED, by="a", why="")
    with pytest.raises(Lost):
        move(stale, Status.IGNORED, by="b", why="")
    assert Message.objects.get(id=message.id).status is Status.CLASSIFIED


def test_move_loses_even_when_the_status_came_round_again(message: Message) -> None:
    stale = move(message, Status.CLASSIFIED, by="a", why="")
    again = Message.objects.get(id=message.id)
    again = move(move(again, Status.IN_REVIEW, by="a", why=""), Status.CLASSIFIED, by="a", why="")
    with pytest.raises(Lost):
        move(stale, Status.IGNORED, by="b", why="")
    assert again.status is Status.CLASSIFIED


def test_move_refuses_a_road_that_is_not_in_the_graph(message: Message) -> None:
    with pytest.raises(IllegalMove):
        move(message, Status.SENT, by="a", why="")


def test_of_many_at_once_exactly_one_moves(message: Message) -> None:
    copies = [Message.objects.get(id=message.id) for _ in range(8)]
    won, gate = [], Barrier(8)

    def run(copy: Message) -> None:
        gate.wait()
        with suppress(Lost):
            won.append(move(copy, Status.CLASSIFIED, by="a", why=""))

    threads = [Thread(target=run, args=(copy,)) for copy in copies]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(won) == 1
    assert len(Message.objects.get(id=message.id).history) == 2


def test_begin_lets_one_worker_at_a_message_until_its_time_is_over(message: Message) -> None:
    now = utcnow()
    other = Message.objects.get(id=message.id)
    assert begin(message, now, now + timedelta(seconds=30))
    assert not begin(other, now, now + timedelta(seconds=30))
    later = Message.objects.get(id=message.id)
    assert not begin(later, now + timedelta(seconds=29), now + timedelta(seconds=60))
    assert begin(later, now + timedelta(seconds=31), now + timedelta(seconds=60))
    assert Message.objects.get(id=message.id).attempts == 2


def test_a_move_frees_the_message_and_forgets_its_attempts(message: Message) -> None:
    now = utcnow()
    begin(message, now, now + timedelta(seconds=30))
    moved = move(message, Status.CLASSIFIED, by="worker", why="")
    assert (moved.busy_until, moved.attempts) == (None, 0)


def test_touch_changes_fields_and_loses_against_a_move(message: Message) -> None:
    stale = Message.objects.get(id=message.id)
    touch(message, text="new words")
    with pytest.raises(Lost):
        touch(stale, text="old words")
    assert Message.objects.get(id=message.id).text == "new words"


def test_what_waits_for_a_machine_has_a_time_to_be_rung_and_nothing_else_has(message: Message) -> None:
    now = utcnow()
    for status in Status:
        assert (Message.wakes(status, now) is not None) == (status in MACHINE)


def test_an_approved_message_is_rung_when_its_undo_window_ends(message: Message) -> None:
    soon = utcnow() + timedelta(seconds=20)
    message = move(message, Status.CLASSIFIED, by="worker", why="")
    assert move(message, Status.APPROVED, by="worker", why="", send_after=soon).wake_at == soon

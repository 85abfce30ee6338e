"""What is still needed is read again before the platform's days are over."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import BudgetSpent, ConnectorError
from connectors.world import Fault
from models import Message, ReplyExample, Status
from models.fields import utcnow
from pipeline.freshness import NEEDED, terms
from tests.connectors.youtube.conftest import Counted
from tests.pipeline.channel import NAME, Channel

SECOND = timedelta(seconds=1)


def test_words_are_asked_for_a_week_before_the_last_day_and_go_a_day_before() -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    when = terms(30, now)
    assert (when.ask_before, when.gone_before) == (now - timedelta(days=23), now - timedelta(days=29))


@pytest.mark.parametrize("status", NEEDED)
def test_what_is_still_needed_is_read_again_in_time_and_stays(channel: Channel, status: Status) -> None:
    message = channel.fan_writes("which flour?", status)
    assert channel.asks_again(channel.after(22)) == [] and message.reload().read_at < utcnow() + SECOND
    now = channel.after(24)
    channel.asks_again(now)
    assert message.reload().read_at > channel.after(23)
    assert channel.fades(channel.after(30)) == 0
    assert (message.reload().status, message.text) == (status, "which flour? 1")


def test_what_the_fan_changed_comes_through_the_door_of_new_messages(channel: Channel) -> None:
    message = channel.fan_writes("which flour?")
    channel.world.edit_entry(NAME, message.external_id, "which oven?")
    assert [one.id for one in channel.asks_again(channel.after(24))] == [message.id]
    assert (message.reload().status, message.text) == (Status.RECEIVED, "which oven?")
    assert channel.fades(channel.after(30)) == 0


def test_what_the_fan_deleted_leaves_the_queue(channel: Channel) -> None:
    gone, _other = channel.fan_writes("which flour?"), channel.fan_writes("which oven?")
    channel.world.delete_entry(NAME, gone.external_id)
    channel.asks_again(channel.after(24))
    assert (gone.reload().status, gone.text) == (Status.WITHDRAWN_BY_FAN, "")


@pytest.mark.parametrize("status", [Status.SENT, Status.REJECTED, Status.IGNORED])
def test_nothing_is_spent_on_words_that_nobody_needs(channel: Channel, status: Status) -> None:
    channel.fan_writes("lovely", status)
    purse = Counted(100)
    channel.asks_again(channel.after(24), purse)
    assert purse.taken == []


def test_what_is_held_back_is_not_asked_for(channel: Channel) -> None:
    channel.fan_writes("lovely", held="held for review")
    purse = Counted(100)
    channel.asks_again(channel.after(24), purse)
    assert purse.taken == []


def test_the_fans_words_in_examples_are_read_again_even_where_the_message_is_over(channel: Channel) -> None:
    message = channel.fan_writes("which flour?", Status.SENT)
    example = channel.example_of(message)
    channel.asks_again(channel.after(24))
    assert example.reload().read_at > channel.after(23)
    assert (example.fan_text, example.vector) == ("which flour? 1", b"\x01" * 16)
    channel.fades(channel.after(30))
    assert example.reload().fan_text == "which flour? 1"


def test_an_example_whose_fan_changed_the_words_is_embedded_anew(channel: Channel) -> None:
    message = channel.fan_writes("which flour?", Status.SENT)
    example = channel.example_of(message)
    channel.world.edit_entry(NAME, message.external_id, "which oven?")
    channel.asks_again(channel.after(24))
    assert (example.reload().fan_text, example.vector) == ("which oven?", None)


def test_an_example_whose_fan_deleted_the_words_loses_them_at_once(channel: Channel) -> None:
    message, other = channel.fan_writes("which flour?", Status.SENT), channel.fan_writes("which oven?", Status.SENT)
    example, _stays = channel.example_of(message), channel.example_of(other)
    channel.world.delete_entry(NAME, message.external_id)
    channel.asks_again(channel.after(24))
    assert (example.reload().fan_text, example.text) == ("", "thank you so much")


def test_an_example_of_what_was_deleted_here_brings_nothing_back(channel: Channel) -> None:
    """A comment that was put aside long ago must not be answered because its words are read for an example."""
    message = channel.fan_writes("which flour?", Status.IGNORED)
    example = channel.example_of(message)
    channel.fades(channel.after(30))
    now = channel.after(54)
    ReplyExample.objects(id=example.id).update_one(
        set__fan_text="which flour? 1", set__read_at=now - timedelta(days=24), set__checked_at=now - timedelta(days=24)
    )
    assert channel.asks_again(now) == []
    assert (message.reload().status, message.text, message.fan_username) == (Status.IGNORED, "", "")
    assert example.reload().fan_text == "which flour? 1"


def test_what_is_not_answered_is_not_confirmed(channel: Channel) -> None:
    message = channel.fan_writes("which flour?")
    channel.world.add_fault(Fault(NAME, "any", "fail_before", 9))
    with pytest.raises(ConnectorError):
        channel.asks_again(channel.after(24))
    assert message.reload().read_at < utcnow() + SECOND and message.checked_at < utcnow() + SECOND


def test_an_empty_purse_asks_nothing(channel: Channel) -> None:
    message = channel.fan_writes("which flour?")
    with pytest.raises(BudgetSpent):
        channel.asks_again(channel.after(24), Counted(0))
    assert message.reload().checked_at < utcnow() + SECOND


def test_fifty_are_read_again_for_one_unit_and_two_hundred_at_one_time(channel: Channel) -> None:
    first = channel.fan_writes("hello")
    rows = [{**channel.raw(first), "_id": None, "external_id": f"x{number}"} for number in range(260)]
    for row in rows:
        del row["_id"]
    Message._get_collection().insert_many(rows)
    purse = Counted(100)
    channel.asks_again(channel.after(24), purse)
    assert [units for units, _writes in purse.taken] == [1, 1, 1, 1]


def test_what_was_asked_for_in_vain_waits_a_day(channel: Channel) -> None:
    messages = [channel.fan_writes("hello"), channel.fan_writes("hi")]
    for message in messages:
        channel.world.delete_entry(NAME, message.external_id)  # nothing at all is shown: that is no deletion
    purse, now = Counted(100), channel.after(24)
    channel.asks_again(now, purse)
    channel.asks_again(now + timedelta(hours=1), purse)
    assert len(purse.taken) == 1 and messages[0].reload().status is Status.IN_REVIEW
    channel.asks_again(now + timedelta(hours=25), purse)
    assert len(purse.taken) == 2

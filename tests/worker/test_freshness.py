"""The round that reads words again or deletes them, as the clock rings it."""

from datetime import timedelta
from typing import Any

import pytest
import redis

from connectors.world import Fault
from models import Budget, Message, ReplyExample, Status
from models.budget import day_of
from models.fields import utcnow
from models.social_account import AccountStatus
from tests.connectors.contract import configured
from tests.models import make
from tests.pipeline.channel import NAME, Channel
from worker.freshness import keep_account_fresh, keep_fresh, units_for
from worker.rounds import revisit_account

pytestmark = pytest.mark.usefixtures("clean", "bell")


def read_ago(message: Message, days: float) -> Message:
    """As if it had been read so long ago."""
    then = utcnow() - timedelta(days=days)
    for kind, which in ((Message, {"id": message.id}), (ReplyExample, {"answers": message.external_id})):
        kind.objects(**which).update(set__read_at=then, set__checked_at=then)
    return message


def spent() -> int:
    return Budget.used_of(f"{NAME}:{day_of(utcnow())[0]}")


def test_a_round_reads_again_what_is_needed_and_deletes_what_is_late(channel: Channel) -> None:
    fresh = read_ago(channel.fan_writes("which flour?"), 24)
    late = read_ago(channel.fan_writes("which oven?", Status.SENT), 29.5)
    keep_account_fresh(str(channel.account.id))
    assert fresh.reload().text and fresh.read_at > utcnow() - timedelta(minutes=1)
    assert (late.reload().text, late.status, spent()) == ("", Status.SENT, 1)
    keep_account_fresh(str(channel.account.id))
    assert spent() == 1


def test_a_silent_platform_delays_nothing_and_what_is_late_goes_all_the_same(channel: Channel) -> None:
    waits = read_ago(channel.fan_writes("which flour?"), 24)
    late = read_ago(channel.fan_writes("which oven?"), 29.5)
    channel.world.add_fault(Fault(NAME, "any", "fail_before", 9))
    keep_account_fresh(str(channel.account.id))
    assert waits.reload().text and waits.read_at < utcnow() - timedelta(days=23)
    assert (late.reload().text, late.status) == ("", Status.IN_REVIEW)


@pytest.mark.parametrize("status", [AccountStatus.PAUSED, AccountStatus.NEEDS_RECONNECT, AccountStatus.DISCONNECTED])
def test_an_account_that_is_not_read_is_not_asked_but_its_words_go_in_time(
    channel: Channel, status: AccountStatus
) -> None:
    read_ago(channel.fan_writes("which flour?"), 24)
    late = read_ago(channel.fan_writes("which oven?"), 29.5)
    channel.account.modify(status=status)
    keep_account_fresh(str(channel.account.id))
    assert spent() == 0 and late.reload().text == ""


def test_it_never_takes_what_replies_or_looks_need(channel: Channel) -> None:
    message = read_ago(channel.fan_writes("which flour?"), 24)
    now = utcnow()
    assert units_for(channel.platform, now) == 4
    with configured(YOUTUBE_UNITS_PER_DAY="100"):
        assert units_for(channel.platform, now) == 0
        keep_account_fresh(str(channel.account.id))
    assert spent() == 0 and message.reload().read_at < now - timedelta(days=23)


def test_only_accounts_of_platforms_with_such_a_rule_are_rung(channel: Channel, bell: redis.Redis) -> None:
    make.account(make.workspace())
    bell.delete("celery")
    keep_fresh()
    assert bell.llen("celery") == 1


def test_the_hourly_look_at_what_waits_counts_as_read(channel: Channel, bell: Any) -> None:
    message = read_ago(channel.fan_writes("which flour?"), 24)
    revisit_account(str(channel.account.id))
    assert message.reload().read_at > utcnow() - timedelta(minutes=1)


def test_the_hourly_look_that_nobody_answered_does_not(channel: Channel) -> None:
    message = read_ago(channel.fan_writes("which flour?"), 24)
    channel.world.add_fault(Fault(NAME, "any", "fail_before", 9))
    revisit_account(str(channel.account.id))
    assert message.reload().read_at < utcnow() - timedelta(days=23)

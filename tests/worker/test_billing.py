# ruff: noqa: F401, F811 fixtures of another file serve here
"""The tasks of the clock, as the worker has them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import redis

from models import BillingEvent, Status, Usage, Workspace
from models.fields import utcnow
from models.message import Reply
from pipeline.billing import in_force_now
from pipeline.usage import take_reply
from tests.models import make
from tests.pipeline.paying import change, selling, subscribed
from worker import billing

TASKS = (
    billing.process_events, billing.watch_use, billing.report_use, billing.reconcile_subscriptions, billing.compare_use,
    billing.keep_no_longer_than_plans,
)  # fmt: skip


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_without_a_vendor_there_is_nothing_to_do(bell: redis.Redis, task: Callable[[], None]) -> None:
    make.workspace()
    task()
    assert bell.llen("celery") == 0 and billing.payments() is None


def test_an_event_that_waits_is_rung_for(bell: redis.Redis, selling: None) -> None:
    now = utcnow()
    event = BillingEvent(
        event_id="evt_1", type="invoice.paid", created=now, received_at=now, due_at=now - timedelta(seconds=1)
    )
    assert BillingEvent.keep(event)
    billing.process_events()
    assert bell.llen("celery") == 1


def test_who_did_not_choose_how_long_words_are_kept_is_rung_for(bell: redis.Redis, selling: None) -> None:
    make.workspace()
    make.workspace(keep_days=90)
    billing.keep_no_longer_than_plans()
    assert bell.llen("celery") == 1


def test_a_reply_that_waited_for_room_goes_on_where_there_is_some(clean: None, selling: None) -> None:
    mine = subscribed()
    account = make.account(Workspace.objects.get(id=mine.workspace_id))
    reply = Reply(text="thank you", draft_text="thank you")
    first, second = (make.message(account, status=Status.APPROVED, reply=reply) for _ in range(2))
    change(mine, plan="free", period_start=None, period_end=None)
    assert take_reply(first, utcnow()) is None
    Usage.objects.update_one(set__replies=100)
    wait = take_reply(second, utcnow())
    assert wait and wait.until == in_force_now(mine.workspace_id, utcnow()).period.end
    second.modify(problem=wait.sentence, wake_at=wait.until)
    change(mine, plan="studio")
    Usage.objects.update_one(set__waits_since=utcnow() - timedelta(minutes=1))
    billing.watch_use()
    assert second.reload().wake_at < utcnow() + timedelta(seconds=5)

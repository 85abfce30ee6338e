# ruff: noqa: F401, F811 fixtures of another file serve here
"""Where a plan is kept besides sending: drafts, auto-send, how long words stay, and the day on which everything goes."""

from datetime import timedelta

import pytest

import connectors
from connectors.errors import Unavailable
from models import AuditEntry, KeepBound, Notification, Paid, SocialAccount, Status, Subscription, Workspace
from models.fields import utcnow
from pipeline.billing_waiting import wake
from pipeline.delete_all import CUSTOMER, PAYMENTS_PATIENCE, ask_to_delete, delete_all
from pipeline.draft import draft
from pipeline.plans import GRACE
from pipeline.retention import BOUND, keep_no_longer, kept_days
from pipeline.usage import NO_AUTO_SEND
from pipeline.writing import Writer
from tests.connectors.contract import configured
from tests.models import make
from tests.pipeline.paying import KEYS, NOW, change, selling, subscribed
from tests.pipeline.test_draft import account, alone, opened, waiting
from tests.pipeline.test_retention import letter
from tests.pipeline.vendor import Vendor


def test_nothing_is_drafted_while_it_is_not_paid_and_it_goes_on_when_it_is(
    selling: None, account: SocialAccount, alone: Writer
) -> None:
    mine = subscribed(Workspace.objects.get(id=account.workspace_id), status=Paid.UNPAID)
    message = draft(waiting(account, "what tyres do you run on that bike?"), alone, NOW)
    assert message.status is Status.CLASSIFIED and "is not paid" in message.problem
    assert (message.reply.text, message.wake_at > NOW, message.attempts) == ("", True, 0)
    change(mine, status=Paid.ACTIVE)
    assert wake(account.workspace_id, NOW) == 1
    assert draft(message.reload(), alone, NOW).status is Status.IN_REVIEW and message.problem == ""


@pytest.mark.parametrize(("paid", "status"), [(Paid.ACTIVE, Status.APPROVED), (Paid.CANCELED, Status.IN_REVIEW)])
def test_a_plan_without_auto_send_asks_a_person(
    selling: None, account: SocialAccount, alone: Writer, paid: Paid, status: Status
) -> None:
    opened(account, "praise")
    subscribed(Workspace.objects.get(id=account.workspace_id), status=paid)
    with configured(AUTONOMY="trusting", **KEYS):
        message = draft(waiting(account, "love your videos so much!!", "praise"), alone, NOW, lambda: 0.5)
    assert message.status is status and message.reply.eligible
    assert (NO_AUTO_SEND in message.reply.reasons) is (status is Status.IN_REVIEW)


def test_a_plan_that_keeps_words_for_a_shorter_time_says_so_first(selling: None) -> None:
    workspace = make.workspace(created_at=NOW - timedelta(days=300), keep_days=200)
    old = letter(make.account(workspace), 100)
    assert kept_days(workspace, NOW) == 200 and keep_no_longer(workspace, NOW) == 0
    (told,) = Notification.open_of(workspace.id)
    assert told.key == BOUND and "for 30 days. From 5 December 2026 on older ones are deleted" in told.sentence
    assert keep_no_longer(workspace, NOW + GRACE - timedelta(minutes=1)) == 0 and old.reload().text
    assert keep_no_longer(workspace, NOW + GRACE) == 1 and not old.reload().text
    assert not Notification.open_of(workspace.id)


def test_a_larger_plan_chosen_in_time_keeps_everything(selling: None) -> None:
    workspace = make.workspace(created_at=NOW - timedelta(days=300))
    old = letter(make.account(workspace), 100)
    assert keep_no_longer(workspace, NOW) == 0
    mine = subscribed(workspace)
    assert kept_days(workspace, NOW + timedelta(days=1)) == 180 and not Notification.open_of(workspace.id)
    change(mine, status=Paid.CANCELED)
    assert kept_days(workspace, NOW + timedelta(days=40)) == 180, "the days of grace begin anew"
    assert keep_no_longer(workspace, NOW + timedelta(days=40) + GRACE) == 1 and not old.reload().text
    assert KeepBound.objects.count() == 1


def test_the_own_choice_holds_where_it_is_shorter_and_alone_without_a_vendor(clean: None) -> None:
    workspace = make.workspace(keep_days=20)
    assert kept_days(workspace, NOW) == 20 and kept_days(make.workspace(), NOW) is None
    with configured(**KEYS):
        kept_days(workspace, NOW)
        assert kept_days(workspace, NOW + GRACE) == 20


def test_who_goes_for_good_owes_nothing_any_more(selling: None) -> None:
    mine, vendor = subscribed(), Vendor()
    farewell = ask_to_delete(Workspace.objects.get(id=mine.workspace_id), "nika", utcnow())
    assert not delete_all(farewell, connectors.get, utcnow(), vendor) and vendor.asked == []
    vendor.trouble = [Unavailable("payments", "It does not answer.")]
    assert not delete_all(farewell, connectors.get, farewell.delete_at, vendor)
    assert Subscription.objects.count() == 1, "nothing goes before nothing is to be paid"
    later = farewell.delete_at + timedelta(minutes=2)
    assert any(delete_all(farewell.reload(), connectors.get, later, vendor) for _ in range(3))
    assert vendor.asked == [f"delete {mine.customer_id}"] * 2
    assert farewell.reload().deleted[CUSTOMER] == 1 and Subscription.objects.count() == 0


def test_a_vendor_who_refuses_for_a_week_holds_up_no_deletion(selling: None) -> None:
    mine, vendor = subscribed(), Vendor()
    farewell = ask_to_delete(Workspace.objects.get(id=mine.workspace_id), "nika", utcnow())
    after = farewell.delete_at + timedelta(minutes=1)
    vendor.trouble = [Unavailable("payments", "It does not answer.")] * 9
    assert not delete_all(farewell, connectors.get, after, vendor)
    later = after + PAYMENTS_PATIENCE + timedelta(minutes=1)
    assert any(delete_all(farewell.reload(), connectors.get, later, vendor) for _ in range(3))
    assert CUSTOMER not in farewell.reload().deleted and not AuditEntry.of(mine.workspace_id)

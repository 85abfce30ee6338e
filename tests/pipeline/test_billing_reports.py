# ruff: noqa: F401, F811 fixtures of another file serve here
"""Metered use: each reply that stands on a platform is told once, and both sides count the same."""

from datetime import timedelta

import pytest

from connectors.errors import OutcomeUnknown, Permanent, Unavailable
from models import Message, Status, Subscription, Usage, UsageReport, Workspace
from models.message import Reply
from pipeline.billing_reports import compare, compare_all, report_due
from pipeline.usage import report_reply, take_reply
from tests.models import make
from tests.pipeline.paying import NOW, selling, subscribed
from tests.pipeline.vendor import Vendor

LATER = NOW + timedelta(hours=4)


@pytest.fixture
def vendor(selling: None) -> Vendor:
    return Vendor()


@pytest.fixture
def agency(selling: None) -> Subscription:
    return subscribed(plan="agency")


def send(mine: Subscription, number: int = 1, draft: str = "thank you") -> list[Message]:
    """So many replies that went to the platform."""
    account = make.account(Workspace.objects.get(id=mine.workspace_id))
    reply = Reply(text="thank you", draft_text=draft)
    sent = [make.message(account, status=Status.SENDING, reply=reply) for _ in range(number)]
    for one in sent:
        assert take_reply(one, NOW) is None
        report_reply(one, NOW, NOW)
    UsageReport.objects.update(set__due_at=NOW)
    return sent


def test_each_reply_is_told_once_under_its_messages_id(vendor: Vendor, agency: Subscription) -> None:
    sent = send(agency, 3)
    report_reply(sent[0], NOW, NOW)
    assert report_due(vendor, LATER) == 3 and report_due(vendor, LATER) == 0
    assert vendor.told == {str(one.id): 1 for one in sent}
    assert all(row.told_at == LATER and row.due_at is None for row in UsageReport.objects)


def test_a_persons_own_words_and_other_plans_are_not_told(vendor: Vendor, agency: Subscription) -> None:
    send(agency, draft="")
    send(subscribed())
    assert UsageReport.objects.count() == 0 and report_due(vendor, LATER) == 0


@pytest.mark.parametrize("error", [Unavailable, OutcomeUnknown])
def test_what_may_not_have_arrived_is_told_again(vendor: Vendor, agency: Subscription, error: type) -> None:
    send(agency)
    vendor.trouble = [error("payments", "No answer.")]
    assert report_due(vendor, LATER) == 0
    row = UsageReport.objects.get()
    assert row.due_at > LATER and row.problem == "No answer."
    assert report_due(vendor, LATER + timedelta(hours=1)) == 1 and UsageReport.objects.get().problem == ""


def test_what_is_refused_for_good_is_kept_with_its_sentence(vendor: Vendor, agency: Subscription) -> None:
    send(agency)
    vendor.trouble = [Permanent("payments", "It is too old.")]
    assert report_due(vendor, LATER) == 0 and report_due(vendor, LATER + timedelta(days=1)) == 0
    row = UsageReport.objects.get()
    assert (row.due_at, row.told_at, row.problem) == (None, None, "It is too old.")


def test_a_reply_is_told_in_the_period_in_which_it_is_counted(agency: Subscription) -> None:
    one = send(agency)[0]
    UsageReport.objects.delete()
    report_reply(one, agency.period_end + timedelta(seconds=3), agency.period_end - timedelta(seconds=1))
    assert UsageReport.objects.get().at < agency.period_end


def test_the_night_tells_what_the_vendor_lacks_once(vendor: Vendor, agency: Subscription) -> None:
    send(agency, 5)
    report_due(vendor, NOW)
    report_due(vendor, LATER)
    assert compare(agency, vendor, LATER) == []
    vendor.lost = 2
    (words,) = compare(agency, vendor, LATER)
    assert "5 replies told" in words and "3 counted by the vendor" in words
    assert sum(vendor.told.values()) == 7 and compare_all(vendor, LATER) == []


def test_what_the_vendor_counts_too_much_is_only_said(vendor: Vendor, agency: Subscription) -> None:
    send(agency)
    report_due(vendor, LATER)
    vendor.lost = -1
    assert len(compare(agency, vendor, LATER)) == 1 and sum(vendor.told.values()) == 1


def test_what_is_young_is_not_compared(vendor: Vendor, agency: Subscription) -> None:
    send(agency)
    assert compare(agency, vendor, NOW) == [] and Usage.objects.count() == 1

# ruff: noqa: F401, F811 fixtures of another file serve here
"""The copy of a subscription: newer answers stand, the better of several counts, and the night mends what webhooks missed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from connectors.errors import Unavailable
from models import Notification, Paid, Subscription, Workspace
from models.fields import utcnow
from pipeline.billing import in_force_now
from pipeline.billing_copy import Asked, chosen, reconcile, renew
from pipeline.billing_dunning import ENDED, PAYMENT
from tests.models import make
from tests.pipeline.paying import NOW, selling, subscribed
from tests.pipeline.vendor import Vendor, sold


@pytest.fixture
def vendor(selling: None) -> Vendor:
    return Vendor()


def says(vendor: Vendor, mine: Subscription, **fields: object) -> None:
    vendor.bought[mine.customer_id] = [sold(mine.customer_id, **fields)]


def test_an_answer_that_was_asked_for_earlier_never_overwrites_a_later_one(vendor: Vendor) -> None:
    mine = subscribed()
    says(vendor, mine, prices=("studio_month",))
    renew(mine, vendor, Asked(NOW))
    says(vendor, mine, prices=("creator_month",))
    assert renew(mine, vendor, Asked(NOW - timedelta(seconds=1))) == []
    assert mine.reload().plan == "studio" and mine.fetched_at == NOW


def test_of_many_answers_at_once_the_newest_stands(vendor: Vendor) -> None:
    mine = subscribed()
    plans = ["creator", "studio"] * 6

    def hear(number: int) -> None:
        own = Vendor()
        says(own, mine, prices=(f"{plans[number]}_month",))
        renew(Subscription.objects.get(id=mine.id), own, Asked(NOW + timedelta(seconds=number)))

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(hear, range(12)))
    assert (mine.reload().plan, mine.fetched_at) == ("studio", NOW + timedelta(seconds=11))


def test_of_several_the_one_in_best_standing_counts_and_then_the_newest(vendor: Vendor) -> None:
    old, new = sold("c", id="old"), sold("c", id="new")
    ended, failed = sold("c", id="ended", status="canceled"), sold("c", id="failed", status="past_due")
    assert (found := chosen([ended, failed, new, old])) and found.id == "new"
    assert (found := chosen([ended, failed])) and found.id == "failed"
    assert chosen([sold("c", is_live=True)]) is None and chosen([]) is None


def test_a_price_that_is_none_of_ours_leaves_the_plan_as_it_was(vendor: Vendor) -> None:
    mine = subscribed(plan="studio")
    says(vendor, mine, prices=("something_else",), status="past_due")
    renew(mine, vendor, Asked(NOW))
    assert (mine.reload().plan, mine.status) == ("studio", Paid.PAST_DUE)


def test_a_payment_that_failed_is_told_and_put_away_when_it_is_paid(vendor: Vendor) -> None:
    mine = subscribed()
    says(vendor, mine, status="past_due")
    renew(mine, vendor, Asked(NOW))
    (told,) = Notification.open_of(mine.workspace_id)
    assert told.key == PAYMENT and told.url == "/billing" and "did not go through" in told.sentence
    says(vendor, mine, status="unpaid")
    renew(mine.reload(), vendor, Asked(NOW + timedelta(days=15)))
    assert "nothing is drafted or sent" in Notification.open_of(mine.workspace_id)[0].sentence
    says(vendor, mine)
    renew(mine.reload(), vendor, Asked(NOW + timedelta(days=16)))
    assert not Notification.open_of(mine.workspace_id)


def test_who_has_left_is_asked_back_until_they_are(vendor: Vendor) -> None:
    mine = subscribed()
    says(vendor, mine, status="canceled")
    renew(mine, vendor, Asked(NOW + timedelta(days=30)))
    (told,) = Notification.open_of(mine.workspace_id)
    assert told.key == ENDED
    assert told.sentence.startswith("The Creator plan has ended on 10 December 2026. Everything you had is still here")
    says(vendor, mine)
    renew(mine.reload(), vendor, Asked(NOW + timedelta(days=31)))
    assert not Notification.open_of(mine.workspace_id)


def test_the_night_mends_what_webhooks_missed_and_asks_each_once(vendor: Vendor) -> None:
    yesterday = utcnow() - timedelta(days=1)
    missed, right, fresh = (subscribed(checked_at=when) for when in (yesterday, yesterday, utcnow()))
    make.workspace()
    says(vendor, missed, prices=("studio_month",))
    says(vendor, right)
    (words,) = reconcile(vendor, utcnow())
    assert str(missed.workspace_id) in words and "studio" in words
    assert vendor.asked == ["subscriptions"] * 2 and fresh.reload().plan == "creator"
    assert reconcile(vendor, utcnow()) == [] and len(vendor.asked) == 2


def test_who_owes_something_is_asked_for_every_hour(vendor: Vendor) -> None:
    ago = utcnow() - timedelta(hours=2)
    mine = subscribed(status=Paid.PAST_DUE, past_due_since=ago, checked_at=ago, fetched_at=ago)
    says(vendor, mine)
    assert len(reconcile(vendor, utcnow())) == 1
    assert in_force_now(mine.workspace_id, utcnow()).sentence == ""


def test_a_customer_without_an_answer_holds_up_nobody(vendor: Vendor) -> None:
    yesterday = utcnow() - timedelta(days=1)
    first, second = subscribed(checked_at=yesterday), subscribed(checked_at=yesterday + timedelta(minutes=1))
    says(vendor, second, prices=("studio_month",))
    vendor.trouble = [Unavailable("payments", "It does not answer.")]
    assert len(reconcile(vendor, utcnow())) == 1
    assert first.reload().status is Paid.ACTIVE and Workspace.objects.count() == 2


def test_a_customer_whom_the_vendor_no_longer_knows_has_nothing(vendor: Vendor) -> None:
    mine = subscribed()
    renew(mine, vendor, Asked(NOW))
    assert (mine.reload().status, mine.subscription_id) == (Paid.NONE, "")

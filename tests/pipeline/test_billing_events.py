# ruff: noqa: F401, F811 fixtures of another file serve here
"""The ledger: each event once, whatever order, number and time they come in; and nothing that stands in them is believed."""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from connectors.errors import AccessRevoked, Permanent, Unavailable
from models import AuditEntry, BillingEvent, Notification, Paid, Subscription
from models.fields import utcnow
from pipeline.billing import in_force_now
from pipeline.billing_dunning import TRIAL
from pipeline.billing_events import ACTS, BROKEN, NO_CHANGE, NOBODY, NOT_ACTED_ON, TRIES, Act, due, process, take
from pipeline.plans import Plan
from tests.connectors.contract import configured
from tests.pipeline.paying import NOW, selling, subscribed
from tests.pipeline.vendor import Vendor, sold

UPDATED = "customer.subscription.updated"
DOWN = Unavailable("payments", "The vendor does not answer.")


@pytest.fixture
def vendor(selling: None) -> Vendor:
    return Vendor()


def body(customer: str = "", type: str = UPDATED, id: str = "evt_1", **more: object) -> bytes:
    told = {"id": id, "type": type, "customer": customer, "created": NOW.timestamp(), **more}
    return json.dumps(told).encode()


def arrive(vendor: Vendor, *values: str, **more: object) -> BillingEvent:
    event = take(vendor, body(*values, **more), "good", NOW)
    assert event
    process(event, vendor, NOW)
    return event.reload()


def test_an_event_is_kept_once_and_a_wrong_signature_not_at_all(vendor: Vendor) -> None:
    assert take(vendor, body("cus_1"), "good", NOW)
    assert take(vendor, body("cus_1"), "good", NOW) is None
    with pytest.raises(ValueError, match="signature"):
        take(vendor, body("cus_1", id="evt_2"), "replayed after a week", NOW)
    assert BillingEvent.objects.count() == 1 and vendor.asked == [], "taking asks nobody"


def test_of_many_deliveries_at_once_one_is_kept_and_done_once(vendor: Vendor) -> None:
    mine = subscribed()
    vendor.bought[mine.customer_id] = [sold(mine.customer_id)]
    with ThreadPoolExecutor(16) as pool:
        kept = [one for one in pool.map(lambda _: take(vendor, body(mine.customer_id), "good", NOW), range(16)) if one]
        assert len(kept) == 1
        copies = [BillingEvent.objects.get(id=kept[0].id) for _ in range(16)]
        list(pool.map(lambda one: process(one, vendor, NOW), copies))
    assert vendor.asked == ["subscriptions"]


def test_an_event_makes_us_ask_and_what_is_asked_stands(vendor: Vendor) -> None:
    mine = subscribed(plan="free", status=Paid.NONE, subscription_id="", period_start=None, period_end=None)
    vendor.bought[mine.customer_id] = [sold(mine.customer_id, prices=("studio_year",), currency="eur")]
    event = arrive(vendor, mine.customer_id, "checkout.session.completed")
    stored = mine.reload()
    assert (stored.plan, stored.interval, stored.currency, stored.status) == ("studio", "year", "eur", Paid.ACTIVE)
    assert in_force_now(mine.workspace_id, NOW).plan is Plan.STUDIO
    assert event.outcome.startswith("Asked anew: free by the month to studio by the year")
    assert (event.workspace_id, event.processed_at, event.due_at) == (mine.workspace_id, NOW, None)
    assert {one.action for one in AuditEntry.of(mine.workspace_id)} == {
        "billing.plan_changed", "billing.status_changed", "billing.period_changed",
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_any_order_with_every_event_twice_ends_with_what_the_vendor_says(vendor: Vendor, seed: int) -> None:
    mine = subscribed(plan="free", status=Paid.NONE)
    types = [
        UPDATED,
        "customer.subscription.created",
        "invoice.paid",
        "customer.subscription.deleted",
        "invoice.payment_failed",
    ]
    bodies = [body(mine.customer_id, one, f"evt_{number}") for number, one in enumerate(types)] * 2
    random.Random(seed).shuffle(bodies)
    vendor.bought[mine.customer_id] = [sold(mine.customer_id, prices=("studio_month",))]
    for one in bodies:
        if event := take(vendor, one, "good", NOW):
            process(event, vendor, NOW)
    assert BillingEvent.objects.count() == len(types)
    assert (mine.reload().plan, mine.status, mine.past_due_since) == ("studio", Paid.ACTIVE, None)
    assert AuditEntry.objects(action="billing.plan_changed").count() == 1


def test_an_event_that_is_three_days_late_changes_nothing_that_is_newer(vendor: Vendor) -> None:
    mine = subscribed()
    vendor.bought[mine.customer_id] = [sold(mine.customer_id)]
    late = arrive(vendor, mine.customer_id, "invoice.payment_failed", created=(NOW - timedelta(days=3)).timestamp())
    assert mine.reload().status is Paid.ACTIVE and late.outcome == NO_CHANGE


def test_a_payment_that_failed_is_dated_by_its_event(vendor: Vendor) -> None:
    mine = subscribed(fetched_at=NOW - timedelta(days=9))
    vendor.bought[mine.customer_id] = [
        sold(mine.customer_id, status="past_due", needs_action="https://pay.example/3ds")
    ]
    failed = NOW - timedelta(days=2)
    arrive(vendor, mine.customer_id, "invoice.payment_failed", created=failed.timestamp())
    assert mine.reload().past_due_since == failed and mine.needs_action == "https://pay.example/3ds"
    arrive(vendor, mine.customer_id, "invoice.payment_failed", id="evt_2")
    assert mine.reload().past_due_since == failed, "the first failure counts"
    vendor.bought[mine.customer_id] = [sold(mine.customer_id)]
    arrive(vendor, mine.customer_id, "invoice.paid", id="evt_3")
    assert mine.reload().past_due_since is None
    assert not Notification.open_of(mine.workspace_id)


def test_somebody_we_do_not_know_is_no_error(vendor: Vendor) -> None:
    event = arrive(vendor, "cus_of_another_shop")
    assert (event.outcome, event.workspace_id, event.processed_at) == (NOBODY, None, NOW)
    assert arrive(vendor, id="evt_2").outcome == NOBODY


@pytest.mark.parametrize(("key", "live"), [("sk_test_x", True), ("sk_live_x", False)])
def test_an_event_of_the_other_mode_is_kept_and_not_acted_on(vendor: Vendor, key: str, live: bool) -> None:
    mine = subscribed()
    with configured(STRIPE_SECRET_KEY=key):
        event = arrive(vendor, mine.customer_id, live=live)
    assert "mode" in event.outcome and event.processed_at and vendor.asked == []


def test_every_kind_is_knowingly_acted_on_or_ignored(vendor: Vendor) -> None:
    mine = subscribed()
    vendor.bought[mine.customer_id] = [sold(mine.customer_id)]
    for number, (type, act) in enumerate([*ACTS.items(), ("product.created", Act.NOTHING)]):
        event = arrive(vendor, mine.customer_id, type, id=f"evt_{number}")
        assert event.processed_at and event.outcome.endswith(".")
        assert (event.outcome == NOT_ACTED_ON) is (act is Act.NOTHING)


def test_a_trial_that_ends_is_told(vendor: Vendor) -> None:
    end = utcnow() + timedelta(days=3)
    mine = subscribed(status=Paid.TRIALING, trial_end=end)
    vendor.bought[mine.customer_id] = [sold(mine.customer_id, status="trialing", trial_end=end)]
    arrive(vendor, mine.customer_id, "customer.subscription.trial_will_end")
    assert [one.key for one in Notification.open_of(mine.workspace_id)] == [TRIAL]
    vendor.bought[mine.customer_id] = [sold(mine.customer_id)]
    arrive(vendor, mine.customer_id, id="evt_2")
    assert not Notification.open_of(mine.workspace_id)


@pytest.mark.parametrize("make", [lambda: DOWN, lambda: AccessRevoked("payments", "The key is wrong.")])
def test_a_vendor_who_is_away_is_asked_again(vendor: Vendor, make: Callable[[], Exception]) -> None:
    mine = subscribed(plan="free", status=Paid.NONE)
    vendor.bought[mine.customer_id] = [sold(mine.customer_id)]
    vendor.trouble = [make()]  # type: ignore[list-item]
    event = arrive(vendor, mine.customer_id)
    assert event.processed_at is None and event.due_at > NOW and event.outcome.endswith(".")
    assert due(NOW) == [] and [one.id for one in due(NOW + timedelta(hours=1))] == [event.id]
    process(event, vendor, NOW + timedelta(hours=1))
    assert event.reload().processed_at and mine.reload().status is Paid.ACTIVE


def test_who_never_answers_is_left_to_the_night(vendor: Vendor) -> None:
    vendor.trouble, mine, now = [DOWN] * TRIES, subscribed(), NOW
    event = take(vendor, body(mine.customer_id), "good", now)
    for _ in range(TRIES):
        assert event and event.processed_at is None
        now = event.reload().due_at + timedelta(seconds=1)
        process(event, vendor, now)
    assert event and event.reload().outcome == BROKEN


def test_what_the_vendor_refuses_for_good_is_said(vendor: Vendor) -> None:
    vendor.trouble = [Permanent("payments", "The vendor does not know this.")]
    assert arrive(vendor, subscribed().customer_id).outcome == "The vendor does not know this."


def test_who_dies_at_it_leaves_it_to_the_next(vendor: Vendor) -> None:
    event = take(vendor, body("cus_1"), "good", NOW)
    assert event and event.claim(NOW + timedelta(minutes=3))
    assert due(NOW + timedelta(minutes=1)) == []
    (again,) = due(NOW + timedelta(minutes=4))
    process(again, vendor, NOW + timedelta(minutes=4))
    assert again.reload().processed_at and Subscription.objects.count() == 0

"""What time brings at the local Stripe: trials, renewals, tries, ends. Asked with Stripe's own client."""

from typing import Any

import pytest
import stripe

from connectors.stripe_payments import StripePayments
from tests.connectors.stripe.local import DAY, LocalStripe

START = 1_800_000_000


class Clocked:
    """A customer who lives on a test clock, with a subscription."""

    def __init__(self, local: LocalStripe, card: str = "pm_card_visa", **how: Any) -> None:
        self.v1 = local.client.v1
        self.local = local
        self.clock = self.v1.test_helpers.test_clocks.create({"frozen_time": START}).id
        self.customer = self.v1.customers.create({"email": "a@example.com", "test_clock": self.clock}).id
        if card:
            method = self.v1.payment_methods.attach(card, {"customer": self.customer}).id
            self.v1.customers.update(self.customer, {"invoice_settings": {"default_payment_method": method}})
        (price,) = local.books.all("price", lookup_key="creator_month")
        self.id = self.v1.subscriptions.create({"customer": self.customer, "items": [{"price": price["id"]}], **how}).id
        self.now = START

    def wait(self, days: float) -> stripe.Subscription:
        self.now += int(days * DAY)
        self.v1.test_helpers.test_clocks.advance(self.clock, {"frozen_time": self.now})
        return self.v1.subscriptions.retrieve(self.id)

    def events(self) -> list[str]:
        return self.local.events(self.customer)

    def invoices(self) -> list[stripe.Invoice]:
        return self.v1.invoices.list({"customer": self.customer}).data


def test_a_month_is_paid_and_renews_after_an_hour_as_a_draft(shop: LocalStripe) -> None:
    one = Clocked(shop)
    first = one.v1.subscriptions.retrieve(one.id)
    assert (first.status, first.created) == ("active", START)
    ends = first.items.data[0].current_period_end
    again = one.wait((ends - START) / DAY)
    assert again.items.data[0].current_period_start == ends
    assert [invoice.status for invoice in one.invoices()] == ["draft", "paid"]
    one.wait(1 / 24)
    assert [invoice.status for invoice in one.invoices()] == ["paid", "paid"]
    assert [invoice.billing_reason for invoice in one.invoices()] == ["subscription_cycle", "subscription_create"]
    (told,) = [event for event in shop.books.all("event") if event["type"] == "invoice.upcoming"]
    assert (told["data"]["object"]["total"], told["created"]) == (2_900, ends - 3 * DAY)


def test_a_year_of_months_keeps_its_day(shop: LocalStripe) -> None:
    one = Clocked(shop)
    one.wait(366)
    starts = [invoice.lines.data[0].period.start for invoice in one.invoices()[::-1]] if one.invoices() else []
    paid = one.v1.invoices.list({"customer": one.customer, "limit": 100}).data
    assert len(paid) == 13
    assert {invoice.total for invoice in paid} == {2_900}
    assert starts == sorted(starts)


def test_a_trial_without_a_card_ends_with_nothing(shop: LocalStripe) -> None:
    behavior = {"end_behavior": {"missing_payment_method": "cancel"}}
    one = Clocked(shop, "", trial_period_days=14, trial_settings=behavior)
    assert one.wait(12).status == "trialing"
    assert "customer.subscription.trial_will_end" in one.events()
    ended = one.wait(3)
    assert (ended.status, ended.ended_at) == ("canceled", START + 14 * DAY)
    assert one.events()[-1] == "customer.subscription.deleted"
    assert [invoice.total for invoice in one.invoices()] == [0]


def test_a_trial_without_a_card_may_pause(shop: LocalStripe) -> None:
    behavior = {"end_behavior": {"missing_payment_method": "pause"}}
    one = Clocked(shop, "", trial_period_days=14, trial_settings=behavior)
    assert one.wait(15).status == "paused"
    assert "customer.subscription.paused" in one.events()


def test_a_trial_with_a_card_is_followed_by_a_payment(shop: LocalStripe) -> None:
    one = Clocked(shop, trial_period_days=14)
    after = one.wait(15)
    assert after.status == "active"
    assert after.items.data[0].current_period_start == START + 14 * DAY
    assert [invoice.total for invoice in one.invoices()] == [2_900, 0]


def test_a_declined_renewal_is_tried_again_until_nothing_is_left(shop: LocalStripe) -> None:
    one = Clocked(shop, "pm_card_chargeCustomerFail", trial_period_days=14)
    states = [one.wait(days).status for days in (14, 0.1, 1, 2, 2, 2.1)]
    assert states == ["active", "past_due", "past_due", "past_due", "past_due", "unpaid"]
    (invoice, *_older) = one.invoices()
    assert (invoice.attempt_count, invoice.next_payment_attempt, invoice.status) == (5, None, "open")
    assert one.events().count("invoice.payment_failed") == 5
    assert one.v1.customers.retrieve(one.customer).delinquent


def test_after_the_last_try_it_may_end_instead(shop: LocalStripe) -> None:
    shop.control("rules", exhausted="canceled", retry_days=[1])
    one = Clocked(shop, "pm_card_chargeCustomerFail", trial_period_days=14)
    ended = one.wait(17)
    assert ended.status == "canceled"
    assert ended.cancellation_details and ended.cancellation_details.reason == "payment_failed"


def test_a_new_card_heals_what_was_past_due(shop: LocalStripe) -> None:
    one = Clocked(shop, "pm_card_chargeCustomerFail", trial_period_days=14)
    assert one.wait(15).status == "past_due"
    good = one.v1.payment_methods.attach("pm_card_visa", {"customer": one.customer}).id
    one.v1.subscriptions.update(one.id, {"default_payment_method": good})
    assert one.wait(1).status == "active"
    assert one.events()[-1] == "customer.subscription.updated"
    assert "invoice.paid" in one.events()


def test_a_bank_that_asks_at_the_renewal_is_told_of(shop: LocalStripe) -> None:
    one = Clocked(shop, "pm_card_authenticationRequired", trial_period_days=14)
    assert one.wait(15).status == "past_due"
    assert one.events().count("invoice.payment_action_required") >= 1


def test_a_first_payment_that_fails_expires_after_a_day(shop: LocalStripe) -> None:
    one = Clocked(shop, "pm_card_chargeCustomerFail")
    assert one.v1.subscriptions.retrieve(one.id).status == "incomplete"
    assert one.wait(1).status == "incomplete_expired"
    assert [invoice.status for invoice in one.invoices()] == ["void"]


def test_a_payment_that_must_not_fail_leaves_nothing_behind(shop: LocalStripe) -> None:
    before = len(shop.books.all("invoice"))
    with pytest.raises(stripe.CardError):
        Clocked(shop, "pm_card_chargeCustomerFail", payment_behavior="error_if_incomplete")
    assert len(shop.books.all("invoice")) == before
    assert shop.books.all("subscription") == []


def test_cancelled_at_the_end_means_at_the_end(shop: LocalStripe) -> None:
    one = Clocked(shop)
    one.v1.subscriptions.update(one.id, {"cancel_at_period_end": True})
    assert one.wait(27).status == "active"
    ended = one.wait(5)
    assert ended.status == "canceled"
    assert len(one.invoices()) == 1


def test_a_change_without_an_invoice_stands_on_the_next_one(shop: LocalStripe) -> None:
    one = Clocked(shop)
    one.wait(10)
    (price,) = shop.books.all("price", lookup_key="studio_month")
    item = one.v1.subscriptions.retrieve(one.id).items.data[0].id
    one.v1.subscriptions.update(one.id, {"items": [{"id": item, "price": price["id"]}]})
    assert len(one.invoices()) == 1
    one.wait(22)
    newest = one.invoices()[0]
    assert len(newest.lines.data) == 3
    assert newest.total == sum(line.amount for line in newest.lines.data) > 9_900


def test_the_renewal_can_be_seen_beforehand(shop: LocalStripe) -> None:
    one = Clocked(shop)
    coming = one.v1.invoices.create_preview({"subscription": one.id})
    assert (coming.total, coming.status) == (2_900, "draft")
    assert len(one.invoices()) == 1


def test_entitlements_follow_the_plan(shop: LocalStripe) -> None:
    customer = shop.buy("studio_month")
    has = shop.client.v1.entitlements.active_entitlements.list({"customer": customer}).data
    assert [one.lookup_key for one in has] == ["auto_send"]
    assert shop.events(customer).count("entitlements.active_entitlement_summary.updated") == 1
    payments = StripePayments()
    payments.change(payments.subscriptions(customer)[0].id, "creator_month", "change-1")
    assert not shop.client.v1.entitlements.active_entitlements.list({"customer": customer}).data
    assert shop.events(customer).count("entitlements.active_entitlement_summary.updated") == 2


def test_a_clock_only_goes_forward_and_takes_its_customers_with_it(shop: LocalStripe) -> None:
    one = Clocked(shop)
    with pytest.raises(stripe.InvalidRequestError, match="later time"):
        one.v1.test_helpers.test_clocks.advance(one.clock, {"frozen_time": START})
    one.v1.test_helpers.test_clocks.delete(one.clock)
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        one.v1.customers.retrieve(one.customer)

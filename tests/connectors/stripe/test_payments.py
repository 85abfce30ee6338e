"""Payments at Stripe, over HTTP to the local one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import OutcomeUnknown, Permanent, RateLimited, Unavailable
from connectors.stripe_payments import StripePayments
from settings import settings
from tests.connectors.stripe.local import ADDRESSES, DAY, LocalStripe


def test_a_customer_is_made_once_for_one_key(payments: StripePayments, shop: LocalStripe) -> None:
    first = payments.customer("w1", "nika@example.com", "Nika", "workspace-w1")
    assert payments.customer("w1", "nika@example.com", "Nika", "workspace-w1") == first
    (kept,) = shop.books.all("customer")
    assert (kept["email"], kept["metadata"]) == ("nika@example.com", {"workspace": "w1"})


def test_eight_at_once_with_one_key_make_one_customer(payments: StripePayments, shop: LocalStripe) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _n: payments.customer("w1", "nika@example.com", "Nika", "workspace-w1"), range(8)))
    assert len(set(made)) == len(shop.books.all("customer")) == 1


def test_one_key_for_two_different_wishes_is_refused(payments: StripePayments) -> None:
    payments.customer("w1", "nika@example.com", "Nika", "workspace-w1")
    with pytest.raises(Permanent, match="asked before in another way"):
        payments.customer("w1", "other@example.com", "Nika", "workspace-w1")


def test_what_was_bought_is_told_in_our_words(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy("creator_year", currency="eur")
    (bought,) = payments.subscriptions(customer)
    assert (bought.customer, bought.status, bought.prices) == (customer, "active", ["creator_year"])
    assert (bought.currency, bought.is_live, bought.trial_end, bought.cancel_at) == ("eur", False, None, None)
    assert bought.period_start and bought.period_end and bought.created
    assert 364 <= (bought.period_end - bought.period_start).days <= 366
    (invoice,) = payments.invoices(customer)
    assert (invoice.total, invoice.currency, invoice.status) == (29_000, "eur", "paid")
    assert shop.browser.get(invoice.page).status_code == 200
    assert shop.browser.get(invoice.pdf).content.startswith(b"%PDF-")


def test_a_trial_begins_without_a_card(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy(card="none", trial_days=14)
    (bought,) = payments.subscriptions(customer)
    assert bought.status == "trialing"
    assert bought.trial_end == bought.period_end
    assert bought.trial_end and timedelta(days=13) < bought.trial_end - datetime.now(UTC) <= timedelta(days=14)


def test_billing_by_use_is_bought_without_a_quantity(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy("agency_month")
    (bought,) = payments.subscriptions(customer)
    assert (bought.status, bought.prices) == ("active", ["agency_month"])
    assert payments.invoices(customer)[0].total == 0


def test_use_counts_once_for_an_identifier(payments: StripePayments, shop: LocalStripe) -> None:
    customer, now = shop.buy("agency_month"), datetime.now(UTC)
    for identifier in ("m1", "m2", "m1"):
        payments.report_use(customer, "replies", 2, identifier, now)
    hour = timedelta(hours=1)
    assert payments.used(customer, "replies", now - hour, now + hour) == 4
    assert payments.used(customer, "replies", now - 2 * hour, now - hour) == 0
    with pytest.raises(Permanent, match="timestamp_too_far_in_past"):
        payments.report_use(customer, "replies", 1, "m3", now - timedelta(days=40))
    with pytest.raises(Permanent, match="no meter called likes"):
        payments.used(customer, "likes", now - hour, now)


def test_use_is_on_the_invoice_of_the_next_period(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy("agency_month")
    payments.report_use(customer, "replies", 250, "m1", datetime.now(UTC))
    shop.advance(32)
    assert [one.total for one in payments.invoices(customer)] == [300, 0]


def test_going_up_costs_the_difference_for_the_rest(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy()
    shop.advance(10)
    (before,) = payments.subscriptions(customer)
    preview = payments.preview(before.id, "studio_month")
    assert 4_000 < preview.due_now < 5_300
    assert [amount < 0 for _text, amount in preview.lines] == [True, False]
    assert (preview.currency, preview.next_amount, preview.next_at) == ("usd", 9_900, before.period_end)
    after = payments.change(before.id, "studio_month", "change-1")
    assert (after.prices, after.period_end, after.status) == (["studio_month"], before.period_end, "active")
    assert payments.invoices(customer)[0].total == pytest.approx(preview.due_now, abs=2)


def test_going_down_leaves_a_credit_for_the_next_invoice(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy("studio_month")
    (before,) = payments.subscriptions(customer)
    preview = payments.preview(before.id, "creator_month")
    assert preview.due_now == pytest.approx(-7_000, abs=2)
    payments.change(before.id, "creator_month", "change-1")
    assert shop.books.get("customer", customer)["balance"] == pytest.approx(-7_000, abs=2)
    shop.advance(32)
    newest = shop.books.all("invoice", customer=customer)[-1]
    assert (newest["total"], newest["amount_due"], newest["status"]) == (2_900, 0, "paid")


def test_going_over_to_a_year_begins_a_new_period(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy()
    shop.advance(15)
    (before,) = payments.subscriptions(customer)
    preview = payments.preview(before.id, "creator_year")
    assert 27_400 < preview.due_now < 27_800
    assert (preview.next_amount, preview.next_at and preview.next_at.year) == (29_000, preview.next_at.year)
    after = payments.change(before.id, "creator_year", "change-1")
    assert after.period_end and before.period_end and after.period_end - before.period_end > timedelta(days=300)


def test_a_change_within_the_trial_costs_nothing_yet(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy(trial_days=14)
    (before,) = payments.subscriptions(customer)
    preview = payments.preview(before.id, "studio_month")
    assert (preview.due_now, preview.next_amount, preview.next_at) == (0, 9_900, before.trial_end)
    after = payments.change(before.id, "studio_month", "change-1")
    assert (after.status, after.prices, after.trial_end) == ("trialing", ["studio_month"], before.trial_end)


def test_from_a_fixed_price_to_one_by_use(payments: StripePayments, shop: LocalStripe) -> None:
    (before,) = payments.subscriptions(shop.buy())
    preview = payments.preview(before.id, "agency_month")
    assert (preview.due_now, preview.next_amount) == (-2_900, 0)
    assert payments.change(before.id, "agency_month", "change-1").prices == ["agency_month"]
    assert payments.change(before.id, "studio_month", "change-2").prices == ["studio_month"]


def test_a_declined_card_changes_nothing(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy(card="0341")
    (before,) = payments.subscriptions(customer)
    with pytest.raises(Permanent, match="declined"):
        payments.change(before.id, "studio_month", "change-1")
    assert payments.subscriptions(customer) == [before]


def test_a_bank_that_asks_is_named(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy(card="3184")
    (before,) = payments.subscriptions(customer)
    with pytest.raises(Permanent, match="Your bank wants you to confirm"):
        payments.change(before.id, "studio_month", "change-1")


def test_cancelled_at_the_periods_end_and_not_after_all(payments: StripePayments, shop: LocalStripe) -> None:
    (bought,) = payments.subscriptions(shop.buy())
    cancelled = payments.cancel(bought.id, True, "too dear for me", "cancel-1")
    assert (cancelled.status, cancelled.cancel_at) == ("active", bought.period_end)
    details = shop.books.get("subscription", bought.id)["cancellation_details"]
    assert (details["comment"], details["reason"]) == ("too dear for me", "cancellation_requested")
    assert payments.resume(bought.id, "resume-1") == bought


def test_cancelled_at_once(payments: StripePayments, shop: LocalStripe) -> None:
    (bought,) = payments.subscriptions(shop.buy())
    assert payments.cancel(bought.id, False, "", "cancel-1").status == "canceled"
    with pytest.raises(Permanent, match="does not know this"):
        payments.cancel(bought.id, False, "", "cancel-2")


def test_a_deleted_customer_has_nothing_and_may_be_deleted_again(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy()
    payments.delete(customer)
    payments.delete(customer)
    payments.delete("cus_nobody")
    assert [one.status for one in payments.subscriptions(customer)] == ["canceled"]
    with pytest.raises(Permanent, match="does not know this"):
        payments.portal(customer, "http://127.0.0.1/billing")


def test_the_newest_subscription_comes_first(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy()
    payments.cancel(payments.subscriptions(customer)[0].id, False, "", "cancel-1")
    shop.advance(1)
    shop.fill(payments.checkout(customer, "studio_month", "usd", ADDRESSES, 0, "again"), card="4242")
    assert [one.prices for one in payments.subscriptions(customer)] == [["studio_month"], ["creator_month"]]


def test_a_customer_stays_with_one_currency(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy(currency="eur")
    with pytest.raises(Permanent):
        payments.checkout(customer, "studio_month", "usd", ADDRESSES, 0, "again")


def test_a_payment_that_waits_for_the_bank_has_a_page(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy(card="3184")
    shop.advance(32)
    (bought,) = payments.subscriptions(customer)
    assert bought.status == "past_due"
    assert bought.needs_action == payments.invoices(customer)[0].page
    shop.fill(bought.needs_action, act="confirm", challenge="passed")
    (bought,) = payments.subscriptions(customer)
    assert (bought.status, bought.needs_action) == ("active", "")


def test_a_plain_decline_asks_no_bank(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy(card="0341")
    shop.advance(32)
    (bought,) = payments.subscriptions(customer)
    assert (bought.status, bought.needs_action) == ("past_due", "")


def test_a_lost_answer_is_asked_for_again_and_done_once(payments: StripePayments, shop: LocalStripe) -> None:
    shop.control("faults", answers=["lost", 500])
    payments.customer("w1", "nika@example.com", "Nika", "k1")
    assert len(shop.books.all("customer")) == 1


def test_answers_that_stay_away_mean_that_nobody_knows(payments: StripePayments, shop: LocalStripe) -> None:
    shop.control("faults", answers=["lost"] * 3)
    with pytest.raises(OutcomeUnknown):
        payments.customer("w1", "nika@example.com", "Nika", "k1")
    shop.control("faults", answers=[500] * 3)
    with pytest.raises(Unavailable):
        payments.invoices("cus_1")


def test_too_many_questions_wait(payments: StripePayments, shop: LocalStripe) -> None:
    shop.control("faults", answers=[429])
    with pytest.raises(RateLimited) as raised:
        payments.invoices("cus_1")
    assert raised.value.retry_after_seconds > 0


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("STRIPE_SECRET_KEY", "sk_test_wrong", Permanent),
        ("STRIPE_SECRET_KEY", "", Permanent),
        ("STRIPE_API_URL", "http://127.0.0.1:9", Unavailable),
    ],
)
def test_wrong_settings_are_told(
    payments: StripePayments, monkeypatch: pytest.MonkeyPatch, name: str, value: str, error: type[Exception]
) -> None:
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    with pytest.raises(error) as raised:
        payments.customer("w1", "nika@example.com", "Nika", "k9")
    assert "sk_" not in str(raised.value)
    monkeypatch.undo()
    settings.cache_clear()


def test_taxes_are_asked_for_when_they_are_switched_on(
    payments: StripePayments, shop: LocalStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIPE_TAX", "true")
    settings.cache_clear()
    customer = payments.customer("w1", "nika@example.com", "Nika", "k1")
    payments.checkout(customer, "creator_month", "usd", ADDRESSES, 0, "c1")
    assert shop.books.all("checkout.session")[0]["automatic_tax"]["enabled"]
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize(
    ("flow", "title"), [("", "Nika"), ("payment_method", "Payment method"), ("cancel", "Cancel Creator")]
)
def test_the_portal_leads_straight_where_it_should(
    payments: StripePayments, shop: LocalStripe, flow: str, title: str
) -> None:
    url = payments.portal(shop.buy(), "http://127.0.0.1/billing", flow)
    assert f"<h1>{title}</h1>" in shop.browser.get(url).text


def test_the_whole_period_of_an_old_customer_is_known(payments: StripePayments, shop: LocalStripe) -> None:
    customer = shop.buy()
    first = payments.subscriptions(customer)[0].period_end
    shop.advance(32)
    again = payments.subscriptions(customer)[0]
    assert again.period_start == first
    assert again.period_end and first and (again.period_end - first).total_seconds() >= 28 * DAY

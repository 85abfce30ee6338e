"""The pages of the local Stripe, as a person without a script walks through them."""

import re

import pytest

from connectors.stripe_payments import StripePayments
from tests.connectors.stripe.local import ADDRESSES, LocalStripe

BACK = "http://127.0.0.1/billing"


def checkout(shop: LocalStripe, price: str = "creator_month", trial_days: int = 0) -> tuple[str, str]:
    payments = StripePayments()
    customer = payments.customer("w1", "nika@example.com", "Nika", "k")
    return customer, payments.checkout(customer, price, "usd", ADDRESSES, trial_days, "c")


def test_the_page_says_what_it_costs_and_leads_back(shop: LocalStripe) -> None:
    _customer, url = checkout(shop)
    page = shop.browser.get(url).text
    assert "Creator: 29.00 USD a month" in page
    assert f'href="{BACK}"' in page
    assert "<script" not in page
    assert "14 days free" in shop.browser.get(checkout_again(shop)).text


def checkout_again(shop: LocalStripe) -> str:
    customer = StripePayments().customer("w2", "ada@example.com", "Ada", "k2")
    return StripePayments().checkout(customer, "creator_month", "usd", ADDRESSES, 14, "c2")


def test_success_carries_the_sessions_id_and_happens_once(shop: LocalStripe) -> None:
    customer, url = checkout(shop)
    for _click in range(2):
        page = shop.fill(url, card="4242", pay="1")
        assert page.headers["Location"] == f"http://127.0.0.1/billing?sid={url.rsplit('/', 1)[1]}"
    assert len(StripePayments().subscriptions(customer)) == 1


@pytest.mark.parametrize(("card", "words"), [("0002", "declined"), ("9995", "not enough money")])
def test_a_declined_card_is_told_and_another_may_be_chosen(shop: LocalStripe, card: str, words: str) -> None:
    customer, url = checkout(shop)
    page = shop.fill(url, card=card, pay="1").text
    assert 'role="alert"' in page and words in page
    assert StripePayments().subscriptions(customer) == []
    assert shop.fill(url, card="4242", pay="1").status_code == 302


def test_the_bank_may_refuse_and_then_agree(shop: LocalStripe) -> None:
    customer, url = checkout(shop)
    assert "Your bank asks" in shop.fill(url, card="3155", pay="1").text
    assert "did not confirm" in shop.fill(url, card="3155", challenge="failed").text
    assert StripePayments().subscriptions(customer) == []
    assert shop.fill(url, card="3155", challenge="passed").status_code == 302
    shop.advance(32)
    assert StripePayments().subscriptions(customer)[0].status == "active"


def test_without_a_card_only_trials_begin(shop: LocalStripe) -> None:
    _customer, url = checkout(shop)
    assert "no card to pay with" in shop.fill(url, card="none", pay="1").text


def test_a_page_expires_after_a_day(shop: LocalStripe) -> None:
    customer, url = checkout(shop)
    shop.advance(1.1)
    assert "This page has expired" in shop.browser.get(url).text
    assert "checkout.session.expired" in shop.events(customer)
    assert shop.browser.get("/checkout/cs_none").status_code == 404


def test_the_portal_cancels_with_a_reason_and_takes_it_back(shop: LocalStripe) -> None:
    customer = shop.buy()
    (bought,) = StripePayments().subscriptions(customer)
    url = StripePayments().portal(customer, BACK)
    assert "Why do you cancel?" in shop.browser.get(f"{url}?cancel={bought.id}").text
    shop.fill(url, act="cancel", subscription=bought.id, feedback="too_expensive", comment="Sorry")
    details = shop.books.get("subscription", bought.id)["cancellation_details"]
    assert details == {"comment": "Sorry", "feedback": "too_expensive", "reason": "cancellation_requested"}
    assert "Do not cancel" in shop.browser.get(url).text
    shop.fill(url, act="resume", subscription=bought.id)
    assert StripePayments().subscriptions(customer)[0].cancel_at is None


def test_a_straight_way_leads_back(shop: LocalStripe) -> None:
    customer = shop.buy()
    (bought,) = StripePayments().subscriptions(customer)
    url = StripePayments().portal(customer, BACK, "cancel")
    assert shop.fill(url, act="cancel", subscription=bought.id).headers["Location"] == BACK
    assert StripePayments().subscriptions(customer)[0].cancel_at == bought.period_end
    url = StripePayments().portal(customer, BACK, "payment_method")
    assert shop.fill(url, act="card", card="4242").headers["Location"] == BACK
    url = StripePayments().portal(customer, BACK, "cancel")
    assert "Do not cancel" in shop.browser.get(url).text, "who cancelled already sees the whole page"


def test_the_portal_switches_the_plan(shop: LocalStripe) -> None:
    customer = shop.buy()
    url = StripePayments().portal(customer, BACK)
    page = shop.browser.get(url).text
    offered = re.search(r'value="(price_\w+)">Studio, 99.00 USD a month', page)
    assert offered
    (bought,) = StripePayments().subscriptions(customer)
    shop.fill(url, act="switch", subscription=bought.id, price=offered[1])
    assert StripePayments().subscriptions(customer)[0].prices == ["studio_month"]


def test_the_bank_is_asked_in_the_portal_when_a_plan_is_switched(shop: LocalStripe) -> None:
    customer = shop.buy(card="3184")
    (bought,) = StripePayments().subscriptions(customer)
    url = StripePayments().portal(customer, BACK, "plan")
    (price,) = shop.books.all("price", lookup_key="studio_month")
    form = {"act": "switch", "subscription": bought.id, "price": price["id"]}
    assert f'value="{price["id"]}"' in shop.fill(url, **form).text
    assert "requires additional user action" in shop.fill(url, **form, challenge="failed").text
    assert StripePayments().subscriptions(customer) == [bought]
    assert shop.fill(url, **form, challenge="passed").headers["Location"] == BACK
    (after,) = StripePayments().subscriptions(customer)
    assert (after.prices, after.status) == (["studio_month"], "active")


def test_a_new_card_in_the_portal_is_what_the_next_try_takes(shop: LocalStripe) -> None:
    customer = shop.buy(card="0341")
    shop.advance(32)
    assert StripePayments().subscriptions(customer)[0].status == "past_due"
    url = StripePayments().portal(customer, BACK)
    assert "declined" in shop.fill(url, act="card", card="0002").text
    assert "Your bank asks" in shop.fill(url, act="card", card="3155").text
    assert "Your card was saved" in shop.fill(url, act="card", card="3155", challenge="passed").text
    shop.advance(2)
    assert StripePayments().subscriptions(customer)[0].status == "active"


def test_an_open_invoice_is_paid_on_its_page(shop: LocalStripe) -> None:
    customer = shop.buy(card="0341")
    shop.advance(32)
    (invoice, _first) = StripePayments().invoices(customer)
    assert "declined" in shop.fill(invoice.page, act="pay", card="0002").text
    assert "Paid on" in shop.fill(invoice.page, act="pay", card="4242").text
    assert StripePayments().subscriptions(customer)[0].status == "active"


def test_nobody_changes_the_plan_of_another(shop: LocalStripe) -> None:
    own, others = shop.buy(), shop.buy("studio_month")
    url = StripePayments().portal(own, BACK)
    (theirs,) = StripePayments().subscriptions(others)
    assert "No such subscription" in shop.fill(url, act="cancel", subscription=theirs.id).text
    assert StripePayments().subscriptions(others)[0].cancel_at is None

"""The post of the local Stripe: signed, tried again, and with every trouble that a real one has."""

import json
from collections import Counter

import httpx

from connectors.stripe_payments import StripePayments
from tests.connectors.stripe.local import LocalStripe, Receiver

BOUGHT = [
    "customer.created", "payment_method.attached", "invoice.created", "customer.subscription.created",
    "invoice.finalized", "invoice_payment.paid", "invoice.paid",
    "invoice.payment_succeeded", "customer.subscription.updated", "checkout.session.completed",
]  # fmt: skip


def test_a_purchase_arrives_in_its_order(shop: LocalStripe, receiver: Receiver) -> None:
    customer = shop.buy()
    assert shop.control("settle") == {"settled": True}
    assert receiver.types() == BOUGHT
    last = StripePayments().read(*receiver.bodies[-1])
    assert last.customer == customer
    assert last.subscription == StripePayments().subscriptions(customer)[0].id


def test_what_nobody_took_comes_again(shop: LocalStripe, receiver: Receiver) -> None:
    receiver.answers = [500, 503]
    StripePayments().customer("w1", "a@example.com", "A", "k1")
    (event,) = shop.client.v1.events.list({"type": "customer.created"}).data
    shop.control("settle")
    assert receiver.types() == ["customer.created"] * 3
    assert event.pending_webhooks in (0, 1)
    assert shop.client.v1.events.retrieve(event.id).pending_webhooks == 0


def test_duplicates_have_one_id(shop: LocalStripe, receiver: Receiver) -> None:
    shop.control("troubles", duplicates=1.0)
    shop.buy()
    shop.control("settle")
    ids = Counter(json.loads(body)["id"] for body, _signature in receiver.bodies)
    assert set(ids.values()) == {2}


def test_shuffled_events_all_arrive(shop: LocalStripe, receiver: Receiver) -> None:
    shop.control("troubles", shuffle_seconds=0.4)
    shop.buy()
    shop.control("settle")
    assert sorted(receiver.types()) == sorted(BOUGHT)
    assert receiver.types() != BOUGHT


def test_dropped_events_can_still_be_asked_for(shop: LocalStripe, receiver: Receiver) -> None:
    shop.control("troubles", drops=1.0)
    customer = shop.buy()
    shop.control("settle")
    assert receiver.bodies == []
    listed = shop.client.v1.events.list({"limit": 100})
    assert "checkout.session.completed" in {one.type for one in listed.data}
    assert shop.events(customer)


def test_delayed_events_wait(shop: LocalStripe, receiver: Receiver) -> None:
    shop.control("troubles", delay_seconds=3_600.0)
    shop.buy()
    assert receiver.bodies == []
    assert len(shop.books.waiting) == len(BOUGHT)


def test_an_endpoint_gets_what_it_asked_for(shop: LocalStripe, receiver: Receiver) -> None:
    url = shop.books.endpoints[0]["url"]
    shop.control("endpoints", url=url, secret="whsec_local", types=["invoice.paid"])
    shop.buy()
    shop.control("settle")
    assert receiver.types() == ["invoice.paid"]


def test_events_name_the_request_they_come_from(shop: LocalStripe, receiver: Receiver) -> None:
    StripePayments().customer("w1", "a@example.com", "A", "my key")
    shop.control("settle")
    event = json.loads(receiver.bodies[0][0])
    assert event["request"]["idempotency_key"] == "my key"
    assert event["api_version"] == "2026-10-28.endive"


def test_an_update_says_what_was_before(shop: LocalStripe, receiver: Receiver) -> None:
    customer = shop.buy()
    payments = StripePayments()
    payments.cancel(payments.subscriptions(customer)[0].id, True, "", "c1")
    shop.control("settle")
    event = json.loads(receiver.bodies[-1][0])
    assert event["data"]["previous_attributes"]["cancel_at_period_end"] is False
    assert event["data"]["object"]["cancel_at_period_end"] is True


def test_the_stand_in_is_alive(shop: LocalStripe) -> None:
    assert httpx.get(f"{shop.books.address}/_control/health").json() == {"status": "ok"}

"""What the local Stripe answers has the fields and types of Stripe's own description, and all that its client promises."""

import json
import re
import typing
from typing import Any

import pytest
import stripe

from connectors.stripe_payments import StripePayments
from tests.connectors.stripe.local import LocalStripe
from tests.connectors.stripe.test_read import SHARED

FIXTURES = SHARED / "fixtures" / "stripe" / "openapi" / "fixtures3.json"
pytestmark = pytest.mark.skipif(not FIXTURES.exists(), reason="Stripe's description is not beside this house.")

LEFT_OUT = {
    "customer.customer_account",
    "event.data.previous_attributes",
    "invoice.lines.data.pricing.price_details",
    "line_item.pricing.price_details",
    "invoice_payment.payment.payment_intent",
}
"""Fields that exist, but not in the description's examples."""
CLASSES: dict[str, Any] = {
    "customer": stripe.Customer,
    "product": stripe.Product,
    "price": stripe.Price,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "invoice": stripe.Invoice,
    "line_item": stripe.InvoiceLineItem,
    "payment_method": stripe.PaymentMethod,
    "checkout.session": stripe.checkout.Session,
    "billing_portal.session": stripe.billing_portal.Session,
    "billing_portal.configuration": stripe.billing_portal.Configuration,
    "billing.meter": stripe.billing.Meter,
    "billing.meter_event": stripe.billing.MeterEvent,
    "billing.meter_event_summary": stripe.billing.MeterEventSummary,
    "entitlements.feature": stripe.entitlements.Feature,
    "entitlements.active_entitlement": stripe.entitlements.ActiveEntitlement,
    "invoice_payment": stripe.InvoicePayment,
    "event": stripe.Event,
    "test_helpers.test_clock": stripe.test_helpers.TestClock,
}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return dict(json.loads(FIXTURES.read_text())["resources"])


@pytest.fixture
def answered(shop: LocalStripe) -> dict[str, dict[str, Any]]:
    """One object of each kind, as the API gives it."""
    v1, customer = shop.client.v1, shop.buy("studio_month")
    clock = v1.test_helpers.test_clocks.create({"frozen_time": 1_800_000_000})
    invoice = v1.invoices.list({"customer": customer}).data[0]
    counted = v1.billing.meters.list().data[0]
    params: Any = {"event_name": "replies", "payload": {"stripe_customer_id": customer, "value": "2"}}
    used = v1.billing.meter_events.create(params)
    minute = used.timestamp // 60 * 60
    span: Any = {"customer": customer, "start_time": minute, "end_time": minute + 60}
    StripePayments().portal(customer, "http://127.0.0.1/billing", "cancel")
    found: list[stripe.StripeObject] = [
        v1.customers.retrieve(customer), v1.products.list().data[0], v1.prices.list().data[0], invoice,
        v1.subscriptions.list({"customer": customer}).data[0], v1.payment_methods.list({"customer": customer}).data[0],
        v1.checkout.sessions.list().data[0], v1.billing_portal.configurations.list().data[0], counted, used,
        v1.billing.meters.event_summaries.list(counted.id, span).data[0], v1.entitlements.features.list().data[0],
        v1.entitlements.active_entitlements.list({"customer": customer}).data[0], clock,
        v1.invoice_payments.list({"invoice": invoice.id}).data[0], v1.events.list().data[0],
        v1.billing_portal.sessions.create({"customer": customer, "return_url": "http://127.0.0.1/billing"}),
    ]  # fmt: skip
    objects = [one.to_dict(for_json=True) for one in found]
    objects += [objects[3]["lines"]["data"][0], objects[4]["items"]["data"][0]]
    return {one["object"]: one for one in objects}


def test_fields_and_types_are_those_of_the_description(
    answered: dict[str, dict[str, Any]], described: dict[str, Any]
) -> None:
    described["subscription_item"] = described["subscription"]["items"]["data"][0]
    wrong = [line for kind, one in answered.items() for line in _differences(kind, one, described[kind])]
    assert not wrong, "\n".join(wrong)


def test_everything_that_the_client_promises_is_there(answered: dict[str, dict[str, Any]]) -> None:
    assert answered.keys() == CLASSES.keys()
    wrong = []
    for kind, one in answered.items():
        promised = {
            name
            for name, type in CLASSES[kind].__annotations__.items()
            if not {"Optional", "None"} & set(re.findall(r"Optional|None", str(type)))
        }
        wrong += [f"{kind}.{name}" for name in promised - one.keys() if name[0].islower()]
    assert not wrong, "\n".join(wrong)


def _differences(place: str, ours: Any, theirs: Any) -> typing.Iterator[str]:
    """Lines that say where ours has what theirs has not, or another type. Nothing is always allowed."""
    if (
        ours is None
        or theirs is None
        or place.endswith((".metadata", ".payload", ".data.object", ".previous_attributes"))
    ):
        return
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name, value in ours.items():
            if name not in theirs:
                if f"{place}.{name}" not in LEFT_OUT and theirs:
                    yield f"{place}.{name} is not in the description"
                continue
            yield from _differences(f"{place}.{name}", value, theirs[name])
    elif isinstance(ours, list) and isinstance(theirs, list):
        for one in ours if theirs else ():
            yield from _differences(place, one, theirs[0])
    elif _kind(ours) != _kind(theirs):
        yield f"{place} is {_kind(ours)}, in the description {_kind(theirs)}"


def _kind(value: Any) -> str:
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__

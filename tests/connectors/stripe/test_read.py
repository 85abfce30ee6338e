"""What is read of a webhook's event, and what is not believed."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
import stripe

from connectors.stripe_payments import StripePayments
from settings import settings
from tests.connectors.stripe.local import SECRET, LocalStripe

SHARED = Path(os.environ.get("FANMAIL_SHARED", Path(__file__).parents[4] / "shared"))
EVENTS = sorted((SHARED / "fixtures" / "stripe" / "composed_events").glob("*.json"))
SUBSCRIPTION, CUSTOMER = "sub_1Pgc6rB7WZ01zgkWNy0Cn5nw", "cus_QXg1o8vcGmoR32"


def signed(said: Any, secret: str = SECRET, at: int | None = None) -> tuple[bytes, str]:
    body = said if isinstance(said, str) else json.dumps(said)
    return body.encode(), stripe.WebhookSignature.generate_signature_header(body, secret, at)


def event(**thing: Any) -> dict[str, Any]:
    return {"id": "evt_1", "object": "event", "type": "x.y", "created": 1, "livemode": True, "data": {"object": thing}}


@pytest.mark.skipif(not EVENTS, reason="The recorded events of Stripe are not beside this house.")
@pytest.mark.parametrize("file", EVENTS, ids=lambda file: file.stem)
def test_recorded_events_are_read(local: LocalStripe, file: Path) -> None:
    happened = StripePayments().read(*signed(file.read_text()))
    said = json.loads(file.read_text())
    assert (happened.id, happened.type, happened.is_live) == (said["id"], file.stem, False)
    assert happened.created.timestamp() == said["created"]
    assert happened.object_id == said["data"]["object"]["id"]
    if "subscription" in file.stem:
        assert (happened.subscription, happened.customer) == (SUBSCRIPTION, CUSTOMER)
    if file.stem.startswith("invoice"):
        assert (happened.subscription, happened.customer) == ("subscription", CUSTOMER)
    if file.stem == "customer.created":
        assert (happened.customer, happened.subscription) == (CUSTOMER, "")


def test_an_object_without_an_id_is_read(local: LocalStripe) -> None:
    summary = {"object": "entitlements.active_entitlement_summary", "customer": "cus_1"}
    happened = StripePayments().read(*signed(event(**summary)))
    assert (happened.customer, happened.object_id, happened.is_live) == ("cus_1", "", True)


def test_references_may_be_whole_objects(local: LocalStripe) -> None:
    happened = StripePayments().read(*signed(event(customer={"id": "cus_1"}, subscription={"id": "sub_1"})))
    assert (happened.customer, happened.subscription) == ("cus_1", "sub_1")


def test_a_thin_event_is_read(local: LocalStripe) -> None:
    thin = {
        "id": "evt_2", "object": "v2.core.event", "type": "v1.billing.meter.error_report_triggered", "livemode": False,
        "created": "2026-09-17T06:20:52.246Z", "related_object": {"id": "mtr_1", "type": "billing.meter"},
    }  # fmt: skip
    happened = StripePayments().read(*signed(thin))
    assert (happened.type, happened.object_id) == ("v1.billing.meter.error_report_triggered", "mtr_1")
    assert happened.created.year == 2026


@pytest.mark.parametrize(
    "body", ["[]", "{}", "no json", json.dumps({"object": "event"}), '{"object": "event", "data": 1}']
)
def test_what_is_no_event_is_refused(local: LocalStripe, body: str) -> None:
    with pytest.raises(ValueError):
        StripePayments().read(*signed(body))


def test_another_secret_or_an_old_signature_is_refused(local: LocalStripe) -> None:
    read = StripePayments().read
    body, good = signed(event(id="sub_1", object="subscription"))
    assert read(body, good).subscription == "sub_1"
    for signature in (
        "",
        "t=1",
        "nonsense",
        good[:-1] + "0" * (good[-1] != "0"),
        signed(body.decode(), "whsec_other")[1],
    ):
        with pytest.raises(ValueError):
            read(body, signature)
    with pytest.raises(ValueError, match="too long ago"):
        read(*signed(body.decode(), at=int(time.time()) - 301))
    with pytest.raises(ValueError):
        read(body + b" ", good)
    with pytest.raises(ValueError):
        read(b"\xff\xfe", good)


def test_without_a_secret_nothing_is_believed(local: LocalStripe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "")
    settings.cache_clear()
    body, forged = signed(event(id="sub_1"), "")
    with pytest.raises(ValueError):
        StripePayments().read(body, forged)
    monkeypatch.undo()
    settings.cache_clear()

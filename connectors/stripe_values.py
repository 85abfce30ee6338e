"""From Stripe's objects to our words. What Stripe leaves out is read as absent, never guessed.

Since API version 2025-03-31 the period of a subscription stands at its items, and an invoice names its subscription in
`parent.subscription_details`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import stripe

from connectors.payments import Bought, Happened, Invoice

KEY_NOTE = "key"
"""In a price's metadata: its lookup key, which a later price with another amount takes away from it."""


def moment(seconds: Any) -> datetime | None:
    """Stripe's Unix seconds; None stays None."""
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


def key_of(price: Any) -> str:
    """The lookup key of a price, also of one that sells no longer."""
    return getattr(price, "lookup_key", None) or getattr(price.metadata, KEY_NOTE, "") or ""


def bought(subscription: stripe.Subscription, needs_action: str = "") -> Bought:
    """A subscription in our words."""
    items = subscription.items.data
    ends = _seconds(items, "current_period_end")
    cancel_at = getattr(subscription, "cancel_at", None)
    if cancel_at is None and subscription.cancel_at_period_end:
        cancel_at = max(ends, default=None)
    return Bought(
        id=subscription.id,
        customer=_id(subscription.customer),
        status=subscription.status,
        prices=[key_of(item.price) for item in items],
        currency=subscription.currency,
        is_live=subscription.livemode,
        period_start=moment(min(_seconds(items, "current_period_start"), default=None)),
        period_end=moment(max(ends, default=None)),
        trial_end=moment(getattr(subscription, "trial_end", None)),
        cancel_at=moment(cancel_at),
        created=moment(subscription.created),
        metadata=dict(subscription.metadata.to_dict()),
        needs_action=needs_action,
    )


def invoice(found: stripe.Invoice) -> Invoice:
    """An invoice in our words; its time is when it became final."""
    final = found.status_transitions.finalized_at
    return Invoice(
        id=found.id,
        number=getattr(found, "number", None) or "",
        at=datetime.fromtimestamp(final or found.created, UTC),
        total=found.total,
        currency=found.currency,
        status=found.status or "",
        page=getattr(found, "hosted_invoice_url", None) or "",
        pdf=getattr(found, "invoice_pdf", None) or "",
    )


def happened(body: bytes) -> Happened:
    """A webhook's event, thin ones too. ValueError when it is none."""
    said = json.loads(body)
    if not isinstance(said, dict) or said.get("object") not in ("event", "v2.core.event"):
        raise ValueError("This is no event of Stripe.")
    try:
        return _thin(said) if said["object"] == "v2.core.event" else _snapshot(said)
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError("This event of Stripe cannot be read.") from wrong


def _snapshot(said: Mapping[str, Any]) -> Happened:
    thing = said["data"]["object"]
    kind, own = thing.get("object"), thing.get("id") or ""
    return Happened(
        id=said["id"],
        type=said["type"],
        created=datetime.fromtimestamp(said["created"], UTC),
        is_live=bool(said["livemode"]),
        customer=own if kind == "customer" else _id(thing.get("customer")),
        subscription=own if kind == "subscription" else _id(_subscription_in(thing)),
        object_id=own,  # an entitlement summary has none
        metadata=thing.get("metadata") or {},
    )


def _thin(said: Mapping[str, Any]) -> Happened:
    about = said.get("related_object") or {}
    created = datetime.fromisoformat(said["created"])
    return Happened(said["id"], said["type"], created, bool(said["livemode"]), object_id=about.get("id") or "")


def _subscription_in(thing: Mapping[str, Any]) -> Any:
    details = (thing.get("parent") or {}).get("subscription_details") or {}
    return thing.get("subscription") or details.get("subscription")


def _id(reference: Any) -> str:
    """A reference is an id, an object with one, or nothing."""
    if isinstance(reference, Mapping):
        return str(reference.get("id") or "")
    return str(getattr(reference, "id", reference) or "")


def _seconds(items: Any, field: str) -> list[int]:
    return [value for item in items if (value := getattr(item, field, None)) is not None]

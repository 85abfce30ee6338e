"""The customer's page at Stripe, as we want it: what customers may do there by themselves."""

from collections.abc import Sequence
from typing import Any, Protocol

import stripe

from connectors.stripe_prices import OURS

_REASONS = ["too_expensive", "missing_features", "switched_service", "unused", "too_complex", "low_quality", "other"]
_PRODUCTS = "features.subscription_update.products"


class Notes(Protocol):
    """Where differences are noted."""

    def are_wanted(self, sentence: str) -> bool:
        """True: mend it now."""


def sync_portal(asked: stripe.StripeClient, sold: Sequence[tuple[str, list[str]]], changes: Notes) -> None:
    """Make or mend our configuration of the portal; `sold`: the products one may switch to, each with its prices."""
    wanted = _features(sold)
    listed = asked.v1.billing_portal.configurations.list({"limit": 100, "expand": [f"data.{_PRODUCTS}"]})
    ours = next((one for one in listed.auto_paging_iter() if _is_ours(one)), None)
    if ours is None:
        if changes.are_wanted("The customers' page is not set up."):
            asked.v1.billing_portal.configurations.create({"features": wanted, "metadata": OURS})
    elif not (ours.active and _holds(ours.features.to_dict(), wanted)) and changes.are_wanted(
        "The customers' page differs from what we want."
    ):
        asked.v1.billing_portal.configurations.update(ours.id, {"features": wanted, "active": True})


def _is_ours(configuration: stripe.billing_portal.Configuration) -> bool:
    return bool(configuration.metadata) and configuration.metadata.to_dict().items() >= OURS.items()  # type: ignore[union-attr]


def _features(sold: Sequence[tuple[str, list[str]]]) -> Any:
    return {
        "customer_update": {"enabled": True, "allowed_updates": ["email", "name", "address", "tax_id"]},
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True},
        "subscription_cancel": {
            "enabled": True,
            "mode": "at_period_end",
            "cancellation_reason": {"enabled": True, "options": _REASONS},
        },
        "subscription_update": {
            "enabled": True,
            "default_allowed_updates": ["price"],
            "proration_behavior": "always_invoice",
            "products": [{"product": product, "prices": prices} for product, prices in sold],
        },
    }


def _holds(there: Any, wanted: Any) -> bool:
    """Whether everything wanted is there; what else is there does not matter. Lists are compared without their order."""
    if isinstance(wanted, dict):
        return isinstance(there, dict) and all(name in there and _holds(there[name], wanted[name]) for name in wanted)
    if isinstance(wanted, list):
        return len(there or ()) == len(wanted) and all(any(_holds(one, want) for one in there) for want in wanted)
    return bool(there == wanted)

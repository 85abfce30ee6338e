"""What `sync` has put at Stripe, found again by its name: prices, the meter, the portal's configuration."""

import stripe

from connectors.errors import Permanent
from connectors.stripe_client import NAME, asking, client

OURS = {"made_by": "fanmail"}
"""Metadata by which we know a portal configuration as ours."""

_SYNC = "Run `python -m web.commands plans-sync` first."


def price_of(key: str) -> stripe.Price:
    """The price sold under this lookup key, with its amounts in all currencies. Permanent when there is none."""
    with asking(write=False):
        found = client().v1.prices.list({"lookup_keys": [key], "active": True, "expand": ["data.currency_options"]})
    if not found.data:
        raise Permanent(NAME, f"Stripe has no price called {key}. {_SYNC}")
    return found.data[0]


def is_metered(price: stripe.Price) -> bool:
    """Whether it is billed by use."""
    return bool(price.recurring and price.recurring.usage_type == "metered")


def amount(price: stripe.Price, currency: str) -> int:
    """A period's price in cents, before taxes and credit; 0 for one that is billed by use."""
    if is_metered(price):
        return 0
    if price.currency == currency or not price.currency_options:
        return price.unit_amount or 0
    return price.currency_options[currency].unit_amount or 0


def configuration() -> str:
    """The portal's configuration that `sync` made; "" before it ran: then Stripe's default serves."""
    with asking(write=False):
        for one in client().v1.billing_portal.configurations.list({"active": True, "limit": 100}).auto_paging_iter():
            if one.metadata and one.metadata.to_dict().items() >= OURS.items():
                return one.id
    return ""


def meter_id(event_name: str) -> str:
    """The id of the meter that counts events of this name. Permanent when there is none."""
    with asking(write=False):
        for one in client().v1.billing.meters.list({"status": "active", "limit": 100}).auto_paging_iter():
            if one.event_name == event_name:
                return one.id
    raise Permanent(NAME, f"Stripe has no meter called {event_name}. {_SYNC}")

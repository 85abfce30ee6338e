"""Bring Stripe's catalogue in line with our table of plans. May be run again at any time: what is right stays as it is."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import stripe

from connectors.payments import Offer, lookup_key
from connectors.stripe_client import asking, client
from connectors.stripe_portal import sync_portal
from connectors.stripe_values import KEY_NOTE

_SOFTWARE_FOR_BUSINESS = "txcd_10103001"


class Changes:
    """What differs, in sentences; `dry`: nothing of it is done."""

    def __init__(self, dry: bool) -> None:
        self.dry = dry
        self.said: list[str] = []

    def are_wanted(self, sentence: str) -> bool:
        """Note the difference. True: mend it now."""
        self.said.append(sentence)
        return not self.dry


def sync(offers: Sequence[Offer], meter: str, dry: bool = False) -> list[str]:
    """Make or mend products, features, prices, the meter called `meter` and the portal's page. Says what differed.

    A price at Stripe never changes: another amount is another price, which takes over the lookup key; who has the old
    one keeps it. With `dry` nothing is changed. Raises the branches of connectors.errors.
    """
    changes = Changes(dry)
    with asking(write=not dry):
        asked = client()
        counted = _meter(asked, meter, changes)
        sold = [
            (product, _offer(asked, one, product, counted, changes))
            for one, product in _products(asked, offers, changes)
        ]
        sync_portal(asked, [(product, prices) for product, prices in sold if prices], changes)
    return changes.said


def _meter(asked: stripe.StripeClient, name: str, changes: Changes) -> str:
    for one in asked.v1.billing.meters.list({"status": "active", "limit": 100}).auto_paging_iter():
        if one.event_name == name:
            return one.id
    if not changes.are_wanted(f"The meter {name} is missing."):
        return ""
    return asked.v1.billing.meters.create(
        {
            "display_name": name.capitalize(),
            "event_name": name,
            "default_aggregation": {"formula": "sum"},
            "customer_mapping": {"event_payload_key": "stripe_customer_id", "type": "by_id"},
            "value_settings": {"event_payload_key": "value"},
        }
    ).id


def _products(asked: stripe.StripeClient, offers: Sequence[Offer], changes: Changes) -> Iterable[tuple[Offer, str]]:
    """Products carry ids of our own making, so that two runs at once make one."""
    ids = {f"fanmail_{offer.name}": offer for offer in offers}
    there = {one.id: one for one in asked.v1.products.list({"ids": list(ids), "limit": 100}).data}
    for id, offer in ids.items():
        found = there.get(id)
        if found is None:
            if changes.are_wanted(f"The product {offer.title} is missing."):
                asked.v1.products.create({"id": id, "name": offer.title, "tax_code": _SOFTWARE_FOR_BUSINESS})
        elif (found.name, found.active) != (offer.title, True) and changes.are_wanted(
            f"The product {offer.title} is called {found.name} there, or is not sold."
        ):
            asked.v1.products.update(id, {"name": offer.title, "active": True})
        _features(asked, offer, id, found is not None, changes)
        yield offer, id


def _features(asked: stripe.StripeClient, offer: Offer, product: str, is_there: bool, changes: Changes) -> None:
    attached = asked.v1.products.features.list(product, {"limit": 100}).data if is_there else []
    has = {one.entitlement_feature.lookup_key: one.id for one in attached}
    for key, title in offer.features:
        if key not in has and changes.are_wanted(f"The product {offer.title} lacks the feature {key}."):
            asked.v1.products.features.create(product, {"entitlement_feature": _feature(asked, key, title)})
    for key in has.keys() - {key for key, _title in offer.features}:
        if changes.are_wanted(f"The product {offer.title} has the feature {key} and should not."):
            asked.v1.products.features.delete(product, has[key])


def _feature(asked: stripe.StripeClient, key: str, title: str) -> str:
    found = asked.v1.entitlements.features.list({"lookup_key": key}).data
    return found[0].id if found else asked.v1.entitlements.features.create({"lookup_key": key, "name": title}).id


def _offer(asked: stripe.StripeClient, offer: Offer, product: str, meter: str, changes: Changes) -> list[str]:
    """The ids of the prices that the portal may offer: those that are not billed by use."""
    if offer.metered:
        _price(asked, lookup_key(offer.name, "month"), _wanted(product, "month", offer.metered, meter), changes)
    by_interval = (("month", offer.monthly), ("year", offer.yearly))
    return [
        _price(asked, lookup_key(offer.name, interval), _wanted(product, interval, amounts), changes)
        for interval, amounts in by_interval
        if amounts
    ]


def _wanted(product: str, interval: str, amounts: Iterable[tuple[str, int | str]], meter: str = "") -> dict[str, Any]:
    """The parameters of a price: the first currency is its own, the others are options of it."""
    field = "unit_amount_decimal" if meter else "unit_amount"
    by_currency = {currency: {field: Decimal(amount) if meter else amount} for currency, amount in amounts}
    own = next(iter(by_currency))
    recurring = {"interval": interval, "usage_type": "metered", "meter": meter} if meter else {"interval": interval}
    others = {name: {**value, "tax_behavior": "exclusive"} for name, value in by_currency.items() if name != own}
    return {
        "product": product,
        "currency": own,
        **by_currency[own],
        "currency_options": others,
        "recurring": recurring,
        "tax_behavior": "exclusive",
    }


def _price(asked: stripe.StripeClient, key: str, wanted: dict[str, Any], changes: Changes) -> str:
    found = asked.v1.prices.list({"lookup_keys": [key], "active": True, "expand": ["data.currency_options"]}).data
    if found and _is_same(found[0], wanted):
        return found[0].id
    sentence = f"The price {key} is another one there." if found else f"The price {key} is missing."
    if not changes.are_wanted(f"{sentence} It should be {_shown(wanted)}."):
        return found[0].id if found else key
    params: Any = {**wanted, "lookup_key": key, "transfer_lookup_key": True, "metadata": {KEY_NOTE: key}}
    made = asked.v1.prices.create(params)
    if found:
        asked.v1.prices.update(found[0].id, {"active": False})
    return made.id


def _is_same(price: stripe.Price, wanted: Mapping[str, Any]) -> bool:
    recurring = price.recurring
    if recurring is None or price.product != wanted["product"] or price.currency != wanted["currency"]:
        return False
    said = wanted["recurring"]
    if (recurring.interval, recurring.meter or "") != (said["interval"], said.get("meter", "")):
        return False
    return _amounts_there(price) == _amounts(wanted)


def _amounts_there(price: stripe.Price) -> dict[str, Decimal]:
    options = price.currency_options.to_dict() if price.currency_options else {}
    there = {name: Decimal(option["unit_amount_decimal"]) for name, option in options.items()}
    return {**there, price.currency: Decimal(price.unit_amount_decimal or 0)}


def _amounts(wanted: Mapping[str, Any]) -> dict[str, Decimal]:
    return {
        name: Decimal(one.get("unit_amount_decimal", one.get("unit_amount", 0)))
        for name, one in {wanted["currency"]: wanted, **wanted["currency_options"]}.items()
    }


def _shown(wanted: Mapping[str, Any]) -> str:
    amounts = ", ".join(f"{amount / 100:f} {name}" for name, amount in _amounts(wanted).items())
    return f"{amounts} {'a reply' if wanted['recurring'].get('meter') else 'a ' + wanted['recurring']['interval']}"

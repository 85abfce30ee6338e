"""Subscriptions as programs ask for them."""

import copy

from connectors.stripe_sandbox import lifecycle
from connectors.stripe_sandbox.answers import Refused, Route, listing, needed, retrieve
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.cards import CHALLENGE, card_of, default_method
from connectors.stripe_sandbox.events import changed
from connectors.stripe_sandbox.forms import Json, flag, number
from connectors.stripe_sandbox.lifecycle import ENDED, Start
from connectors.stripe_sandbox.lines import proration_lines
from connectors.stripe_sandbox.prices import is_metered, unit_amount
from connectors.stripe_sandbox.times import DAY

LONGEST_TRIAL_DAYS = 730


def price_and_quantity(books: Books, said: Json, currency: str) -> tuple[Json, int]:
    """A line of an order. Refuses what Stripe refuses: prices that sell no longer, quantities of metered ones."""
    price = books.get("price", said.get("price", ""), "price")
    if not price["active"]:
        raise Refused("The price specified is inactive.", "price_inactive", "price")
    if is_metered(price) and said.get("quantity"):
        raise Refused("You cannot set the quantity for metered plans.", param="quantity")
    unit_amount(price, currency)
    return price, number(said, "quantity", 1) or 1


def trial_end(books: Books, customer: Json, params: Json) -> int | None:
    """When the trial ends that is asked for; None: there is none."""
    days = number(params, "trial_period_days")
    if days is not None and not 1 <= days <= LONGEST_TRIAL_DAYS:
        raise Refused("Invalid trial_period_days.", "parameter_invalid_integer", "trial_period_days")
    return books.now(customer) + days * DAY if days else number(params, "trial_end")


def one_currency(books: Books, customer: Json, currency: str) -> None:
    """A customer pays in one currency as long as a subscription of theirs runs."""
    for other in books.all("subscription", customer=customer["id"]):
        if other["status"] not in ENDED and other["currency"] != currency:
            raise Refused("You cannot combine currencies on a single customer.", param="currency")


def without_method(params: Json) -> str:
    """What becomes of a trial at whose end there is nothing to pay with."""
    behavior = (params.get("trial_settings") or {}).get("end_behavior") or {}
    return str(behavior.get("missing_payment_method", "create_invoice"))


def _create(books: Books, params: Json) -> Json:
    needed(params, "customer", "items")
    customer = books.get("customer", params["customer"], "customer")
    first = books.get("price", params["items"][0].get("price", ""), "items[0][price]")
    currency = params.get("currency") or first["currency"]
    one_currency(books, customer, currency)
    how = Start(
        [price_and_quantity(books, one, currency) for one in params["items"]],
        currency,
        trial_end(books, customer, params),
        params.get("default_payment_method"),
        params.get("metadata") or {},
        without_method(params),
    )
    if how.trial_end is None and params.get("payment_behavior") == "error_if_incomplete":
        _would_be_paid(books, {"default_payment_method": how.method}, customer)
    return lifecycle.begin(books, customer, how)[0]


def _update(books: Books, params: Json, id: str) -> Json:
    found = books.get("subscription", id)
    if found["status"] in ENDED:
        raise Refused("A canceled subscription can only update its cancellation_details and metadata.")
    if items := params.get("items"):
        switch(books, found, items, params)
    if params.get("default_payment_method"):
        method = books.get("payment_method", params["default_payment_method"], "default_payment_method")
        changed(books, found, default_payment_method=method["id"])
    if params.get("metadata"):
        changed(books, found, metadata={**found["metadata"], **params["metadata"]})
    if params.get("trial_end") == "now" and found["status"] == "trialing":
        found["trial_end"] = books.now(found)
        lifecycle.end_trial(books, found)
    if "cancel_at_period_end" in params:
        cancel_at_end(books, found, flag(params, "cancel_at_period_end"), params.get("cancellation_details") or {})
    return found


def cancel_at_end(books: Books, subscription: Json, yes: bool, details: Json) -> None:
    """It ends with its period, or goes on after all."""
    ends = max(item["current_period_end"] for item in subscription["items"]["data"])
    kept = subscription["cancellation_details"]
    reason = "cancellation_requested" if yes else None
    changed(
        books,
        subscription,
        cancel_at_period_end=yes,
        cancel_at=ends if yes else None,
        canceled_at=books.now(subscription) if yes else None,
        cancellation_details={**dict.fromkeys(kept), **(details if yes else {}), "reason": reason},
    )


def switch(books: Books, subscription: Json, items: list[Json], params: Json, confirmed: bool = False) -> None:
    """Another price for an item. With `error_if_incomplete` a payment that would fail refuses the change.

    `confirmed`: the customer is there and has passed the bank's questions.
    """
    item, price = chosen(books, subscription, items)
    behavior = params.get("proration_behavior", "create_prorations")
    if item["price"]["id"] == price["id"]:
        return
    lines = proration_lines(books, subscription, item, price, books.now(subscription))
    customer = books.objects[subscription["customer"]]
    due = sum(line["amount"] for line in lines) + customer["balance"]
    strict = params.get("payment_behavior") == "error_if_incomplete" and not confirmed
    if behavior == "always_invoice" and due > 0 and strict:
        _would_be_paid(books, subscription, customer)
    if invoice := lifecycle.change_price(books, subscription, item, price, behavior):
        lifecycle.collect(books, subscription, invoice, confirmed, confirmed)


def chosen(books: Books, subscription: Json, items: list[Json]) -> tuple[Json, Json]:
    """The item that shall change, and its new price."""
    said = items[0]
    found = {one["id"]: one for one in subscription["items"]["data"]}
    if said.get("id") not in found:
        raise Refused(f"No such subscription item: '{said.get('id')}'", "resource_missing", "items[0][id]", 404)
    price, _quantity = price_and_quantity(books, said, subscription["currency"])
    return found[said["id"]], price


def _would_be_paid(books: Books, subscription: Json, customer: Json) -> None:
    """Refuses when a payment without the customer would fail."""
    method = default_method(books, subscription, customer)
    if said := card_of(method).later if method else "missing_payment_method":
        raise _declined(said)


def _declined(said: str) -> Refused:
    if said == CHALLENGE:
        words = "Payment for this subscription requires additional user action before it can be completed successfully."
        return Refused(words, "subscription_payment_intent_requires_action", status=402)
    if said == "missing_payment_method":
        return Refused("This customer has no attached payment source or default payment method.", "resource_missing")
    return Refused("Your card was declined.", "card_declined", status=402, decline_code=said)


def _cancel(books: Books, params: Json, id: str) -> Json:
    found = books.get("subscription", id)
    if found["status"] in ENDED:
        raise Refused(f"No such subscription: '{id}'", "resource_missing", "id", 404)
    found["cancellation_details"].update(params.get("cancellation_details") or {})
    if flag(params, "invoice_now"):
        lifecycle.bill_use(books, found)
    lifecycle.end(books, found, "cancellation_requested")
    return found


def _resume(books: Books, _params: Json, id: str) -> Json:
    found = books.get("subscription", id)
    if found["status"] != "paused":
        raise Refused("Only paused subscriptions can be resumed.")
    changed(books, found, "customer.subscription.resumed", status="active")
    found["billing_cycle_anchor"] = books.now(found)
    lifecycle.renew(books, found)
    return found


def _list(books: Books, params: Json) -> Json:
    status = params.get("status")
    found = books.all("subscription", customer=params.get("customer"))
    if status is None:
        found = [one for one in found if one["status"] != "canceled"]
    elif status == "ended":
        found = [one for one in found if one["status"] in ENDED]
    elif status != "all":
        found = [one for one in found if one["status"] == status]
    return listing(found, params, "/v1/subscriptions")


def preview_of(books: Books, params: Json) -> tuple[Json, Json, Json | None]:
    """A copy of the subscription to play with, its item, and the new price asked for (None: the same)."""
    found = books.get("subscription", params.get("subscription", ""), "subscription")
    items = (params.get("subscription_details") or {}).get("items")
    item, price = chosen(books, found, items) if items else (found["items"]["data"][0], None)
    return copy.deepcopy(found), copy.deepcopy(item), price


ROUTES: list[Route] = [
    ("POST", "/v1/subscriptions", _create),
    ("GET", "/v1/subscriptions", _list),
    ("GET", "/v1/subscriptions/<id>", retrieve("subscription")),
    ("POST", "/v1/subscriptions/<id>", _update),
    ("POST", "/v1/subscriptions/<id>/resume", _resume),
    ("DELETE", "/v1/subscriptions/<id>", _cancel),
]

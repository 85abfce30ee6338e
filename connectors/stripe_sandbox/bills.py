"""Invoices as programs ask for them."""

from connectors.stripe_sandbox import invoices, lifecycle
from connectors.stripe_sandbox.answers import Refused, Route, listing, retrieve
from connectors.stripe_sandbox.books import Books, new_id
from connectors.stripe_sandbox.cards import CHALLENGE
from connectors.stripe_sandbox.events import changed
from connectors.stripe_sandbox.forms import Json
from connectors.stripe_sandbox.lines import period_line, proration_lines, usage_line
from connectors.stripe_sandbox.prices import is_metered
from connectors.stripe_sandbox.subscriptions import preview_of
from connectors.stripe_sandbox.times import period_end


def pay(books: Books, invoice: Json, method: str | None = None, present: bool = False, confirmed: bool = False) -> str:
    """Try to pay an open invoice; with `method` that card is the subscription's from then on. What the bank said."""
    books.get("customer", invoice["customer"])
    subscription = books.objects[lifecycle.of(invoice)]
    if method:
        changed(books, subscription, default_payment_method=method)
    return lifecycle.collect(books, subscription, invoice, present, confirmed)


def _pay(books: Books, params: Json, id: str) -> Json:
    found = books.get("invoice", id)
    if found["status"] != "open":
        raise Refused("Invoice is already paid." if found["status"] == "paid" else "Invoice is not open.")
    said = pay(books, found, params.get("payment_method"))
    if said == CHALLENGE:
        raise Refused(
            "This payment requires additional user action.", "invoice_payment_intent_requires_action", status=402
        )
    if said:
        raise Refused("Your card was declined.", "card_declined", status=402, decline_code=said)
    return found


def _finalize(books: Books, _params: Json, id: str) -> Json:
    found = books.get("invoice", id)
    if found["status"] != "draft":
        raise Refused("This invoice is already finalized.")
    invoices.finalize(books, found)
    return found


def _void(books: Books, _params: Json, id: str) -> Json:
    found = books.get("invoice", id)
    if found["status"] != "open":
        raise Refused("You can only void open invoices.")
    invoices.void(books, found)
    return found


def _list(books: Books, params: Json) -> Json:
    found = books.all("invoice", customer=params.get("customer"), status=params.get("status"))
    wanted = params.get("subscription")
    found = [one for one in found if wanted is None or lifecycle.of(one) == wanted]
    return listing(found, params, "/v1/invoices")


def _payments(books: Books, params: Json) -> Json:
    found = books.all("invoice_payment", invoice=params.get("invoice"), status=params.get("status"))
    return listing(found, params, "/v1/invoice_payments")


def _preview(books: Books, params: Json) -> Json:
    """What would be invoiced at once (`always_invoice`), else what the next renewal will be."""
    subscription, item, price = preview_of(books, params)
    now = books.now(subscription)
    behavior = (params.get("subscription_details") or {}).get("proration_behavior", "create_prorations")
    lines = [] if price is None or behavior == "none" else proration_lines(books, subscription, item, price, now)
    reason = "subscription_update"
    if price is None or behavior != "always_invoice":
        reason = "upcoming"
        lines += [_next_line(books, subscription, item, price)]
    return {"id": new_id("upcoming_in"), **_not_kept(books, subscription, lines, reason)}


def upcoming(books: Books, subscription: Json) -> Json:
    """What the next renewal will be; it has no id."""
    lines = [_next_line(books, subscription, item, None) for item in subscription["items"]["data"]]
    return _not_kept(books, subscription, lines, "upcoming")


def _not_kept(books: Books, subscription: Json, lines: list[Json], reason: str) -> Json:
    now, customer = books.now(subscription), books.get("customer", subscription["customer"])
    made = {"object": "invoice", "created": now, "livemode": False}
    return made | invoices.blank(customer, subscription, lines, reason, now)


def _next_line(books: Books, subscription: Json, item: Json, price: Json | None) -> Json:
    start = item["current_period_end"]
    if price:
        item = {**item, "price": price}
    if is_metered(item["price"]):
        return usage_line(books, subscription, item, item["current_period_start"], start)
    recurring = item["price"]["recurring"]
    anchor = subscription["billing_cycle_anchor"]
    later = period_end(anchor, recurring["interval"], recurring["interval_count"], start)
    return period_line(books, subscription, item, start, later)


ROUTES: list[Route] = [
    ("GET", "/v1/invoices", _list),
    ("POST", "/v1/invoices/create_preview", _preview),
    ("GET", "/v1/invoices/<id>", retrieve("invoice")),
    ("POST", "/v1/invoices/<id>/pay", _pay),
    ("POST", "/v1/invoices/<id>/finalize", _finalize),
    ("POST", "/v1/invoices/<id>/void", _void),
    ("GET", "/v1/invoice_payments", _payments),
]

"""The life of a subscription: begun, collected for, changed, ended."""

from dataclasses import dataclass, field

from connectors.stripe_sandbox import entitlements, invoices
from connectors.stripe_sandbox.books import Books, new_id
from connectors.stripe_sandbox.cards import default_method
from connectors.stripe_sandbox.events import changed, emit
from connectors.stripe_sandbox.forms import Json
from connectors.stripe_sandbox.lines import has_same_interval, period_line, proration_lines, usage_line
from connectors.stripe_sandbox.prices import is_metered
from connectors.stripe_sandbox.times import DAY, period_end

ENDED = ("canceled", "incomplete_expired")


@dataclass
class Start:
    """How a subscription begins. `present`: the customer is there; `confirmed`: and has passed the bank's questions."""

    prices: list[tuple[Json, int]]
    currency: str
    trial_end: int | None = None
    method: str | None = None
    metadata: Json = field(default_factory=dict)
    without_method: str = "create_invoice"
    present: bool = False
    confirmed: bool = False


def begin(books: Books, customer: Json, how: Start) -> tuple[Json, str]:
    """A new subscription, and what the bank said to its first payment ("" for yes)."""
    now = books.now(customer)
    made = books.new("sub", "subscription", now, **_blank(customer, how, now))
    made["items"]["url"] = f"/v1/subscription_items?subscription={made['id']}"
    for price, quantity in how.prices:
        made["items"]["data"].append(_item(made, price, quantity, now))
    customer["currency"] = customer["currency"] or how.currency
    trial = how.trial_end is not None
    made["status"] = "trialing" if trial else "incomplete"
    lines = [
        period_line(books, made, item, item["current_period_start"], item["current_period_end"], trial)
        for item in made["items"]["data"]
        if not is_metered(item["price"])
    ]
    invoice = invoices.draft(books, made, lines, "subscription_create")
    emit(books, "customer.subscription.created", made)
    said = collect(books, made, invoice, how.present, how.confirmed)
    entitlements.renew(books, customer["id"])
    return made, said


def collect(books: Books, subscription: Json, invoice: Json, present: bool = False, confirmed: bool = False) -> str:
    """Make an invoice final and try to get it paid; the subscription follows. What the bank said: "" for yes."""
    if invoice["status"] == "draft":
        invoices.finalize(books, invoice)
    said = ""
    if invoice["status"] == "open":
        method = default_method(books, subscription, books.objects[invoice["customer"]])
        said = invoices.attempt(books, invoice, method, present, confirmed)
    if invoice["status"] == "paid":
        _follow_payment(books, subscription)
    else:
        _follow_failure(books, subscription, invoice, said)
    entitlements.renew(books, subscription["customer"])
    return said


def _follow_payment(books: Books, subscription: Json) -> None:
    customer = books.objects[subscription["customer"]]
    left = [
        one for one in books.all("invoice", customer=customer["id"], status="open") if of(one) == subscription["id"]
    ]
    customer["delinquent"] = bool(left)
    if subscription["status"] in ("incomplete", "past_due", "unpaid") and not left:
        changed(books, subscription, status="active")


def _follow_failure(books: Books, subscription: Json, invoice: Json, said: str) -> None:
    books.objects[subscription["customer"]]["delinquent"] = True
    is_first = invoice["billing_reason"] == "subscription_create"
    days = [] if is_first else books.rules["retry_days"]
    tries = invoice["attempt_count"]
    when = int(invoice["_first_attempt"] + days[tries - 1] * DAY) if tries <= len(days) else None
    invoice["next_payment_attempt"] = when
    invoices.tell_failed(books, invoice, said)
    if is_first or subscription["status"] in ENDED:
        return
    if when is not None:
        changed(books, subscription, status="past_due")
    elif books.rules["exhausted"] == "canceled":
        end(books, subscription, "payment_failed")
    else:
        changed(books, subscription, status="unpaid")


def of(invoice: Json) -> str:
    """The id of an invoice's subscription."""
    return str(invoice["parent"]["subscription_details"]["subscription"])


def renew(books: Books, subscription: Json) -> None:
    """The next period begins: use of the last one and the price of the next one go on an invoice."""
    lines = list(subscription.pop("_pending", []))
    periods = ("id", "current_period_start", "current_period_end")
    before: Json = {"data": [{name: item[name] for name in periods} for item in subscription["items"]["data"]]}
    latest = subscription["latest_invoice"]
    for item in subscription["items"]["data"]:
        start, last = item["current_period_start"], item["current_period_end"]
        recurring = item["price"]["recurring"]
        anchor = subscription["billing_cycle_anchor"]
        later = period_end(anchor, recurring["interval"], recurring["interval_count"], last)
        item.update(current_period_start=last, current_period_end=later)
        if is_metered(item["price"]):
            lines.append(usage_line(books, subscription, item, start, last))
        else:
            lines.append(period_line(books, subscription, item, last, later))
    invoices.draft(books, subscription, lines, "subscription_cycle", subscription["status"] != "unpaid")
    emit(books, "customer.subscription.updated", subscription, {"items": before, "latest_invoice": latest})


def end_trial(books: Books, subscription: Json) -> None:
    """The trial is over: the first payment, or what was agreed for when there is nothing to pay with."""
    customer = books.objects[subscription["customer"]]
    without = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if default_method(books, subscription, customer) is None and without != "create_invoice":
        if without == "cancel":
            end(books, subscription, None)
        else:
            changed(books, subscription, "customer.subscription.paused", status="paused")
        entitlements.renew(books, customer["id"])
        return
    now = books.now(subscription)
    subscription.update(status="active", billing_cycle_anchor=now)
    for item in subscription["items"]["data"]:
        item["current_period_end"] = now
    renew(books, subscription)


def change_price(books: Books, subscription: Json, item: Json, price: Json, behavior: str) -> Json | None:
    """Another price from now on. The invoice of the difference when `behavior` is "always_invoice" and there is one."""
    now = books.now(subscription)
    lines = [] if behavior == "none" else proration_lines(books, subscription, item, price, now)
    if not has_same_interval(item["price"], price) and subscription["status"] != "trialing":
        recurring = price["recurring"]
        later = period_end(now, recurring["interval"], recurring["interval_count"], now)
        item.update(current_period_start=now, current_period_end=later)
        subscription["billing_cycle_anchor"] = now
    before = {"items": {"data": [{"id": item["id"], "price": item["price"]}]}}
    item.update(price=price, plan=plan_of(price))
    item.pop("quantity", None)
    if not is_metered(price):
        item["quantity"] = 1
    made = None
    if behavior == "always_invoice" and lines:
        made = invoices.draft(books, subscription, lines, "subscription_update")
    else:
        subscription["_pending"] = subscription.get("_pending", []) + lines
    emit(books, "customer.subscription.updated", subscription, before)
    entitlements.renew(books, subscription["customer"])
    return made


def bill_use(books: Books, subscription: Json) -> None:
    """What was used of this period and what was credited is invoiced now, if it comes to anything."""
    now = books.now(subscription)
    lines = list(subscription.pop("_pending", []))
    for item in subscription["items"]["data"]:
        if is_metered(item["price"]):
            lines.append(usage_line(books, subscription, item, item["current_period_start"], now))
    if any(line["amount"] for line in lines):
        collect(books, subscription, invoices.draft(books, subscription, lines, "subscription_update"))


def end(books: Books, subscription: Json, reason: str | None) -> None:
    """It is over, and nothing more is asked for."""
    now = books.now(subscription)
    subscription["cancellation_details"]["reason"] = reason or subscription["cancellation_details"]["reason"]
    canceled = subscription["canceled_at"] or now
    fields = {"status": "canceled", "ended_at": now, "canceled_at": canceled}
    changed(books, subscription, "customer.subscription.deleted", **fields)
    for invoice in books.all("invoice", customer=subscription["customer"]):
        if of(invoice) == subscription["id"] and invoice["status"] in ("draft", "open"):
            invoice.update(auto_advance=False, next_payment_attempt=None, automatically_finalizes_at=None)
    entitlements.renew(books, subscription["customer"])


def _item(subscription: Json, price: Json, quantity: int, now: int) -> Json:
    recurring = price["recurring"]
    later = subscription["trial_end"] or period_end(now, recurring["interval"], recurring["interval_count"], now)
    made = {
        "id": new_id("si"), "object": "subscription_item", "billing_thresholds": None, "created": now,
        "current_period_end": later, "current_period_start": now, "discounts": [], "metadata": {},
        "plan": plan_of(price), "price": price, "quantity": quantity, "subscription": subscription["id"], "tax_rates": [],
    }  # fmt: skip
    if is_metered(price):
        del made["quantity"]
    return made


def plan_of(price: Json) -> Json:
    """The old word for a price, which items still carry."""
    same = ("id", "active", "billing_scheme", "created", "currency", "livemode", "metadata", "nickname", "product")
    recurring = price["recurring"]
    return {
        **{name: price[name] for name in same},
        **{name: recurring[name] for name in ("interval", "interval_count", "meter", "trial_period_days", "usage_type")},
        "amount": price["unit_amount"], "amount_decimal": price["unit_amount_decimal"], "object": "plan",
        "tiers_mode": None, "transform_usage": None,
    }  # fmt: skip


def _blank(customer: Json, how: Start, now: int) -> Json:
    trial = how.trial_end is not None
    return {
        "application": None, "application_fee_percent": None, "billing_cycle_anchor": how.trial_end or now,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor_config": None, "billing_mode": {"flexible": {}, "type": "flexible"}, "billing_schedules": [],
        "billing_thresholds": None, "cancel_at": None, "cancel_at_period_end": False, "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically", "currency": how.currency, "customer": customer["id"],
        "customer_account": None, "days_until_due": None, "default_payment_method": how.method, "default_source": None,
        "default_tax_rates": [], "description": None, "discounts": [], "ended_at": None,
        "invoice_settings": {
            "account_tax_ids": None, "custom_fields": None, "description": None, "footer": None, "issuer": {"type": "self"}
        },
        "items": {"object": "list", "data": [], "has_more": False, "url": "/v1/subscription_items"},
        "latest_invoice": None, "managed_payments": None, "metadata": how.metadata,
        "next_pending_invoice_item_invoice": None, "on_behalf_of": None, "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None, "payment_method_types": None, "save_default_payment_method": "off"
        },
        "pending_invoice_item_interval": None, "pending_setup_intent": None, "pending_update": None, "schedule": None,
        "start_date": now, "status": "incomplete", "test_clock": customer["test_clock"], "transfer_data": None,
        "trial_end": how.trial_end, "trial_settings": {"end_behavior": {"missing_payment_method": how.without_method}},
        "trial_start": now if trial else None,
    }  # fmt: skip

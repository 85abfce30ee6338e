"""Invoices: drafted, made final, paid or not."""

from connectors.stripe_sandbox import cards
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.cards import CHALLENGE
from connectors.stripe_sandbox.events import changed, emit
from connectors.stripe_sandbox.forms import Json
from connectors.stripe_sandbox.times import HOUR


def draft(books: Books, subscription: Json, lines: list[Json], reason: str, advance: bool = True) -> Json:
    """A new invoice, the subscription's latest, which becomes final in an hour if `advance`."""
    customer = books.objects[subscription["customer"]]
    now = books.now(subscription)
    made = books.new("in", "invoice", now, **blank(customer, subscription, lines, reason, now))
    for line in lines:
        line["invoice"] = made["id"]
    made["lines"]["url"] = f"/v1/invoices/{made['id']}/lines"
    made["auto_advance"] = advance
    made["automatically_finalizes_at"] = now + HOUR if advance else None
    emit(books, "invoice.created", made)
    subscription["latest_invoice"] = made["id"]
    return made


def blank(customer: Json, subscription: Json, lines: list[Json], reason: str, now: int) -> Json:
    """The fields of a draft that nobody keeps yet."""
    total = sum(line["amount"] for line in lines)
    starts = [line["period"]["start"] for line in lines] or [now]
    details = {"metadata": dict(subscription["metadata"]), "subscription": subscription["id"]}
    return {
        "account_country": "US", "account_name": "Local Stripe", "account_tax_ids": None,
        "amount_due": max(0, total + customer["balance"]), "amount_overpaid": 0, "amount_paid": 0,
        "amount_remaining": max(0, total + customer["balance"]), "amount_shipping": 0, "application": None,
        "attempt_count": 0, "attempted": False, "auto_advance": False, "automatically_finalizes_at": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None, "provider": None, "status": None},
        "billing_reason": reason, "collection_method": "charge_automatically", "currency": subscription["currency"],
        "custom_fields": None, "customer": customer["id"], "customer_account": None, "customer_address": customer["address"],
        "customer_email": customer["email"], "customer_name": customer["name"], "customer_phone": None,
        "customer_shipping": None, "customer_tax_exempt": "none", "customer_tax_ids": [], "default_payment_method": None,
        "default_source": None, "default_tax_rates": [], "description": None, "discounts": [], "due_date": None,
        "effective_at": None, "ending_balance": None, "footer": None, "from_invoice": None, "hosted_invoice_url": None,
        "invoice_pdf": None, "issuer": {"type": "self"}, "last_finalization_error": None, "latest_revision": None,
        "lines": {"object": "list", "data": lines, "has_more": False, "url": "/v1/invoices/lines"},
        "metadata": {}, "next_payment_attempt": None, "number": None, "on_behalf_of": None,
        "parent": {"quote_details": None, "subscription_details": details, "type": "subscription_details"},
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "period_end": now, "period_start": min(starts), "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0, "receipt_number": None, "rendering": None, "shipping_cost": None,
        "shipping_details": None, "starting_balance": customer["balance"], "statement_descriptor": None, "status": "draft",
        "status_transitions": dict.fromkeys(("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")),
        "subtotal": total, "subtotal_excluding_tax": total, "test_clock": customer["test_clock"], "total": total,
        "total_discount_amounts": [], "total_excluding_tax": total, "total_pretax_credit_amounts": [], "total_taxes": [],
        "webhooks_delivered_at": None, "_retries": 0, "_first_attempt": None,
    }  # fmt: skip


def finalize(books: Books, invoice: Json) -> None:
    """It gets its number and its page, and takes the customer's credit; one of nothing is paid at once."""
    customer = books.objects[invoice["customer"]]
    balance, total = customer["balance"], invoice["total"]
    invoice["starting_balance"] = balance
    customer["balance"] = min(0, balance + total) if balance <= 0 else 0
    due = max(0, balance + total)
    now = books.now(invoice)
    number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04d}"
    customer["next_invoice_sequence"] += 1
    page = f"{books.address}/invoices/{invoice['id']}"
    invoice.update(
        number=number, status="open", hosted_invoice_url=page, invoice_pdf=f"{page}/pdf", effective_at=now,
        automatically_finalizes_at=None, ending_balance=customer["balance"], amount_due=due, amount_remaining=due,
    )  # fmt: skip
    invoice["status_transitions"]["finalized_at"] = now
    emit(books, "invoice.finalized", invoice)
    if not due:
        _paid(books, invoice)


def attempt(books: Books, invoice: Json, method: Json | None, present: bool = False, confirmed: bool = False) -> str:
    """Try to take the money: "" when it is paid, CHALLENGE, or the code of a decline.

    `present`: the customer is there. `confirmed`: and has passed the bank's questions.
    """
    invoice["attempted"] = True
    invoice["attempt_count"] += 1
    invoice["_first_attempt"] = invoice["_first_attempt"] or books.now(invoice)
    said = "missing_payment_method" if method is None else _bank(method, present, confirmed)
    if method is not None:
        _record(books, invoice, method, said)
    if not said:
        _paid(books, invoice)
        return ""
    return said


def tell_failed(books: Books, invoice: Json, said: str) -> None:
    """Say that an attempt failed, and when it is the bank that asks, that too."""
    emit(books, "invoice.payment_failed", invoice)
    if said == CHALLENGE:
        emit(books, "invoice.payment_action_required", invoice)


def void(books: Books, invoice: Json) -> None:
    """Nobody owes it any more."""
    invoice["status_transitions"]["voided_at"] = books.now(invoice)
    changed(books, invoice, "invoice.voided", status="void", next_payment_attempt=None, auto_advance=False)


def _bank(method: Json, present: bool, confirmed: bool) -> str:
    card = cards.card_of(method)
    if not present:
        return card.later
    return "" if card.at_first == CHALLENGE and confirmed else card.at_first


def _record(books: Books, invoice: Json, method: Json, said: str) -> None:
    """The payment intent of an invoice, and the payment that ties both."""
    status = {"": "succeeded", CHALLENGE: "requires_action"}.get(said, "requires_payment_method")
    intent = next(iter(books.all("payment_intent", _invoice=invoice["id"])), None)
    now = books.now(invoice)
    if intent is None:
        intent = books.new(
            "pi", "payment_intent", now, amount=invoice["amount_due"], currency=invoice["currency"],
            customer=invoice["customer"], metadata={}, _invoice=invoice["id"],
        )  # fmt: skip
        books.new(
            "inpay", "invoice_payment", now, amount_paid=None, amount_requested=invoice["amount_due"],
            currency=invoice["currency"], invoice=invoice["id"], is_default=True, status="open",
            payment={"payment_intent": intent["id"], "type": "payment_intent"},
            status_transitions={"canceled_at": None, "paid_at": None},
        )  # fmt: skip
    error = {"code": "card_declined", "decline_code": said, "message": "Your card was declined.", "type": "card_error"}
    intent.update(status=status, payment_method=method["id"], last_payment_error=error if said else None)


def _paid(books: Books, invoice: Json) -> None:
    now = books.now(invoice)
    invoice["status_transitions"]["paid_at"] = now
    invoice.update(
        status="paid", amount_paid=invoice["amount_due"], amount_remaining=0, attempted=True, next_payment_attempt=None,
        auto_advance=False,
    )  # fmt: skip
    for payment in books.all("invoice_payment", invoice=invoice["id"]):
        payment.update(status="paid", amount_paid=invoice["amount_due"])
        payment["status_transitions"]["paid_at"] = now
        emit(books, "invoice_payment.paid", {**payment, "test_clock": invoice["test_clock"]})
    emit(books, "invoice.paid", invoice)
    emit(books, "invoice.payment_succeeded", invoice)

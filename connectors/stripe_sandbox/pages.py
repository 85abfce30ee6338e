"""The pages that people see: checkout, the customers' page, an invoice. No script is needed."""

from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response

from connectors.stripe_sandbox import bills, checkouts, portal_page
from connectors.stripe_sandbox.answers import Refused
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.cards import CARDS, CHALLENGE, new_card
from connectors.stripe_sandbox.forms import Json
from connectors.stripe_sandbox.paper import pdf
from connectors.stripe_sandbox.prices import is_metered, unit_amount
from connectors.stripe_sandbox.renewals import catch_up
from connectors.stripe_sandbox.times import day, money

_STYLE = (Path(__file__).parent / "templates" / "stripe.css").read_text()
PROBLEMS = {
    "generic_decline": "Your card was declined. Choose another one.",
    "insufficient_funds": "Your card has not enough money on it. Choose another one.",
    "failed": "Your bank did not confirm this payment. Try again, or choose another card.",
    "missing_payment_method": "There is no card to pay with. Choose one.",
}


def add(app: Flask, books: Books) -> None:
    """/checkout, /portal, /invoices and their style."""

    def page(path: str, answer: Any) -> None:
        def view(id: str) -> Any:
            with books.lock:
                catch_up(books)
                try:
                    answered = answer(books, id)
                except Refused as refused:
                    return _message("This link leads nowhere", str(refused)), 404
                books.save()
            return answered

        app.add_url_rule(path, path, view, methods=["GET", "POST"])

    app.context_processor(lambda: {"all_cards": CARDS})
    app.add_url_rule("/stripe.css", "style", lambda: app.response_class(_STYLE, mimetype="text/css"))
    page("/checkout/<id>", _checkout)
    page("/portal/<id>", portal_page.portal)
    page("/invoices/<id>", _invoice)
    page("/invoices/<id>/pdf", lambda books, id: app.response_class(_pdf(books, id), mimetype="application/pdf"))


def challenge(**carried: str) -> str:
    """The bank's question; what it carries comes back with the answer."""
    return render_template("challenge.html", carried=carried)


def _checkout(books: Books, id: str) -> str | Response:
    session = books.get("checkout.session", id)
    if session["status"] == "expired":
        return _message("This page has expired", "Go back and begin again.", session["cancel_url"])
    card = request.form.get("card", "")
    said = ""
    if session["status"] == "open" and request.method == "POST":
        passed = request.form.get("challenge")
        if card == "none" and checkouts.needs_card(session):
            said = "missing_payment_method"
        elif passed == "failed":
            said = "failed"
        else:
            said = checkouts.buy(books, session, "" if card == "none" else card, passed == "passed")
        if said == CHALLENGE:
            return challenge(card=card)
    if session["status"] == "complete":
        return redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", id))
    return _checkout_shown(books, session, said, card)


def _checkout_shown(books: Books, session: Json, said: str, card: str) -> str:
    lines = []
    for id, quantity in session["_lines"]:
        price = books.objects[id]
        each, name = unit_amount(price, session["currency"]), books.objects[price["product"]]["name"]
        if is_metered(price):
            lines.append(f"{name}: {each.normalize():f} cents {session['currency'].upper()} for each use")
        else:
            at = money(int(each * quantity), session["currency"])
            lines.append(f"{name}: {at} a {price['recurring']['interval']}")
    return render_template(
        "checkout.html",
        session=session,
        lines=lines,
        trial_days=session["_asked"].get("trial_period_days"),
        due=money(session["amount_total"], session["currency"]),
        may_be_without=not checkouts.needs_card(session),
        chosen=card if card in CARDS else "4242",
        problem=PROBLEMS.get(said, ""),
    )


def _invoice(books: Books, id: str) -> str:
    found = books.get("invoice", id)
    said = ""
    if request.method == "POST" and found["status"] == "open":
        passed = request.form.get("challenge")
        act, card = request.form.get("act", ""), request.form.get("card", "4242")
        if passed == "failed":
            said = "failed"
        elif act == "confirm" and passed is None:
            return challenge(act="confirm")
        else:
            said = _pay(books, found, act, card, passed == "passed")
        if said == CHALLENGE:
            return challenge(act="pay", card=card)
    return _invoice_shown(books, found, said)


def _pay(books: Books, invoice: Json, act: str, card: str, confirmed: bool) -> str:
    """A card that the bank asks about is taken when it has been confirmed."""
    if act == "confirm":
        return bills.pay(books, invoice, present=True, confirmed=confirmed)
    if CARDS[card].at_first == CHALLENGE and not confirmed:
        return CHALLENGE
    method = new_card(books, books.get("customer", invoice["customer"]), card)["id"]
    return bills.pay(books, invoice, method, present=True, confirmed=confirmed)


def _invoice_shown(books: Books, invoice: Json, said: str) -> str:
    intents = books.all("payment_intent", _invoice=invoice["id"], status="requires_action")
    paid = invoice["status_transitions"]["paid_at"]
    return render_template(
        "invoice.html",
        invoice=invoice,
        lines=[(one["description"], money(one["amount"], one["currency"])) for one in invoice["lines"]["data"]],
        due=money(invoice["amount_due"], invoice["currency"]),
        state=f"Paid on {day(paid)}." if paid else f"This invoice is {invoice['status']}.",
        asks=bool(intents),
        problem=PROBLEMS.get(said, ""),
    )


def _pdf(books: Books, id: str) -> bytes:
    found = books.get("invoice", id)
    lines = [f"{one['description']}: {money(one['amount'], one['currency'])}" for one in found["lines"]["data"]]
    return pdf([f"Invoice {found['number']}", *lines, f"To pay: {money(found['amount_due'], found['currency'])}"])


def _message(title: str, text: str, back: str = "") -> str:
    return render_template("message.html", title=title, text=text, back=back)

"""The customers' page: card, plan, invoices, and the straight ways to one of them."""

from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from connectors.stripe_sandbox.answers import Refused, missing
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.cards import CARDS, CHALLENGE, default_method, new_card
from connectors.stripe_sandbox.events import changed
from connectors.stripe_sandbox.forms import Json
from connectors.stripe_sandbox.lifecycle import ENDED
from connectors.stripe_sandbox.prices import is_metered, unit_amount
from connectors.stripe_sandbox.subscriptions import cancel_at_end, switch
from connectors.stripe_sandbox.times import day, money

_REASONS = ["too_expensive", "missing_features", "switched_service", "unused", "too_complex", "low_quality", "other"]


def portal(books: Books, id: str) -> str | Response:
    """Shows the page, or does what a button of it says. A straight way leads back where it came from."""
    session = books.get("billing_portal.session", id)
    customer = books.get("customer", session["customer"])
    problem, done = "", ""
    if request.method == "POST":
        try:
            done = _act(books, customer)
        except Refused as refused:
            problem = str(refused)
        if done == CHALLENGE:
            return render_template("challenge.html", carried=request.form.to_dict())
        after = ((session["flow"] or {}).get("after_completion") or {}).get("redirect")
        if done and after:
            return redirect(after["return_url"])
    return _shown(books, session, customer, problem, done)


def _act(books: Books, customer: Json) -> str:
    """What was done, in a sentence; CHALLENGE when the bank must be asked first."""
    act, form = request.form.get("act"), request.form
    if act == "card":
        return _save_card(books, customer, form.get("card", ""), form.get("challenge", ""))
    subscription = books.get("subscription", form.get("subscription", ""))
    if subscription["customer"] != customer["id"]:
        raise missing("subscription", subscription["id"])
    if act == "cancel":
        details = {"feedback": form.get("feedback") or None, "comment": form.get("comment") or None}
        cancel_at_end(books, subscription, True, details)
        return "Your plan ends with its period."
    if act == "resume":
        cancel_at_end(books, subscription, False, {})
        return "Your plan goes on."
    items = [{"id": subscription["items"]["data"][0]["id"], "price": form.get("price", "")}]
    how = {"proration_behavior": "always_invoice", "payment_behavior": "error_if_incomplete"}
    try:
        switch(books, subscription, items, how, form.get("challenge") == "passed")
    except Refused as refused:
        asked = refused.body["error"].get("code") == "subscription_payment_intent_requires_action"
        if not asked or form.get("challenge"):
            raise
        return CHALLENGE
    return "Your plan was changed."


def _save_card(books: Books, customer: Json, last4: str, answered: str) -> str:
    if last4 not in CARDS:
        raise Refused("Choose a card.")
    said = CARDS[last4].at_first
    if said == CHALLENGE and not answered:
        return CHALLENGE
    if answered == "failed":
        raise Refused("Your bank did not confirm this card.")
    if said and said != CHALLENGE:
        raise Refused("Your card was declined. Choose another one.")
    method = new_card(books, customer, last4)["id"]
    changed(books, customer, invoice_settings={**customer["invoice_settings"], "default_payment_method": method})
    for subscription in _running(books, customer):  # the slot that a failed payment looks at first
        changed(books, subscription, default_payment_method=method)
    return "Your card was saved."


def _running(books: Books, customer: Json) -> list[Json]:
    found = books.all("subscription", customer=customer["id"])
    return [one for one in reversed(found) if one["status"] not in ENDED]


def _shown(books: Books, session: Json, customer: Json, problem: str, done: str) -> str:
    plans = [_plan(books, session, one) for one in _running(books, customer)]
    flow = (session["flow"] or {}).get("type")
    wanted = request.args.get("cancel") or ((session["flow"] or {}).get("subscription_cancel") or {}).get(
        "subscription"
    )
    leaving = next((plan for plan in plans if plan["id"] == wanted and not plan["cancelled"]), None)
    features = books.objects[session["configuration"]]["features"]
    told: dict[str, Any] = {"session": session, "problem": problem, "done": done, "card": _card(books, customer)}
    if flow == "payment_method_update":
        return render_template("card.html", **told)
    if leaving and not done:
        reasons = features["subscription_cancel"]["cancellation_reason"]["options"] or _REASONS
        return render_template("cancel.html", plan=leaving, reasons=reasons, **told)
    told |= {"plans": plans, "bills": _bills(books, customer), "customer": customer}
    return render_template("portal.html", may_cancel=features["subscription_cancel"]["enabled"], **told)


def _plan(books: Books, session: Json, subscription: Json) -> Json:
    item = subscription["items"]["data"][0]
    switching = books.objects[session["configuration"]]["features"]["subscription_update"]
    offered = [id for one in switching.get("_products", []) for id in one["prices"]] if switching["enabled"] else []
    currency = subscription["currency"]
    return {
        "id": subscription["id"],
        "name": books.objects[item["price"]["product"]]["name"],
        "price": _words(books, item["price"], currency),
        "status": subscription["status"],
        "ends": day(item["current_period_end"]),
        "cancelled": subscription["cancel_at_period_end"],
        "others": [
            (id, _words(books, books.objects[id], currency))
            for id in offered
            if id != item["price"]["id"] and books.objects[id]["active"]
        ],
    }


def _words(books: Books, price: Json, currency: str) -> str:
    name, each = books.objects[price["product"]]["name"], unit_amount(price, currency)
    if is_metered(price):
        return f"{name}, {each.normalize():f} cents {currency.upper()} for each use"
    return f"{name}, {money(int(each), currency)} a {price['recurring']['interval']}"


def _card(books: Books, customer: Json) -> str:
    running = _running(books, customer)
    blank = {"default_payment_method": None}
    method = default_method(books, running[0] if running else blank, customer)
    return f"Card ending in {method['card']['last4']}." if method else ""


def _bills(books: Books, customer: Json) -> list[Json]:
    return [
        {
            "number": one["number"],
            "page": one["hosted_invoice_url"],
            "at": day(one["status_transitions"]["finalized_at"]),
            "total": money(one["total"], one["currency"]),
            "status": one["status"],
        }
        for one in reversed(books.all("invoice", customer=customer["id"]))
        if one["number"]
    ]

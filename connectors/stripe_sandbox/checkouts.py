"""Checkout sessions: what is to be bought, and its being bought."""

from connectors.stripe_sandbox import lifecycle
from connectors.stripe_sandbox.answers import Refused, Route, listing, needed, retrieve
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.cards import CARDS, CHALLENGE, new_card
from connectors.stripe_sandbox.events import changed
from connectors.stripe_sandbox.forms import Json, flag
from connectors.stripe_sandbox.lifecycle import Start
from connectors.stripe_sandbox.prices import is_metered, unit_amount, whole
from connectors.stripe_sandbox.subscriptions import one_currency, price_and_quantity, trial_end, without_method
from connectors.stripe_sandbox.times import DAY

_KIND = "checkout.session"


def _create(books: Books, params: Json) -> Json:
    needed(params, "mode", "customer", "line_items", "success_url")
    if params["mode"] != "subscription":
        raise Refused("The local Stripe sells subscriptions only.", param="mode")
    customer = books.get("customer", params["customer"], "customer")
    first = books.get("price", params["line_items"][0].get("price", ""), "line_items[0][price]")
    currency = params.get("currency") or first["currency"]
    one_currency(books, customer, currency)
    lines = [price_and_quantity(books, one, currency) for one in params["line_items"]]
    for price, _quantity in lines:
        if not is_metered(price) and not any(one.get("quantity") for one in params["line_items"]):
            raise Refused("Quantity is required.", "parameter_missing", "line_items[0][quantity]")
    asked = params.get("subscription_data") or {}
    trial_end(books, customer, asked)
    total = sum(whole(unit_amount(price, currency) * n) for price, n in lines if not is_metered(price))
    made = books.new("cs_test", _KIND, books.now(customer), **_blank(books, customer, params, currency))
    due = 0 if asked.get("trial_period_days") else total
    made.update(amount_subtotal=due, amount_total=due, url=f"{books.address}/checkout/{made['id']}")
    made["_lines"] = [[price["id"], quantity] for price, quantity in lines]
    made["_asked"] = asked
    return made


def _blank(books: Books, customer: Json, params: Json, currency: str) -> Json:
    details = dict.fromkeys(("address", "business_name", "individual_name", "phone", "tax_ids"))
    details |= {"email": customer["email"], "name": customer["name"], "tax_exempt": "none"}
    return {
        "adaptive_pricing": None, "after_expiration": None, "allow_promotion_codes": None,
        "automatic_tax": {
            "enabled": flag(params.get("automatic_tax") or {}, "enabled"), "liability": None, "provider": None, "status": None
        },
        "billing_address_collection": None, "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"), "client_secret": None, "collected_information": None,
        "consent": None, "consent_collection": None, "currency": currency, "currency_conversion": None,
        "custom_fields": [], "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer": customer["id"], "customer_account": None, "customer_creation": None, "customer_details": details,
        "customer_email": None, "discounts": [], "expires_at": books.now(customer) + DAY, "invoice": None,
        "invoice_creation": None, "locale": params.get("locale"), "metadata": params.get("metadata") or {},
        "mode": "subscription", "origin_context": None, "payment_intent": None, "payment_link": None,
        "payment_method_collection": params.get("payment_method_collection", "always"),
        "payment_method_configuration_details": None, "payment_method_options": {}, "payment_method_types": ["card"],
        "payment_status": "unpaid", "permissions": None, "phone_number_collection": {"enabled": False},
        "recovered_from": None, "saved_payment_method_options": None, "setup_intent": None,
        "shipping_address_collection": None, "shipping_cost": None, "shipping_options": [], "status": "open",
        "submit_type": None, "subscription": None, "success_url": params["success_url"],
        "_test_clock": customer["test_clock"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}, "ui_mode": "hosted_page",
        "wallet_options": None,
    }  # fmt: skip


def needs_card(session: Json) -> bool:
    """Whether a trial may begin without one."""
    free = session["payment_method_collection"] == "if_required" and session["_asked"].get("trial_period_days")
    return not free


def buy(books: Books, session: Json, last4: str, confirmed: bool = False) -> str:
    """The customer pays with this card ("" for none, where that may be). What the bank said: "" when it is bought."""
    customer = books.get("customer", session["customer"])
    if session["status"] != "open":
        return ""
    said = CARDS[last4].at_first if last4 else ""
    if said and not (said == CHALLENGE and confirmed):
        return said
    method = new_card(books, customer, last4)["id"] if last4 else None
    asked = session["_asked"]
    lines = [(books.objects[price], quantity) for price, quantity in session["_lines"]]
    how = Start(lines, session["currency"], trial_end(books, customer, asked), method, asked.get("metadata") or {})
    how.without_method, how.present, how.confirmed = without_method(asked), True, True
    made, said = lifecycle.begin(books, customer, how)
    paid = "no_payment_required" if made["status"] == "trialing" else "paid"
    fields = {"subscription": made["id"], "invoice": made["latest_invoice"], "payment_status": paid, "url": None}
    changed(books, session, "checkout.session.completed", status="complete", **fields)
    return said


def _expire(books: Books, _params: Json, id: str) -> Json:
    found = books.get(_KIND, id)
    if found["status"] != "open":
        raise Refused("Only open Checkout Sessions can be expired.")
    changed(books, found, "checkout.session.expired", status="expired", url=None)
    return found


ROUTES: list[Route] = [
    ("POST", "/v1/checkout/sessions", _create),
    (
        "GET",
        "/v1/checkout/sessions",
        lambda books, params: listing(
            books.all(_KIND, customer=params.get("customer")), params, "/v1/checkout/sessions"
        ),
    ),
    ("GET", "/v1/checkout/sessions/<id>", retrieve(_KIND)),
    ("POST", "/v1/checkout/sessions/<id>/expire", _expire),
]

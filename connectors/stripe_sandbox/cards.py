"""Cards to pay with: Stripe's test numbers by their last four digits, and what the bank says to each."""

from dataclasses import dataclass

from connectors.stripe_sandbox.answers import Refused, Route, listing, missing, needed, retrieve
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.events import emit
from connectors.stripe_sandbox.forms import Json

CHALLENGE = "challenge"


@dataclass(frozen=True)
class Card:
    """What a bank says when the card is first given, and later when nobody is there: "", CHALLENGE or a decline's code."""

    title: str
    at_first: str = ""
    later: str = ""


CARDS = {
    "4242": Card("A card that works"),
    "0002": Card("A card that is declined", "generic_decline", "generic_decline"),
    "9995": Card("A card without enough money", "insufficient_funds", "insufficient_funds"),
    "0341": Card("A card that works now and is declined at the next payment", "", "generic_decline"),
    "3155": Card("A card whose bank asks once (3-D Secure)", CHALLENGE, ""),
    "3184": Card("A card whose bank asks every time (3-D Secure)", CHALLENGE, CHALLENGE),
}
TEST_METHODS = {
    "pm_card_visa": "4242",
    "tok_visa": "4242",
    "pm_card_chargeDeclined": "0002",
    "pm_card_chargeCustomerFail": "0341",
    "pm_card_authenticationRequiredOnSetup": "3155",
    "pm_card_authenticationRequired": "3184",
}


def new_card(books: Books, customer: Json, last4: str) -> Json:
    """A payment method of this customer."""
    made = books.new("pm", "payment_method", books.now(customer), **_shape(last4) | {"customer": customer["id"]})
    made["billing_details"] |= {"email": customer["email"], "name": customer["name"]}
    emit(books, "payment_method.attached", made)
    return made


def card_of(method: Json) -> Card:
    """How this payment method behaves."""
    return CARDS[method["card"]["last4"]]


def default_method(books: Books, subscription: Json, customer: Json) -> Json | None:
    """Which one a payment takes: the subscription's own before the customer's."""
    chosen = subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]
    return books.objects.get(chosen) if chosen else None


def _shape(last4: str) -> Json:
    checks = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
    return {
        "allow_redisplay": "unspecified",
        "billing_details": {"address": _no_address(), "email": None, "name": None, "phone": None, "tax_id": None},
        "card": {
            "brand": "visa",
            "checks": checks,
            "country": "US",
            "display_brand": "visa",
            "exp_month": 12,
            "exp_year": 2034,
            "fingerprint": f"fp{last4}",
            "funding": "credit",
            "generated_from": None,
            "last4": last4,
            "networks": {"available": ["visa"], "preferred": None},
            "regulated_status": None,
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "customer": None,
        "customer_account": None,
        "metadata": {},
        "type": "card",
    }


def _no_address() -> Json:
    return dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def _create(books: Books, params: Json) -> Json:
    needed(params, "type")
    token = (params.get("card") or {}).get("token", "tok_visa")
    return books.new("pm", "payment_method", books.now(), **_shape(TEST_METHODS.get(token, "4242")))


def _attach(books: Books, params: Json, id: str) -> Json:
    needed(params, "customer")
    customer = books.get("customer", params["customer"], "customer")
    method = None if id in TEST_METHODS else books.get("payment_method", id)
    last4 = TEST_METHODS[id] if method is None else method["card"]["last4"]
    if CARDS[last4].at_first not in ("", CHALLENGE):
        raise Refused("Your card was declined.", "card_declined", status=402, decline_code=CARDS[last4].at_first)
    if method is None:
        return new_card(books, customer, last4)
    method["customer"] = customer["id"]
    emit(books, "payment_method.attached", method)
    return method


def _detach(books: Books, _params: Json, id: str) -> Json:
    method = books.get("payment_method", id)
    if not method["customer"]:
        raise missing("payment_method", id)
    method["customer"] = None
    emit(books, "payment_method.detached", method)
    return method


def _list(books: Books, params: Json, id: str = "") -> Json:
    found = books.all("payment_method", customer=id or params.get("customer"), type=params.get("type"))
    return listing(found, params, "/v1/payment_methods")


ROUTES: list[Route] = [
    ("POST", "/v1/payment_methods", _create),
    ("GET", "/v1/payment_methods", _list),
    ("GET", "/v1/payment_methods/<id>", retrieve("payment_method")),
    ("POST", "/v1/payment_methods/<id>/attach", _attach),
    ("POST", "/v1/payment_methods/<id>/detach", _detach),
    ("GET", "/v1/customers/<id>/payment_methods", _list),
]

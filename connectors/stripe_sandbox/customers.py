"""Customers."""

import secrets

from connectors.stripe_sandbox import lifecycle
from connectors.stripe_sandbox.answers import Route, listing
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.cards import TEST_METHODS, new_card
from connectors.stripe_sandbox.events import changed, emit
from connectors.stripe_sandbox.forms import Json

_PLAIN = ("email", "name", "phone", "description")


def _create(books: Books, params: Json) -> Json:
    clock = params.get("test_clock")
    if clock:
        books.get("test_helpers.test_clock", clock, "test_clock")
    made = books.new(
        "cus", "customer", books.now({"test_clock": clock}), address=params.get("address"), balance=0, currency=None,
        customer_account=None, default_source=None, delinquent=False, discount=None,
        invoice_prefix=secrets.token_hex(4).upper(), metadata=params.get("metadata") or {}, next_invoice_sequence=1,
        invoice_settings={
            "custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None
        },
        preferred_locales=[], shipping=None, tax_exempt="none", test_clock=clock,
        **{name: params.get(name) for name in _PLAIN},
    )  # fmt: skip
    emit(books, "customer.created", made)
    if method := params.get("payment_method"):
        card = new_card(books, made, TEST_METHODS.get(method, "4242"))
        made["invoice_settings"]["default_payment_method"] = card["id"]
    _set_default(books, made, params)
    return made


def _update(books: Books, params: Json, id: str) -> Json:
    found = books.get("customer", id)
    changed(books, found, **{name: params[name] for name in (*_PLAIN, "address") if name in params})
    if params.get("metadata"):
        changed(books, found, metadata={**found["metadata"], **params["metadata"]})
    _set_default(books, found, params)
    return found


def _set_default(books: Books, customer: Json, params: Json) -> None:
    method = (params.get("invoice_settings") or {}).get("default_payment_method")
    if method:
        books.get("payment_method", method, "invoice_settings[default_payment_method]")
        settings = {**customer["invoice_settings"], "default_payment_method": method}
        changed(books, customer, invoice_settings=settings)


def _delete(books: Books, _params: Json, id: str) -> Json:
    """Ends every subscription at once."""
    found = books.get("customer", id)
    for subscription in books.all("subscription", customer=id):
        if subscription["status"] not in lifecycle.ENDED:
            lifecycle.end(books, subscription, "cancellation_requested")
    emit(books, "customer.deleted", found)
    gone = {"id": id, "object": "customer", "deleted": True}
    books.objects[id] = gone | {"_test_clock": found["test_clock"]}
    return gone


def _retrieve(books: Books, _params: Json, id: str) -> Json:
    found = books.objects.get(id)
    return found if found and found.get("deleted") else books.get("customer", id)


def _list(books: Books, params: Json) -> Json:
    return listing(books.all("customer", email=params.get("email")), params, "/v1/customers")


ROUTES: list[Route] = [
    ("POST", "/v1/customers", _create),
    ("GET", "/v1/customers", _list),
    ("GET", "/v1/customers/<id>", _retrieve),
    ("POST", "/v1/customers/<id>", _update),
    ("DELETE", "/v1/customers/<id>", _delete),
]

"""The customers' page: its configurations, and sessions that lead to it."""

from connectors.stripe_sandbox.answers import Refused, Route, listing, needed, retrieve
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.forms import Json, flag, typed

_CONFIGURATION = "billing_portal.configuration"
_FLOWS = ("payment_method_update", "subscription_cancel", "subscription_update", "subscription_update_confirm")


def _new_configuration(books: Books, params: Json) -> Json:
    needed(params, "features")
    now = books.now()
    made = books.new(
        "bpc", _CONFIGURATION, now, active=True, application=None, default_return_url=params.get("default_return_url"),
        business_profile={"headline": None, "privacy_policy_url": None, "terms_of_service_url": None},
        features={}, is_default=False, login_page={"enabled": False, "url": None}, name=params.get("name"),
        metadata=params.get("metadata") or {}, updated=now,
    )  # fmt: skip
    made["features"] = _features(books, {}, params["features"])
    return made


def _features(books: Books, before: Json, params: Json) -> Json:
    """The products one may switch to stay out of answers unless they are asked for."""
    said = {name: {**before.get(name, {}), **typed(one)} for name, one in params.items()}
    blank: Json = {
        "customer_update": {"allowed_updates": [], "enabled": False},
        "invoice_history": {"enabled": False},
        "payment_method_update": {"enabled": False, "payment_method_configuration": None},
        "subscription_cancel": {
            "cancellation_reason": {"enabled": False, "options": []}, "enabled": False, "mode": "at_period_end",
            "proration_behavior": "none",
        },
        "subscription_update": {
            "billing_cycle_anchor": None, "default_allowed_updates": [], "enabled": False, "proration_behavior": "none",
            "schedule_at_period_end": {"conditions": []}, "trial_update_behavior": "end_trial",
        },
    }  # fmt: skip
    whole = {name: {**fields, **before.get(name, {}), **said.get(name, {})} for name, fields in blank.items()}
    switching = whole["subscription_update"]
    if "products" in switching:
        switching["_products"] = switching.pop("products") or []
        for one in switching["_products"]:
            books.get("product", one["product"], "features[subscription_update][products]")
            for price in one["prices"]:
                books.get("price", price, "features[subscription_update][products]")
    return whole


def _change_configuration(books: Books, params: Json, id: str) -> Json:
    found = books.get(_CONFIGURATION, id)
    if "features" in params:
        found["features"] = _features(books, found["features"], params["features"])
    found["active"] = flag(params, "active", found["active"])
    found["updated"] = books.now()
    return found


def _configurations(books: Books, params: Json) -> Json:
    found = books.all(_CONFIGURATION)
    if "active" in params:
        found = [one for one in found if one["active"] == flag(params, "active")]
    return listing(found, params, "/v1/billing_portal/configurations")


def _new_session(books: Books, params: Json) -> Json:
    needed(params, "customer")
    customer = books.get("customer", params["customer"], "customer")
    configuration = params.get("configuration") or _default(books)
    books.get(_CONFIGURATION, configuration, "configuration")
    made = books.new(
        "bps", "billing_portal.session", books.now(customer), configuration=configuration, customer=customer["id"],
        customer_account=None, flow=_flow(books, params.get("flow_data")), locale=params.get("locale"),
        on_behalf_of=None, return_url=params.get("return_url"), _test_clock=customer["test_clock"],
    )  # fmt: skip
    made["url"] = f"{books.address}/portal/{made['id']}"
    return made


def _default(books: Books) -> str:
    for one in books.all(_CONFIGURATION):
        if one["is_default"]:
            return str(one["id"])
    everything = {
        name: {"enabled": "true"} for name in ("invoice_history", "payment_method_update", "subscription_cancel")
    }
    made = _new_configuration(books, {"features": everything})
    made["is_default"] = True
    return str(made["id"])


def _flow(books: Books, said: Json | None) -> Json | None:
    if not said:
        return None
    if said.get("type") not in _FLOWS:
        raise Refused("Invalid flow_data[type].", param="flow_data[type]")
    details = said.get(said["type"]) or {}
    if said["type"] != "payment_method_update":
        subscription = books.get("subscription", details.get("subscription", ""), "flow_data[subscription]")
        if said["type"] == "subscription_cancel" and subscription["cancel_at_period_end"]:
            raise Refused("This subscription is already set to be canceled at period end.", param="flow_data")
    after = {"hosted_confirmation": None, "redirect": None, "type": "portal_homepage"} | (
        said.get("after_completion") or {}
    )
    flows = dict.fromkeys(_FLOWS[1:])
    blank = {"retention": None} if said["type"] == "subscription_cancel" else {}
    own = {said["type"]: {**blank, **details}} if details else {}
    return {"after_completion": after, "type": said["type"], **flows, **own}


ROUTES: list[Route] = [
    ("POST", "/v1/billing_portal/configurations", _new_configuration),
    ("GET", "/v1/billing_portal/configurations", _configurations),
    ("GET", "/v1/billing_portal/configurations/<id>", retrieve(_CONFIGURATION)),
    ("POST", "/v1/billing_portal/configurations/<id>", _change_configuration),
    ("POST", "/v1/billing_portal/sessions", _new_session),
]

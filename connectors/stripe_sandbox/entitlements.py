"""Features of products, and what each customer is entitled to."""

from connectors.stripe_sandbox.answers import Refused, Route, listing, needed
from connectors.stripe_sandbox.books import Books, new_id
from connectors.stripe_sandbox.events import emit
from connectors.stripe_sandbox.forms import Json

_MOST_IN_AN_EVENT = 10
_GIVES = ("trialing", "active", "past_due")


def renew(books: Books, customer: str) -> None:
    """Tell when what a customer is entitled to is another set than before."""
    now = sorted(one["lookup_key"] for one in _active(books, customer))
    if now == books.entitled.get(customer, []):
        return
    books.entitled[customer] = now
    found = _active(books, customer)
    summary = {
        "object": "entitlements.active_entitlement_summary",
        "customer": customer,
        "entitlements": {
            "object": "list",
            "data": found[:_MOST_IN_AN_EVENT],
            "has_more": len(found) > _MOST_IN_AN_EVENT,
            "url": f"/v1/customer/{customer}/entitlements",
        },
        "livemode": False,
        "test_clock": books.objects[customer].get("test_clock"),
    }
    emit(books, "entitlements.active_entitlement_summary.updated", summary)


def _active(books: Books, customer: str) -> list[Json]:
    features: dict[str, Json] = {}
    for subscription in books.all("subscription", customer=customer):
        if subscription["status"] in _GIVES:
            for item in subscription["items"]["data"]:
                for one in books.objects[item["price"]["product"]]["_features"]:
                    feature = books.objects[one["feature"]]
                    features[feature["lookup_key"]] = feature
    return [
        {
            "id": f"ent_{customer[4:]}{feature['id'][-8:]}",
            "object": "entitlements.active_entitlement",
            "feature": feature["id"],
            "livemode": False,
            "lookup_key": key,
        }
        for key, feature in sorted(features.items())
    ]


def _new_feature(books: Books, params: Json) -> Json:
    needed(params, "lookup_key", "name")
    if books.all("entitlements.feature", lookup_key=params["lookup_key"]):
        raise Refused("A feature with this lookup key exists already.", "resource_already_exists", "lookup_key")
    fields = {"name": params["name"], "lookup_key": params["lookup_key"], "metadata": params.get("metadata") or {}}
    return books.new("feat", "entitlements.feature", None, active=True, **fields)


def _features(books: Books, params: Json) -> Json:
    found = books.all("entitlements.feature", lookup_key=params.get("lookup_key"))
    return listing(found, params, "/v1/entitlements/features")


def _attach(books: Books, params: Json, id: str) -> Json:
    product = books.get("product", id)
    feature = books.get("entitlements.feature", params.get("entitlement_feature", ""), "entitlement_feature")
    made = {"id": new_id("prodft"), "feature": feature["id"]}
    product["_features"].append(made)
    for subscription in books.all("subscription"):
        renew(books, subscription["customer"])
    return _shown(books, made)


def _attached(books: Books, params: Json, id: str) -> Json:
    found = [_shown(books, one) for one in books.get("product", id)["_features"]]
    return listing(found, params, f"/v1/products/{id}/features")


def _detach(books: Books, _params: Json, id: str, feature: str) -> Json:
    product = books.get("product", id)
    product["_features"] = [one for one in product["_features"] if one["id"] != feature]
    return {"id": feature, "object": "product_feature", "deleted": True}


def _shown(books: Books, one: Json) -> Json:
    feature = books.objects[one["feature"]]
    return {"id": one["id"], "object": "product_feature", "entitlement_feature": feature, "livemode": False}


def _entitlements(books: Books, params: Json) -> Json:
    needed(params, "customer")
    customer = books.get("customer", params["customer"], "customer")
    return listing(_active(books, customer["id"]), params, "/v1/entitlements/active_entitlements")


ROUTES: list[Route] = [
    ("POST", "/v1/entitlements/features", _new_feature),
    ("GET", "/v1/entitlements/features", _features),
    ("GET", "/v1/entitlements/active_entitlements", _entitlements),
    ("POST", "/v1/products/<id>/features", _attach),
    ("GET", "/v1/products/<id>/features", _attached),
    ("DELETE", "/v1/products/<id>/features/<feature>", _detach),
]

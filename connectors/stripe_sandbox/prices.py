"""Products and prices."""

from decimal import ROUND_HALF_UP, Decimal

from connectors.stripe_sandbox.answers import Refused, Route, listing, needed, retrieve
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.events import changed, emit
from connectors.stripe_sandbox.forms import Json, flag, number


def unit_amount(price: Json, currency: str) -> Decimal:
    """Cents for one, in this currency. Refuses a currency that the price has not."""
    options = price["_currency_options"]
    if currency not in options:
        raise Refused(
            f"The price specified supports currencies of {', '.join(options)}. It does not support {currency}.",
            param="currency",
        )
    return Decimal(options[currency]["unit_amount_decimal"])


def is_metered(price: Json) -> bool:
    """Whether it is billed by use."""
    return bool(price["recurring"] and price["recurring"]["usage_type"] == "metered")


def whole(amount: Decimal) -> int:
    """Cents, halves upwards."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _new_product(books: Books, params: Json) -> Json:
    needed(params, "name")
    id = params.get("id")
    if id and id in books.objects:
        raise Refused(f"Product already exists: {id}.", "resource_already_exists", "id")
    made = books.new(
        "prod", "product", books.now(), active=flag(params, "active", True), name=params["name"], default_price=None,
        description=params.get("description"), images=[], marketing_features=[], metadata=params.get("metadata") or {},
        package_dimensions=None, shippable=None, statement_descriptor=None, tax_code=params.get("tax_code"), type="service",
        unit_label=None, updated=books.now(), url=None, _features=[],
    )  # fmt: skip
    if id:
        del books.objects[made["id"]]
        made["id"] = id
        books.objects[id] = made
    emit(books, "product.created", made)
    return made


def _change_product(books: Books, params: Json, id: str) -> Json:
    found = books.get("product", id)
    fields: Json = {name: params[name] for name in ("name", "description", "tax_code") if name in params}
    if "active" in params:
        fields["active"] = flag(params, "active")
    changed(books, found, **fields)
    return found


def _products(books: Books, params: Json) -> Json:
    ids = params.get("ids")
    found = [one for one in books.all("product") if ids is None or one["id"] in ids]
    return listing(_by_activity(found, params), params, "/v1/products")


def _new_price(books: Books, params: Json) -> Json:
    needed(params, "currency", "product")
    books.get("product", params["product"], "product")
    options = {params["currency"]: _option(params)}
    options |= {name: _option(one) for name, one in (params.get("currency_options") or {}).items()}
    own, key = options[params["currency"]], params.get("lookup_key")
    _take_key(books, key, flag(params, "transfer_lookup_key"))
    made = books.new(
        "price", "price", books.now(), active=True, billing_scheme="per_unit", currency=params["currency"],
        custom_unit_amount=None, lookup_key=key, metadata=params.get("metadata") or {}, nickname=params.get("nickname"),
        product=params["product"], recurring=_recurring(books, params.get("recurring")), tiers_mode=None,
        tax_behavior=params.get("tax_behavior", "unspecified"), transform_quantity=None,
        type="recurring" if params.get("recurring") else "one_time", unit_amount=own["unit_amount"],
        unit_amount_decimal=own["unit_amount_decimal"], _currency_options=options,
    )  # fmt: skip
    emit(books, "price.created", made)
    return made


def _option(params: Json) -> Json:
    said = params.get("unit_amount_decimal", params.get("unit_amount"))
    if said is None:
        raise Refused("Missing required param: unit_amount.", "parameter_missing", "unit_amount")
    amount = Decimal(said)
    return {
        "custom_unit_amount": None,
        "tax_behavior": params.get("tax_behavior", "unspecified"),
        "unit_amount": int(amount) if amount == amount.to_integral() else None,
        "unit_amount_decimal": str(said),
    }


def _recurring(books: Books, said: Json | None) -> Json | None:
    if not said:
        return None
    metered = said.get("usage_type") == "metered"
    if metered:
        books.get("billing.meter", said.get("meter", ""), "recurring[meter]")
    return {
        "interval": said["interval"],
        "interval_count": number(said, "interval_count", 1),
        "meter": said.get("meter") if metered else None,
        "trial_period_days": None,
        "usage_type": "metered" if metered else "licensed",
    }


def _take_key(books: Books, key: str | None, transfer: bool) -> None:
    for other in books.all("price", lookup_key=key) if key else ():
        if not transfer:
            raise Refused(f"A price (`{other['id']}`) already uses that lookup key.", param="lookup_key")
        changed(books, other, lookup_key=None)


def _change_price(books: Books, params: Json, id: str) -> Json:
    found = books.get("price", id)
    if "lookup_key" in params:
        _take_key(books, params["lookup_key"], flag(params, "transfer_lookup_key"))
        changed(books, found, lookup_key=params["lookup_key"])
    if "active" in params:
        changed(books, found, active=flag(params, "active"))
    return found


def _prices(books: Books, params: Json) -> Json:
    keys = params.get("lookup_keys")
    found = books.all("price", product=params.get("product"), currency=params.get("currency"), type=params.get("type"))
    found = [one for one in found if keys is None or one["lookup_key"] in keys]
    return listing(_by_activity(found, params), params, "/v1/prices")


def _by_activity(found: list[Json], params: Json) -> list[Json]:
    if "active" not in params:
        return found
    return [one for one in found if one["active"] == flag(params, "active")]


ROUTES: list[Route] = [
    ("POST", "/v1/products", _new_product),
    ("GET", "/v1/products", _products),
    ("GET", "/v1/products/<id>", retrieve("product")),
    ("POST", "/v1/products/<id>", _change_product),
    ("POST", "/v1/prices", _new_price),
    ("GET", "/v1/prices", _prices),
    ("GET", "/v1/prices/<id>", retrieve("price")),
    ("POST", "/v1/prices/<id>", _change_price),
]

"""Lines of invoices: what a period costs, what was used, what is credited when a price changes in the middle."""

from decimal import Decimal

from connectors.stripe_sandbox import meters
from connectors.stripe_sandbox.books import Books, new_id
from connectors.stripe_sandbox.forms import Json
from connectors.stripe_sandbox.prices import is_metered, unit_amount, whole
from connectors.stripe_sandbox.times import day, money, period_end


def period_line(books: Books, subscription: Json, item: Json, start: int, end: int, free: bool = False) -> Json:
    """A period of a price that is not billed by use, paid beforehand. `free`: a trial."""
    price, currency = item["price"], subscription["currency"]
    quantity = item.get("quantity", 1)
    each = Decimal(0) if free else unit_amount(books.objects[price["id"]], currency)
    name = books.objects[price["product"]]["name"]
    text = f"Trial period for {name}" if free else f"{quantity} × {name} (at {_at(each, currency, price)})"
    return _line(subscription, item, whole(each * quantity), text, (start, end), each, quantity)


def usage_line(books: Books, subscription: Json, item: Json, start: int, end: int) -> Json:
    """What was used in a period, paid afterwards."""
    price, currency = item["price"], subscription["currency"]
    used = meters.usage(books, subscription["customer"], price["recurring"]["meter"], start, end)
    each = unit_amount(books.objects[price["id"]], currency)
    name = books.objects[price["product"]]["name"]
    text = f"{used} × {name} (at {_at(each, currency, price)})"
    return _line(subscription, item, whole(each * used), text, (start, end), each, int(used))


def proration_lines(books: Books, subscription: Json, item: Json, price: Json, now: int) -> list[Json]:
    """What it costs to go over to `price` now: the rest of the old one credited, the rest of the new one charged."""
    if subscription["status"] == "trialing":
        return []
    start, end = item["current_period_start"], item["current_period_end"]
    left = Decimal(max(0, end - now)) / Decimal(max(1, end - start))
    name = {id: books.objects[id]["name"] for id in (item["price"]["product"], price["product"])}
    lines = []
    if is_metered(item["price"]):
        lines.append(usage_line(books, subscription, item, start, now))
    else:
        lines.append(
            _part(books, subscription, item, -left, (now, end), f"Unused time on {name[item['price']['product']]}")
        )
    if not is_metered(price):
        renewed = {**item, "price": price, "quantity": 1}
        if has_same_interval(item["price"], price):
            lines.append(
                _part(books, subscription, renewed, left, (now, end), f"Remaining time on {name[price['product']]}")
            )
        else:
            recurring = price["recurring"]
            later = period_end(now, recurring["interval"], recurring["interval_count"], now)
            lines.append(period_line(books, subscription, renewed, now, later))
    return lines


def has_same_interval(one: Json, other: Json) -> bool:
    """Whether both are billed in the same rhythm."""
    names = ("interval", "interval_count")
    return all(one["recurring"][name] == other["recurring"][name] for name in names)


def _part(books: Books, subscription: Json, item: Json, share: Decimal, period: tuple[int, int], words: str) -> Json:
    each = unit_amount(books.objects[item["price"]["id"]], subscription["currency"])
    text = f"{words} after {day(period[0])}"
    amount = whole(abs(share) * each * item.get("quantity", 1)) * (-1 if share < 0 else 1)
    return _line(subscription, item, amount, text, period, each, item.get("quantity", 1), proration=True)


def _line(
    subscription: Json,
    item: Json,
    amount: int,
    text: str,
    period: tuple[int, int],
    each: Decimal,
    quantity: int,
    proration: bool = False,
) -> Json:
    price = item["price"]
    priced = {"price": price["id"], "product": price["product"]}
    return {
        "id": new_id("il"), "object": "line_item", "amount": amount, "currency": subscription["currency"],
        "description": text, "discount_amounts": [], "discountable": not proration, "discounts": [], "invoice": None,
        "livemode": False, "metadata": dict(subscription["metadata"]), "parent": _parent(subscription, item, proration),
        "period": {"start": period[0], "end": period[1]}, "pretax_credit_amounts": [],
        "pricing": {"price_details": priced, "type": "price_details", "unit_amount_decimal": str(each)},
        "quantity": quantity, "subscription": subscription["id"], "subtotal": amount, "taxes": [],
    }  # fmt: skip


def _parent(subscription: Json, item: Json, proration: bool) -> Json:
    details = {
        "invoice_item": None,
        "proration": proration,
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    return {"invoice_item_details": None, "subscription_item_details": details, "type": "subscription_item_details"}


def _at(each: Decimal, currency: str, price: Json) -> str:
    if each != each.to_integral():
        return f"{each.normalize():f} cents {currency.upper()}"
    return f"{money(int(each), currency)} / {price['recurring']['interval']}"

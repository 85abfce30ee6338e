"""Metered use: meters, events of use, and their sums."""

from decimal import Decimal, InvalidOperation

from connectors.stripe_sandbox.answers import Refused, Route, listing, missing, needed, retrieve
from connectors.stripe_sandbox.books import Books, new_id
from connectors.stripe_sandbox.forms import Json, number
from connectors.stripe_sandbox.times import DAY

_OLDEST = 35 * DAY
_AHEAD = 300
_MINUTE = 60


def usage(books: Books, customer: str, meter: str, start: int, end: int) -> Decimal:
    """What a customer used from `start` until before `end`."""
    name = books.objects[meter]["event_name"]
    return sum(
        (
            Decimal(one["payload"]["value"])
            for one in books.all("billing.meter_event", event_name=name)
            if one["payload"]["stripe_customer_id"] == customer and start <= one["timestamp"] < end
        ),
        Decimal(0),
    )


def _new_meter(books: Books, params: Json) -> Json:
    needed(params, "display_name", "event_name", "default_aggregation")
    if books.all("billing.meter", event_name=params["event_name"], status="active"):
        raise Refused(f"An active meter with event name {params['event_name']} exists already.", param="event_name")
    now = books.now()
    return books.new(
        "mtr", "billing.meter", now, display_name=params["display_name"], event_name=params["event_name"],
        customer_mapping=params.get("customer_mapping") or {"event_payload_key": "stripe_customer_id", "type": "by_id"},
        default_aggregation=params["default_aggregation"], event_time_window=None, status="active",
        status_transitions={"deactivated_at": None}, updated=now,
        value_settings=params.get("value_settings") or {"event_payload_key": "value"},
    )  # fmt: skip


def _meters(books: Books, params: Json) -> Json:
    return listing(books.all("billing.meter", status=params.get("status")), params, "/v1/billing/meters")


def _report(books: Books, params: Json) -> Json:
    needed(params, "event_name", "payload")
    name, payload = params["event_name"], params["payload"]
    if not books.all("billing.meter", event_name=name, status="active"):
        raise Refused(f"No active meter found with event name '{name}'", "no_meter", "event_name")
    customer = books.objects.get(payload.get("stripe_customer_id", ""))
    if not customer or customer.get("deleted"):
        raise missing("customer", payload.get("stripe_customer_id", ""), "payload[stripe_customer_id]")
    _is_number(payload.get("value", ""))
    now = books.now(customer)
    at = number(params, "timestamp", now) or now
    _is_timely(at, now)
    identifier = params.get("identifier") or new_id("id")
    if books.all("billing.meter_event", identifier=identifier):
        raise Refused(f"An event already exists with identifier {identifier}.", param="identifier")
    fields = {"event_name": name, "identifier": identifier, "payload": payload, "timestamp": at}
    kept = books.new("mtrev", "billing.meter_event", now, **fields)
    return {key: value for key, value in kept.items() if key != "id"}


def _is_number(value: str) -> None:
    try:
        Decimal(value)
    except InvalidOperation:
        raise Refused("The value in the payload must be a number.", "meter_event_invalid_value", "payload") from None


def _is_timely(at: int, now: int) -> None:
    if at < now - _OLDEST:
        raise Refused("The timestamp must be within the past 35 days.", "timestamp_too_far_in_past", "timestamp")
    if at > now + _AHEAD:
        raise Refused("The timestamp must not be in the future.", "timestamp_in_future", "timestamp")


def _sums(books: Books, params: Json, id: str) -> Json:
    needed(params, "customer", "start_time", "end_time")
    meter = books.get("billing.meter", id)
    start, end = int(params["start_time"]), int(params["end_time"])
    if start % _MINUTE or end % _MINUTE or start >= end:
        raise Refused("start_time and end_time must be whole minutes, the one before the other.", param="start_time")
    total = float(usage(books, params["customer"], meter["id"], start, end))
    found = {
        "id": new_id("mtrusg"),
        "object": "billing.meter_event_summary",
        "aggregated_value": total,
        "end_time": end,
        "livemode": False,
        "meter": meter["id"],
        "start_time": start,
    }
    return listing([found] if total else [], params, f"/v1/billing/meters/{id}/event_summaries")


ROUTES: list[Route] = [
    ("POST", "/v1/billing/meters", _new_meter),
    ("GET", "/v1/billing/meters", _meters),
    ("GET", "/v1/billing/meters/<id>", retrieve("billing.meter")),
    ("POST", "/v1/billing/meter_events", _report),
    ("GET", "/v1/billing/meters/<id>/event_summaries", _sums),
]

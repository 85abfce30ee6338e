"""What time brings: trials that end, periods that renew, payments that are tried again, pages that expire."""

from collections.abc import Callable, Iterator

from connectors.stripe_sandbox import bills, invoices, lifecycle
from connectors.stripe_sandbox.books import Books, clock_of
from connectors.stripe_sandbox.events import changed, emit
from connectors.stripe_sandbox.forms import Json
from connectors.stripe_sandbox.lifecycle import ENDED
from connectors.stripe_sandbox.times import DAY, HOUR

_NOTICE = 3 * DAY
_FIRST_PAYMENT = 23 * HOUR
Due = tuple[int, int, Callable[[], None]]
"""When, before what else at the same moment, and what."""


def catch_up(books: Books, clock: str | None = None) -> None:
    """Let everything happen that is due by now: of one test clock, or of all that live in real time. In its order."""
    until = books.now({"test_clock": clock} if clock else None)
    while due := min(_all_due(books, clock, until), key=lambda one: one[:2], default=None):
        with books.at(due[0]):
            due[2]()


def _all_due(books: Books, clock: str | None, until: int) -> Iterator[Due]:
    for kind, dues in _DUES.items():
        for one in books.all(kind):
            if clock_of(one) == clock:
                yield from (due for due in dues(books, one) if due[0] <= until)


def _of_subscription(books: Books, one: Json) -> Iterator[Due]:
    status = one["status"]
    if status in ENDED or status == "paused":
        return
    if status == "incomplete":
        yield one["created"] + _FIRST_PAYMENT, 1, lambda: _expire(books, one)
        return
    ends = min(item["current_period_end"] for item in one["items"]["data"])
    if one["cancel_at"]:
        yield one["cancel_at"], 0, lambda: _end(books, one)
    if status == "trialing":
        if one.get("_told") != one["trial_end"]:
            yield max(one["created"], one["trial_end"] - _NOTICE), 1, lambda: _tell(books, one, one["trial_end"])
        yield one["trial_end"], 2, lambda: lifecycle.end_trial(books, one)
        return
    if one.get("_told") != ends and not one["cancel_at"]:
        yield ends - _NOTICE, 1, lambda: _tell(books, one, ends)
    yield ends, 2, lambda: lifecycle.renew(books, one)


def _of_invoice(books: Books, one: Json) -> Iterator[Due]:
    subscription = books.objects[lifecycle.of(one)]
    if one["status"] == "draft" and one["auto_advance"] and one["automatically_finalizes_at"]:
        yield one["automatically_finalizes_at"], 3, lambda: _collect(books, subscription, one)
    if one["status"] == "open" and one["next_payment_attempt"]:
        yield one["next_payment_attempt"], 3, lambda: _collect(books, subscription, one)


def _of_session(books: Books, one: Json) -> Iterator[Due]:
    if one["status"] == "open":
        fields = {"status": "expired", "url": None}
        yield one["expires_at"], 4, lambda: changed(books, one, "checkout.session.expired", **fields)


_DUES: dict[str, Callable[[Books, Json], Iterator[Due]]] = {
    "subscription": _of_subscription,
    "invoice": _of_invoice,
    "checkout.session": _of_session,
}


def _tell(books: Books, one: Json, ends: int) -> None:
    one["_told"] = ends
    if one["status"] == "trialing":
        emit(books, "customer.subscription.trial_will_end", one)
        return
    emit(books, "invoice.upcoming", bills.upcoming(books, one))


def _collect(books: Books, subscription: Json, invoice: Json) -> None:
    invoice["next_payment_attempt"] = None
    lifecycle.collect(books, subscription, invoice)


def _end(books: Books, one: Json) -> None:
    if one["status"] != "trialing":
        lifecycle.bill_use(books, one)
    lifecycle.end(books, one, "cancellation_requested")


def _expire(books: Books, one: Json) -> None:
    changed(books, one, status="incomplete_expired", ended_at=books.now(one))
    invoices.void(books, books.objects[one["latest_invoice"]])

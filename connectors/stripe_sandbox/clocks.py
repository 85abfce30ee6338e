"""Test clocks: customers who live in a time of their own, which only goes on when it is told to."""

from connectors.stripe_sandbox.answers import Refused, Route, listing, needed, retrieve
from connectors.stripe_sandbox.books import Books, clock_of
from connectors.stripe_sandbox.events import emit
from connectors.stripe_sandbox.forms import Json
from connectors.stripe_sandbox.renewals import catch_up
from connectors.stripe_sandbox.times import DAY

_KEPT = 30 * DAY
_KIND = "test_helpers.test_clock"


def _create(books: Books, params: Json) -> Json:
    needed(params, "frozen_time")
    now = books.now()
    return books.new(
        "clock", _KIND, now, deletes_after=now + _KEPT, frozen_time=int(params["frozen_time"]),
        name=params.get("name"), status="ready", status_details={},
    )  # fmt: skip


def _advance(books: Books, params: Json, id: str) -> Json:
    """Everything has happened when this answers, though the answer still says `advancing`, as Stripe's does."""
    needed(params, "frozen_time")
    clock = books.get(_KIND, id)
    until = int(params["frozen_time"])
    if until <= clock["frozen_time"]:
        raise Refused("You can only advance a test clock to a later time.", param="frozen_time")
    clock["frozen_time"] = until
    emit(books, f"{_KIND}.advancing", {**clock, "status": "advancing"})
    catch_up(books, id)
    emit(books, f"{_KIND}.ready", clock)
    return {**clock, "status": "advancing", "status_details": {"advancing": {"target_frozen_time": until}}}


def _delete(books: Books, _params: Json, id: str) -> Json:
    """Its customers go with it."""
    books.get(_KIND, id)
    for one in [one for one in books.objects.values() if clock_of(one) == id]:
        del books.objects[one["id"]]
    del books.objects[id]
    return {"id": id, "object": _KIND, "deleted": True}


ROUTES: list[Route] = [
    ("POST", "/v1/test_helpers/test_clocks", _create),
    ("GET", "/v1/test_helpers/test_clocks", lambda books, params: listing(books.all(_KIND), params, "/v1/test_clocks")),
    ("GET", "/v1/test_helpers/test_clocks/<id>", retrieve(_KIND)),
    ("POST", "/v1/test_helpers/test_clocks/<id>/advance", _advance),
    ("DELETE", "/v1/test_helpers/test_clocks/<id>", _delete),
]

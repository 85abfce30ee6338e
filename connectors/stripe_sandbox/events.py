"""Events: what happened, kept, and put in the post for every endpoint."""

import random
import time
from typing import Any

from connectors.stripe_sandbox.answers import Route, listing, retrieve, shown
from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.forms import Json

API_VERSION = "2026-10-28.endive"


def emit(books: Books, type: str, thing: Json, before: Json | None = None) -> Json:
    """Something happened to `thing`; `before`: the values it had in the fields that changed."""
    content: dict[str, Any] = {"object": shown(books.objects, thing)}
    if before:
        content["previous_attributes"] = shown(books.objects, before)
    event = books.new("evt", "event", books.now(thing), api_version=API_VERSION, data=content, type=type)
    event["request"] = dict(books.request)
    wanted = [one["url"] for one in books.endpoints if one["types"] == ["*"] or type in one["types"]]
    event["pending_webhooks"] = len(wanted)
    for url in wanted:
        _post(books, event["id"], url)
    return event


def changed(books: Books, thing: Json, event: str = "", **fields: Any) -> None:
    """Set fields; an event tells of those that really changed, and none is sent when none did. Empty `event`: the plain one."""
    before = {name: thing.get(name) for name, value in fields.items() if thing.get(name) != value}
    thing.update(fields)
    if before or event:
        plain = "customer.subscription.updated" if thing["object"] == "subscription" else f"{thing['object']}.updated"
        emit(books, event or plain, thing, before)


def _post(books: Books, event: str, url: str) -> None:
    """Put the event in the post, with the troubles that are switched on."""
    troubles = books.troubles
    if random.random() < troubles["drops"]:
        return
    for _copy in range(2 if random.random() < troubles["duplicates"] else 1):
        due = time.time() + troubles["delay_seconds"] + random.uniform(0, troubles["shuffle_seconds"])
        books.waiting.append({"event": event, "url": url, "due": due, "tries": 0})
    books.rang.notify_all()


def _list(books: Books, params: Json) -> Json:
    types = params.get("types") or ([params["type"]] if params.get("type") else None)
    since = (params.get("created") or {}).get("gte", 0)
    found = [
        one for one in books.all("event") if (types is None or one["type"] in types) and one["created"] >= int(since)
    ]
    return listing(found, params, "/v1/events")


ROUTES: list[Route] = [
    ("GET", "/v1/events", _list),
    ("GET", "/v1/events/<id>", retrieve("event")),
]

"""Answers in Stripe's shapes: refusals, lists, objects with what was asked to be expanded."""

import copy
from collections.abc import Callable, Iterable
from typing import Any

from connectors.stripe_sandbox.forms import Json, number

Route = tuple[str, str, Callable[..., Json]]
"""Method, path with <names>, and what answers: `function(books, params, **names)`."""

MOST = 100


class Refused(Exception):
    """What Stripe says no to, in its own shape."""

    def __init__(self, message: str, code: str = "", param: str = "", status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        kind = more.pop("type", "card_error" if status == 402 else "invalid_request_error")
        body = {"code": code, "message": message, "param": param, "type": kind, **more}
        self.body = {"error": {name: value for name, value in body.items() if value}}


def missing(kind: str, id: str, param: str = "id") -> Refused:
    """Stripe's words for what is not there."""
    return Refused(f"No such {kind}: '{id}'", "resource_missing", param, 404)


def needed(params: Json, *names: str) -> None:
    """Refuses when one of these is absent."""
    for name in names:
        if params.get(name) in (None, "", {}, []):
            raise Refused(f"Missing required param: {name}.", "parameter_missing", name)


def listing(found: Iterable[Json], params: Json, url: str) -> Json:
    """One page of a list, the newest first. `starting_after` goes on after an object."""
    limit = number(params, "limit", 10) or 0
    if not 1 <= limit <= MOST:
        raise Refused("Invalid integer: limit must be between 1 and 100.", "parameter_invalid_integer", "limit")
    rows = list(found)[::-1]  # of the same second: the last that came
    rows.sort(key=lambda one: -int(one.get("created", 0)))
    if after := params.get("starting_after"):
        ids = [one["id"] for one in rows]
        if after not in ids:
            raise missing("object", after, "starting_after")
        rows = rows[ids.index(after) + 1 :]
    return {"object": "list", "url": url, "has_more": len(rows) > limit, "data": rows[:limit]}


def retrieve(kind: str) -> Callable[..., Json]:
    """What answers a GET of one object of this kind."""

    def answer(books: Any, _params: Json, id: str) -> Json:
        return dict(books.get(kind, id))

    return answer


def shown(objects: dict[str, Json], answer: Any, expand: Iterable[str] = ()) -> Any:
    """A copy without what stays private (names that begin with `_`), and with `expand` filled in."""
    whole = copy.deepcopy(answer)
    for path in expand:
        _expand(objects, whole, path.split("."))
    return _public(whole)


def _expand(objects: dict[str, Json], value: Any, path: list[str]) -> None:
    if isinstance(value, list):
        for one in value:
            _expand(objects, one, path)
        return
    if not isinstance(value, dict) or not path:
        return
    head, *rest = path
    if f"_{head}" in value:
        value[head] = value[f"_{head}"]
    child = value.get(head)
    if isinstance(child, str) and child in objects:
        value[head] = copy.deepcopy(objects[child])
    _expand(objects, value.get(head), rest)


def _public(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _public(one) for name, one in value.items() if not name.startswith("_")}
    return [_public(one) for one in value] if isinstance(value, list) else value

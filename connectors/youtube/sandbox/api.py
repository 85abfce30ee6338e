"""The addresses of the Data API, /youtube-api/youtube/v3/<resource>: what each call costs, and what may go wrong in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from connectors.world import World
from connectors.youtube.sandbox import faults, lists, quota, writing
from connectors.youtube.sandbox.answers import Made, Refused
from connectors.youtube.sandbox.calls import Call, account_of, bearer, json_body

_ROOT = "/youtube-api/youtube/v3"


@dataclass(frozen=True)
class Method:
    """One method of the API: what answers it, the operation as faults name it, its price in units."""

    do: Callable[[Call], Made | None]
    operation: str
    units: int


_WRITES = {
    ("POST", "comments"): Method(writing.insert, "send", quota.WRITE),
    ("PUT", "comments"): Method(writing.update, "send", quota.WRITE),
    ("DELETE", "comments"): Method(writing.delete, "delete", quota.WRITE),
    ("POST", "comments/setModerationStatus"): Method(writing.moderate, "hide", quota.WRITE),
}


def add(pages: Blueprint, world: World) -> None:
    """The one route."""

    @pages.route(f"{_ROOT}/<path:resource>", methods=["GET", "POST", "PUT", "DELETE"])
    def answer(resource: str) -> Response:
        asked, token, body = request.values.to_dict(), bearer(), json_body()
        method = _method(resource, asked)

        def do() -> Response:
            call = Call(world, account_of(world, token), asked, body)
            return quota.spend(world, method.units, lambda: _response(method.do(call)))

        return faults.play(world, method.operation, token, _target(asked, body), do)


def _method(resource: str, asked: dict[str, str]) -> Method:
    """Very long reads travel as POST with a header that says so."""
    verb = request.headers.get("X-HTTP-Method-Override", request.method)
    if verb == "GET" and resource in lists.LISTS:
        operation = "identify" if resource == "channels" and asked.get("mine") else "fetch"
        return Method(lists.LISTS[resource], operation, quota.LIST)
    if (verb, resource) in _WRITES:
        return _WRITES[verb, resource]
    raise Refused(404, "notFound", f"There is no {verb} of {resource} here.", "global")


def _target(asked: dict[str, str], body: dict[str, Any]) -> str:
    snippet = body.get("snippet")
    below = snippet.get("parentId") if isinstance(snippet, dict) else ""
    return str(below or body.get("id") or asked.get("id") or asked.get("parentId") or "")


def _response(made: Made | None) -> Response:
    return Response(status=204) if made is None else jsonify(made)

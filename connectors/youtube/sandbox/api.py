"""The addresses of the Data API, /youtube-api/youtube/v3/<resource>: what each call costs, and what may go wrong in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from connectors.world import World
from connectors.youtube.sandbox import captions, description, faults, lists, live, quota, writing
from connectors.youtube.sandbox.answers import Made, Refused
from connectors.youtube.sandbox.calls import Call, account_of, bearer, json_body

_ROOT = "/youtube-api/"


@dataclass(frozen=True)
class Method:
    """One method of the API: what answers it, the operation as faults name it, its price in units."""

    do: Callable[[Call], Made | Response | None]
    operation: str
    units: int


METHODS: Mapping[str, Method] = {
    "youtube.commentThreads.list": Method(lists.threads, "fetch", quota.LIST),
    "youtube.comments.list": Method(lists.comments, "fetch", quota.LIST),
    "youtube.channels.list": Method(lists.channels, "fetch", quota.LIST),
    "youtube.videos.list": Method(lists.videos, "fetch", quota.LIST),
    "youtube.playlistItems.list": Method(lists.uploads, "fetch", quota.LIST),
    "youtube.captions.list": Method(captions.tracks, "fetch", quota.CAPTIONS_LIST),
    "youtube.captions.download": Method(captions.download, "fetch", quota.CAPTIONS_DOWNLOAD),
    "youtube.liveBroadcasts.list": Method(live.broadcasts, "fetch", quota.LIVE_LIST),
    "youtube.liveChatMessages.list": Method(live.messages, "fetch", quota.LIVE_LIST),
    "youtube.youtube.v3.liveChat.messages.stream": Method(live.stream, "fetch", quota.LIVE_LIST),
    "youtube.comments.insert": Method(writing.insert, "send", quota.WRITE),
    "youtube.comments.update": Method(writing.update, "send", quota.WRITE),
    "youtube.comments.delete": Method(writing.delete, "delete", quota.WRITE),
    "youtube.comments.setModerationStatus": Method(writing.moderate, "hide", quota.WRITE),
    "youtube.liveChatMessages.insert": Method(live.insert, "send", quota.LIVE_WRITE),
    "youtube.liveChatMessages.delete": Method(live.delete, "delete", quota.LIVE_WRITE),
}
"""By the method's id in Google's description."""


def add(pages: Blueprint, world: World) -> None:
    """The one route."""

    @pages.route(f"{_ROOT}<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
    def answer(path: str) -> Response:
        described, inside = description.method(_verb(), path)
        asked, token, body = {**_asked(), **inside}, bearer(), json_body()
        method = METHODS.get(described["id"])
        if method is None:
            raise Refused(501, "notImplemented", f"The stand-in does not play {described['id']}.", "global")

        def do() -> Response:
            call = Call(world, account_of(world, token), asked, body)
            return quota.spend(world, method.units, lambda: _played(method, described, call))

        operation = "identify" if described["id"] == "youtube.channels.list" and asked.get("mine") else method.operation
        return faults.play(world, operation, token, _target(asked, body), do)


def _verb() -> str:
    """Very long reads travel as POST with a header that says so."""
    return request.headers.get("X-HTTP-Method-Override", request.method)


def _asked() -> dict[str, str]:
    return {name: ",".join(values) for name, values in request.values.lists()}


def _played(method: Method, described: description.Described, call: Call) -> Response:
    description.check_parameters(described, call.asked)
    description.check_body(described, call.body)
    made = method.do(call)
    if isinstance(made, Response):
        return made
    return Response(status=204) if made is None else jsonify(made)


def _target(asked: dict[str, str], body: dict[str, Any]) -> str:
    snippet = body.get("snippet")
    below = snippet.get("parentId") if isinstance(snippet, dict) else ""
    return str(below or body.get("id") or asked.get("id") or asked.get("parentId") or "")

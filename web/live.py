"""Live updates: browsers of a workspace share one Socket.IO room; workers and pages speak to it over Redis.

Who looks at which letter is stored nowhere: each window says it itself, again when somebody new comes, and the server passes
it on to the same workspace, with the name of whoever is signed in there.
"""

from bson import ObjectId
from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room

from settings import settings
from web.auth import is_somebody, me
from web.throttle import too_many
from worker.live import CHANNEL, room_of, room_of_person

DOING = ("looks", "answers")
LOOKS_A_MINUTE = 120


def install(app: Flask) -> None:
    """Serve Socket.IO beside the pages, for signed-in people on our own address only."""
    sockets = SocketIO(
        app, async_mode="threading", message_queue=settings().redis_url, channel=CHANNEL, ping_interval=20
    )
    sockets.on_event("connect", _enter)
    sockets.on_event("look", _look)
    sockets.on_event("disconnect", _leave)


def _enter(_auth: object = None) -> bool:
    """False refuses the connection."""
    if not is_somebody():
        return False
    join_room(room_of(me().workspace_id))
    join_room(room_of_person(me().id))
    emit("who", {}, to=room_of(me().workspace_id), include_self=False)
    return True


def _look(said: object = None) -> None:
    """Pass on which letter this window shows; an id that is none says that it shows no letter any more."""
    if not is_somebody() or not isinstance(said, dict) or too_many("look", _window(), limit=LOOKS_A_MINUTE, seconds=60):
        return
    letter, doing = said.get("id"), said.get("doing")
    is_letter = isinstance(letter, str) and ObjectId.is_valid(letter) and doing in DOING
    seen = {
        "window": _window(),
        "by": me().id,
        "name": me().name,
        "id": letter if is_letter else "",
        "doing": doing if is_letter else "",
    }
    emit("looks", seen, to=room_of(me().workspace_id), include_self=False)


def _leave(_reason: object = None) -> None:
    """Whoever had this window open looks at nothing any more."""
    if is_somebody():
        emit("looks", {"window": _window(), "by": me().id, "id": ""}, to=room_of(me().workspace_id), include_self=False)


def _window() -> str:
    return str(request.sid)  # type: ignore[attr-defined]

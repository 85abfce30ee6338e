"""Live updates: browsers of a workspace share one Socket.IO room; workers and pages speak to it over Redis."""

from flask import Flask
from flask_socketio import SocketIO, join_room

from settings import settings
from web.auth import is_somebody, me
from worker.live import CHANNEL, room_of


def install(app: Flask) -> None:
    """Serve Socket.IO beside the pages, for signed-in people on our own address only."""
    sockets = SocketIO(
        app, async_mode="threading", message_queue=settings().redis_url, channel=CHANNEL, ping_interval=20
    )
    sockets.on_event("connect", _enter)


def _enter(_auth: object = None) -> bool:
    """False refuses the connection."""
    if not is_somebody():
        return False
    join_room(room_of(me().workspace_id))
    return True

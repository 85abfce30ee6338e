"""Tells open dashboards what moved: over Redis, to the Socket.IO room of its workspace."""

from functools import lru_cache

import socketio
from bson import ObjectId

from models import BulkJob, Message
from models.notification import on_notices
from settings import settings
from worker.outgoing import note_events

CHANNEL = "fanmail-live"


def room_of(workspace_id: object) -> str:
    """The room that everybody signed in to this workspace is in."""
    return f"workspace:{workspace_id}"


def tell(message: Message) -> None:
    """Say that `message` changed, to dashboards and to whoever asked for webhooks. Says nothing of its text; a lost word is
    made good by the next one."""
    _redis().emit("message", {"id": str(message.id), "status": str(message.status)}, room=room_of(message.workspace_id))
    note_events(message)


def tell_notices(workspace_id: ObjectId) -> None:
    """Say that other things need somebody in this workspace than before, but not which."""
    _redis().emit("notices", {}, room=room_of(workspace_id))


def room_of_person(user_id: object) -> str:
    """The room of one person's own windows."""
    return f"person:{user_id}"


def tell_bulk(job: BulkJob) -> None:
    """Say how far a decision on many letters is."""
    said = {"id": str(job.id), "place": job.place, "total": job.total, "atWork": job.is_at_work}
    _redis().emit("bulk", said, room=room_of(job.workspace_id))


def tell_style(user_id: str, message_id: str, score: int) -> None:
    """Say to one person how much what they type sounds like the creator."""
    _redis().emit("style", {"id": message_id, "score": score}, room=room_of_person(user_id))


@lru_cache
def _redis() -> socketio.RedisManager:
    return socketio.RedisManager(settings().redis_url, channel=CHANNEL, write_only=True)


on_notices(tell_notices)

"""The persona of a workspace, remembered for a moment: every message asks for it."""

import threading
import time

from bson import ObjectId

from models import Persona

SECONDS = 2.0
_kept: dict[ObjectId, tuple[float, Persona | None]] = {}
_lock = threading.Lock()


def persona_of(workspace_id: ObjectId) -> Persona | None:
    """The workspace's persona, at most SECONDS old; None when it has none yet."""
    with _lock:
        until, persona = _kept.get(workspace_id, (0.0, None))
    if time.monotonic() < until:
        return persona
    persona = Persona.of(workspace_id).order_by("id").first()
    with _lock:
        _kept[workspace_id] = (time.monotonic() + SECONDS, persona)
    return persona

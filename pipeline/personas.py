"""The persona of a workspace: every message asks for it."""

from bson import ObjectId

from models import Persona
from pipeline.remembered import Remembered

SECONDS = 2.0
_personas: Remembered[Persona | None] = Remembered(SECONDS)


def persona_of(workspace_id: ObjectId) -> Persona | None:
    """The workspace's persona, at most SECONDS old; None when it has none yet."""
    return _personas.get(workspace_id, lambda: Persona.of(workspace_id).order_by("id").first())


def forget_personas() -> None:
    """Somebody changed one: read it anew."""
    _personas.forget()

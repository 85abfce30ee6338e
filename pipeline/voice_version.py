"""Who wrote a draft, as a short name: evidence about one model, prompt and persona says nothing of another."""

import json
from functools import lru_cache
from hashlib import sha256

from bson import ObjectId

from avatar.prompts import Scene, Speaker, compose, compose_small
from pipeline.personas import persona_of
from pipeline.promotion import current
from settings import settings


def voice_version(workspace_id: ObjectId) -> str:
    """Language model, prompt and persona that write for a workspace now."""
    persona = persona_of(workspace_id)
    tuned = current(workspace_id, persona.id) if persona else None
    return f"{(tuned.model if tuned else '') or _model()} {prompt_version()} {f'{persona.id}.{persona.version}' if persona else 'none'}"


def _model() -> str:
    """Without an endpoint the past replies alone are the drafts."""
    said = settings()
    return said.language_model if said.language_model_url or said.language_model_key else "none"


@lru_cache
def prompt_version() -> str:
    """A fingerprint of what our prompts say of one and the same speaker and scene."""
    speaker = Speaker("A", "motto", "portrait", [("kind", 0.5, "always")], ["never"], ["fact"], ["writes"])
    scene = Scene(text="text", fan="fan", place="place", max_bytes=1_000, post="post", thread=(), hint="hint")
    said = [compose(speaker, scene, []), compose_small(speaker, scene, [])]
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:8]

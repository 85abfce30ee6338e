"""Measuring the persona anew because a person asked: said beforehand, done by a worker, and what came of it kept."""

from datetime import datetime, timedelta

from bson import ObjectId

from avatar.persona import FEWEST
from models import Persona
from pipeline.persona_building import Builder, build

PATIENCE = timedelta(minutes=5)
"""After this time a worker that has not answered is believed to be gone, and one may ask again."""
_SAME = "Everything was measured anew, and nothing is different. The persona stays as it is, and so does what auto-send has earned."
_FEW = (
    f"There is nothing to measure yet: it takes at least {FEWEST} replies that you wrote yourself to what a fan said. "
    "Answer some by hand, or connect an account that has some."
)
_AT_IT = "Somebody changed the persona while it was measured, so nothing was taken over. Ask again."


def is_measuring(persona: Persona, now: datetime) -> bool:
    """Whether a worker is at it."""
    return persona.measuring_since is not None and persona.measuring_since > now - PATIENCE


def ask_to_measure(persona: Persona, now: datetime) -> bool:
    """Note that somebody asked. False: somebody has asked already."""
    if is_measuring(persona, now):
        return False
    mine = Persona.objects(id=persona.id, measuring_since=persona.measuring_since)
    return bool(mine.update_one(set__measuring_since=now, set__measuring_said=""))


def ask_no_more(persona: Persona) -> None:
    """Nobody could be told that somebody asked."""
    Persona.objects(id=persona.id).update_one(set__measuring_since=None)


def measure(workspace_id: ObjectId, builder: Builder, by: str, now: datetime) -> None:
    """Measure, and say what came of it. `by`: the user who asked."""
    before = Persona.of(workspace_id).order_by("id").first()
    if before is None:
        return
    said = "It could not be measured. Ask again in a while."
    try:
        said = _said(before, build(workspace_id, builder, now, by), now)
    finally:
        Persona.objects(id=before.id).update_one(set__measuring_since=None, set__measuring_said=said)


def _said(before: Persona, built: Persona | None, now: datetime) -> str:
    if built is not None:
        return f"Measured from {built.replies} replies."
    after = Persona.objects(id=before.id).first()
    if after and after.measured_at == now:
        return _SAME
    return _AT_IT if after and after.version != before.version else _FEW

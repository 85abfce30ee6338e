"""A persona is changed as a whole, one version after the other; any of them can be brought back."""

from typing import Any

from models import AuditEntry, Persona, PersonaVersion
from models.fields import utcnow
from models.lifecycle import Lost
from models.persona import KEPT
from pipeline.personas import forget_personas


def change(persona: Persona, by: str, why: str, **changes: Any) -> Persona:
    """Keep the persona as it is now as a version, then change it. Raises Lost when somebody changed it meanwhile."""
    _snapshot(persona, by, why)
    mine = Persona.objects(id=persona.id, version=persona.version)
    sets = {f"set__{name}": value for name, value in changes.items()}
    if not mine.update_one(inc__version=1, set__updated_at=utcnow(), **sets):
        raise Lost("The persona was changed by somebody else just now.")
    AuditEntry.add(persona.workspace_id, by, "persona.changed", persona.id, why)
    forget_personas()
    return persona.reload()


def versions(persona: Persona) -> list[PersonaVersion]:
    """What it was before, newest first."""
    mine = PersonaVersion.of(persona.workspace_id).filter(persona_id=persona.id)
    return sorted(mine, key=lambda one: -one.version)


def roll_back(persona: Persona, version: int, by: str) -> Persona:
    """Bring an old version back, as a new one. LookupError when there is none of that number; Lost as `change`."""
    old = next((one for one in versions(persona) if one.version == version), None)
    if old is None:
        raise LookupError(f"There is no version {version}.")
    before = Persona._from_son({"_id": persona.id, "workspace_id": persona.workspace_id, **old.fields})
    return change(persona, by, f"Back to version {version}.", **{name: getattr(before, name) for name in KEPT})


def differences(older: PersonaVersion | Persona, newer: PersonaVersion | Persona) -> dict[str, tuple[Any, Any]]:
    """What differs between two versions: field -> (then, now)."""
    then, now = _fields(older), _fields(newer)
    return {name: (then.get(name), now.get(name)) for name in KEPT if then.get(name) != now.get(name)}


def _fields(one: PersonaVersion | Persona) -> dict[str, Any]:
    if isinstance(one, PersonaVersion):
        return dict(one.fields)
    stored = one.to_mongo().to_dict()
    return {name: stored[name] for name in KEPT if name in stored}


def _snapshot(persona: Persona, by: str, why: str) -> None:
    """Once for each version, however many try to change it."""
    PersonaVersion.objects(persona_id=persona.id, version=persona.version).update_one(
        upsert=True, set_on_insert__workspace_id=persona.workspace_id, set_on_insert__fields=_fields(persona),
        set_on_insert__by=by, set_on_insert__why=why, set_on_insert__at=utcnow(),
    )  # fmt: skip

"""Personas: who the avatar is, and was."""

from typing import Any

from pydantic import Field

from models import Persona, PersonaVersion
from models.api_token import Scope
from web.api.gate import caller
from web.api.operations import operation
from web.api.problems import Refused
from web.api.shapes import Given, Id, Page, Paged, Revised, Time, bad_cursor


class TraitShape(Given):
    """One trait, and how strong it is."""

    name: str
    intensity: float = Field(description="0 to 1.")
    description: str
    by: str = Field(description="Who says so: `person`, `measured` or `model`.")


class PersonaFields(Given):
    """What makes a persona."""

    name: str
    motto: str
    portrait: str
    languages: list[str]
    traits: list[TraitShape]
    taboo: list[str] = Field(description="What it never says.")
    facts: list[str] = Field(description="What it may state as true.")


class PersonaShape(PersonaFields, Revised):
    """A persona as it is now. `revision` is its version."""

    id: Id
    sentences: list[str] = Field(description="How the creator writes, measured.")
    measured_at: Time | None
    updated_at: Time


class Personas(Given):
    """All personas of the workspace."""

    data: list[PersonaShape]


class VersionShape(PersonaFields):
    """A persona as it was."""

    version: int
    at: Time = Field(description="When it was replaced.")
    by: str = Field(description="Who replaced it: a user's id, or `system`.")
    why: str


class VersionPage(Page[VersionShape]):
    """Versions, newest first."""


@operation("GET /personas", Scope.PERSONA_READ)
def list_personas() -> Personas:
    """List the personas."""
    return Personas(data=[_shape(one) for one in Persona.of(caller().workspace_id).order_by("id")])


@operation("GET /personas/<persona_id>", Scope.PERSONA_READ)
def get_persona(persona_id: str) -> PersonaShape:
    """Read one persona."""
    return _shape(_persona(persona_id))


@operation("GET /personas/<persona_id>/versions", Scope.PERSONA_READ)
def list_versions(persona_id: str, query: Paged) -> VersionPage:
    """List what a persona was before, newest first."""
    persona = _persona(persona_id)
    below = _number(query.cursor) if query.cursor is not None else persona.version + 1
    before = PersonaVersion.of(persona.workspace_id).filter(persona_id=persona.id, version__lt=below)
    found = sorted(before, key=lambda one: -one.version)
    shown = found[: query.limit]
    more = str(shown[-1].version) if len(found) > len(shown) else None
    return VersionPage(data=[_version(one, persona) for one in shown], next=more)


def _persona(persona_id: str) -> Persona:
    found: Persona | None = Persona.one_of(caller().workspace_id, persona_id)
    if found is None:
        raise Refused("not-found")
    return found


def _shape(persona: Persona) -> PersonaShape:
    return PersonaShape.model_validate({**_fields(persona, PersonaShape), "revision": persona.version})


def _version(one: PersonaVersion, persona: Persona) -> VersionShape:
    """A version keeps its fields as they were stored; what was not stored yet is as in a new persona."""
    before = Persona._from_son({"_id": persona.id, "workspace_id": persona.workspace_id, **one.fields})
    about = {"version": one.version, "at": one.at, "by": one.by, "why": one.why}
    return VersionShape.model_validate({**_fields(before, PersonaFields), **about})


def _fields(persona: Persona, shape: type[Given]) -> dict[str, Any]:
    return {name: getattr(persona, name) for name in shape.model_fields if name != "revision"}


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise bad_cursor()
    return int(cursor)

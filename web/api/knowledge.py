"""Knowledge: what the avatar may state as fact."""

from enum import StrEnum
from typing import Annotated, Literal

from bson import ObjectId
from pydantic import Field, RootModel

from models import Knowledge
from models.api_token import Scope
from models.knowledge import FAQ, LINK, POST
from pipeline import entries
from pipeline.entries import MOST_TEXT, MOST_TITLE, BadEntry
from web.api.gate import caller
from web.api.operations import operation
from web.api.problems import Refused
from web.api.shapes import Given, Id, Page, Paged, Taken, Time, bad_cursor


class Source(StrEnum):
    ANSWER = "answer"
    LINK = "link"
    POST = "post"


STORED = {Source.ANSWER: FAQ, Source.LINK: LINK, Source.POST: POST}
_CALLED = {stored: source for source, stored in STORED.items()}
Title = Annotated[str, Field(max_length=MOST_TITLE, pattern=r"\S")]
Words = Annotated[str, Field(max_length=MOST_TEXT, pattern=r"\S")]
Address = Annotated[str, Field(max_length=MOST_TEXT, pattern=r"^https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/[!-~]*)?$")]


class EntryShape(Given):
    """One thing the avatar may state."""

    id: Id
    source: Source
    title: str = Field(description="The question of an answer, what a link leads to, or the title of a post.")
    text: str = Field(description="The answer, or what a post says.")
    url: str
    written_by: str = Field(description="The id of the user who wrote it; empty: it is read from a post.")
    learned_at: Time = Field(description="When it was written, changed or read last.")


class EntryPage(Page[EntryShape]):
    """Entries, newest first."""


class EntryQuery(Paged):
    """Which entries."""

    source: Source = Field(Source.ANSWER, description="Only those of this kind.")


class NewAnswer(Taken):
    """A question that fans ask, and its answer."""

    source: Literal["answer"]
    title: Title = Field(description="The question.")
    text: Words = Field(description="The answer.")


class NewLink(Taken):
    """A link that the avatar may give."""

    source: Literal["link"]
    title: Title = Field(description="What it leads to.")
    url: Address


class NewEntry(RootModel[Annotated[NewAnswer | NewLink, Field(discriminator="source")]]):
    """An answer or a link."""


class EntryChange(Taken):
    """Other words. For a link `text` is its address."""

    title: Title
    text: Words


@operation("GET /knowledge", Scope.KNOWLEDGE_READ)
def list_knowledge(query: EntryQuery) -> EntryPage:
    """List what is known, newest first."""
    below = _id_in(query.cursor)
    mine = Knowledge.of(caller().workspace_id).filter(source=STORED[query.source])
    ids = sorted((one.id for one in mine.only("id") if below is None or one.id < below), reverse=True)
    shown = ids[: query.limit]
    found = sorted(Knowledge.objects(id__in=shown).exclude("chunks"), key=lambda one: one.id, reverse=True)
    return EntryPage(data=[_shape(one) for one in found], next=str(shown[-1]) if len(ids) > len(shown) else None)


@operation("GET /knowledge/<entry_id>", Scope.KNOWLEDGE_READ)
def get_entry(entry_id: str) -> EntryShape:
    """Read one entry."""
    return _shape(_entry(entry_id))


@operation("POST /knowledge", Scope.KNOWLEDGE_WRITE, 201)
def add_entry(body: NewEntry) -> EntryShape:
    """Add an answer or a link. It counts for the very next draft."""
    new, workspace_id, by = body.root, caller().workspace_id, caller().by
    try:
        if isinstance(new, NewLink):
            return _shape(entries.add_link(workspace_id, new.title, new.url, by))
        return _shape(entries.add_answer(workspace_id, new.title, new.text, by))
    except BadEntry as error:
        raise Refused("invalid", str(error)) from None


@operation("PATCH /knowledge/<entry_id>", Scope.KNOWLEDGE_WRITE)
def change_entry(entry_id: str, body: EntryChange) -> EntryShape:
    """Change an answer or a link. What is read from a post is changed at the platform."""
    try:
        return _shape(entries.change(_entry(entry_id), body.title, body.text, caller().by))
    except BadEntry as error:
        raise Refused("invalid", str(error)) from None


@operation("DELETE /knowledge/<entry_id>", Scope.KNOWLEDGE_WRITE, 204)
def delete_entry(entry_id: str) -> None:
    """Delete an answer or a link. The avatar does not say it any more."""
    try:
        entries.take_away(_entry(entry_id), caller().by)
    except BadEntry as error:
        raise Refused("invalid", str(error)) from None


def _entry(entry_id: str) -> Knowledge:
    found: Knowledge | None = Knowledge.one_of(caller().workspace_id, entry_id)
    if found is None:
        raise Refused("not-found")
    return found


def _shape(entry: Knowledge) -> EntryShape:
    kept = {name: getattr(entry, name) for name in EntryShape.model_fields if name != "source"}
    return EntryShape.model_validate({**kept, "source": _CALLED[entry.source]})


def _id_in(cursor: str | None) -> ObjectId | None:
    if cursor is None:
        return None
    if not ObjectId.is_valid(cursor):
        raise bad_cursor()
    return ObjectId(cursor)

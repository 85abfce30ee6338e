"""What a person tells the avatar: answers for all who ask, and links. Added, changed, taken away."""

import re

from bson import ObjectId

from models import AuditEntry, Knowledge, Workspace
from models.fields import utcnow
from models.knowledge import FAQ, LINK, POST, StoredChunk

MOST_TITLE, MOST_TEXT = 300, 1_000
MOST_ENTRIES = 500
FROM_POST = "This is read from the post. Change the post, and it is read again."
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+", re.I)


class BadEntry(ValueError):
    """It cannot be kept. The sentence says why."""


def add_answer(workspace_id: ObjectId, asked: str, text: str, by: str) -> Knowledge:
    """Keep the answer to a question that fans ask. Raises BadEntry."""
    return _added(Knowledge.written(workspace_id, FAQ, asked.strip(), by), text.strip(), "")


def add_link(workspace_id: ObjectId, title: str, url: str, by: str) -> Knowledge:
    """Keep a link, by what it leads to. Raises BadEntry."""
    return _added(Knowledge.written(workspace_id, LINK, title.strip(), by), "", url.strip())


def change(entry: Knowledge, title: str, text: str, by: str) -> Knowledge:
    """Other words, by a person; `text` is the answer, or the address of a link. Raises BadEntry, also for what a post says."""
    if entry.source == POST:
        raise BadEntry(FROM_POST)
    entry.title, entry.written_by = title.strip(), by
    text, url = (text.strip(), "") if entry.source == FAQ else ("", text.strip())
    return _kept(entry, text, url, "knowledge.changed")


def take_away(entry: Knowledge, by: str) -> None:
    """It is no longer known, from the next draft on. Raises BadEntry for what a post says: that would come back."""
    if entry.source == POST:
        raise BadEntry(FROM_POST)
    entry.delete()
    _changed(entry, by, "knowledge.deleted")


def _added(entry: Knowledge, text: str, url: str) -> Knowledge:
    if Knowledge.of(entry.workspace_id).filter(source=entry.source).count() >= MOST_ENTRIES:
        raise BadEntry(f"There are {MOST_ENTRIES} already. Delete some that nobody asks for any more.")
    return _kept(entry, text, url, "knowledge.added")


def _kept(entry: Knowledge, text: str, url: str, action: str) -> Knowledge:
    if problem := _problem(entry, text, url):
        raise BadEntry(problem)
    entry.text, entry.url, entry.learned_at = text, url, utcnow()
    piece = f"{entry.title}: {url}" if entry.source == LINK else text
    entry.chunks = [StoredChunk(text=piece, about=entry.title)]  # embedded by the first draft that looks here
    entry.save()
    _changed(entry, entry.written_by, action)
    return entry


def _changed(entry: Knowledge, by: str, action: str) -> None:
    """Every process reads anew before its next draft."""
    Workspace.objects(id=entry.workspace_id).update_one(inc__told=1)
    AuditEntry.add(entry.workspace_id, by, action, entry.id)


def _problem(entry: Knowledge, text: str, url: str) -> str:
    if not entry.title:
        return "Say what it is about: a question, or what the link leads to."
    if len(entry.title) > MOST_TITLE or max(len(text), len(url)) > MOST_TEXT:
        return f"That is too long: {MOST_TITLE} characters for the question, {MOST_TEXT} for the answer."
    if entry.source == LINK:
        return "" if _ADDRESS.fullmatch(url) else "Write the whole address, beginning with https://."
    return "" if text else "Write the answer."

"""Written preferences of a workspace: shown, changed, switched and deleted by people, whose word no inference overrules; used in drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId

from avatar.cues import LINK, MAIL, MENTION, PHONE
from avatar.injection import cleaned, marked
from avatar.labels import Intent
from avatar.letters import hides
from avatar.preferences import Preference, State, understood
from models import AuditEntry, Message, NotUnique, StoredPreference
from models.fields import utcnow
from models.preference import PERSON
from pipeline.remembered import Remembered

LONGEST = 160
MOST = 60  # that a person wrote
MOST_USED = 20  # in one draft
SECONDS = 2.0
GONE = "This preference was deleted meanwhile."
_ORDER = (State.PROPOSED, State.ACTIVE, State.OFF)
_in_use: Remembered[tuple[Preference, ...]] = Remembered(SECONDS)


class BadPreference(ValueError):
    """It cannot be kept. The sentence says why."""


@dataclass(frozen=True)
class Shown:
    """One edit that speaks for a preference (`agrees`) or against it."""

    message_id: str
    draft: str
    text: str
    agrees: bool


def preferences_of(workspace_id: ObjectId) -> list[StoredPreference]:
    """All that people see: what waits for their word first, then what is in use, then what is off; newest first in each."""
    found = [one for one in StoredPreference.of(workspace_id).order_by("-id") if one.state in _ORDER]
    return sorted(found, key=lambda one: _ORDER.index(one.state))


def evidence_of(stored: StoredPreference) -> list[Shown]:
    """The edits behind it, newest first, those whose letters are still there."""
    agreeing = {str(id) for id in stored.shown_by}
    ids = [*stored.shown_by, *stored.against]
    letters = Message.of(stored.workspace_id).filter(id__in=ids).only("reply.draft_text", "reply.text", "moved_at")
    newest = sorted(letters, key=lambda message: message.moved_at, reverse=True)
    return [Shown(str(one.id), one.reply.draft_text, one.reply.text, str(one.id) in agreeing) for one in newest]


def wanted_by(workspace_id: ObjectId, intent: str) -> tuple[Preference, ...]:
    """The preferences in use for a letter of this intent: those for every letter first. At most SECONDS old."""
    every = _in_use.get(workspace_id, lambda: _read(workspace_id))
    return tuple(one for one in every if one.context in ("", intent))[:MOST_USED]


def forget_preferences() -> None:
    """Somebody changed one: read them anew."""
    _in_use.forget()


def add(workspace_id: ObjectId, text: str, by: str, context: str = "") -> StoredPreference:
    """A person's own, in use at once; `context` is an intent, "" is every letter. Raises BadPreference."""
    preference = _checked(text, context)
    mine = StoredPreference.of(workspace_id).filter(source=PERSON, state__ne=State.DELETED)
    if mine.count() >= MOST:
        raise BadPreference(f"You wrote {MOST} already. Delete some that no longer matter.")
    stored = StoredPreference(
        workspace_id=workspace_id, key=preference.key, text=preference.text, context=context, state=State.ACTIVE, source=PERSON,
        edited_by=by, in_use_since=utcnow(),
    )  # fmt: skip
    try:
        stored.save(force_insert=True)
    except NotUnique:  # it was inferred, or switched off, before
        known = StoredPreference.of(workspace_id).filter(key=preference.key).first()
        if known is None:
            raise BadPreference(GONE) from None
        return _update(known, by, "preference.added", preference, State.ACTIVE)
    return _written_down(stored, by, "preference.added")


def change(stored: StoredPreference, text: str, by: str, context: str = "") -> StoredPreference:
    """Other words, or another context, by a person: from now on theirs. One that waited is in use then. Raises BadPreference."""
    state = State.OFF if stored.state is State.OFF else State.ACTIVE
    return _update(stored, by, "preference.changed", _checked(text, context), state)


def switch(stored: StoredPreference, on: bool, by: str) -> StoredPreference:
    """In use or not, for ever by a person's word. Raises BadPreference where somebody has deleted it."""
    state = State.ACTIVE if on else State.OFF
    return _update(stored, by, "preference.on" if on else "preference.off", stored.preference, state)


def delete(stored: StoredPreference, by: str) -> None:
    """Gone for people and drafts. What was inferred stays known as unwanted, so that it never comes back by itself."""
    if stored.source == PERSON:
        StoredPreference.of(stored.workspace_id).filter(id=stored.id).delete()
        _written_down(stored, by, "preference.deleted")
        return
    _update(stored, by, "preference.deleted", stored.preference, State.DELETED)


def _update(
    stored: StoredPreference, by: str, action: str, preference: Preference, state: State
) -> StoredPreference:  # fmt: skip
    now = utcnow()
    changed = StoredPreference.of(stored.workspace_id).filter(id=stored.id).update_one(
        set__text=preference.text, set__context=preference.context, set__state=state, set__edited_by=by, set__changed_at=now,
        set__in_use_since=_since(stored, preference, state, now),
    )  # fmt: skip
    if not changed:
        raise BadPreference(GONE)
    return _written_down(stored.reload(), by, action)


def _since(stored: StoredPreference, preference: Preference, state: State, now: datetime) -> datetime | None:
    if state is not State.ACTIVE:
        return None
    same = stored.state is State.ACTIVE and stored.preference == preference
    return stored.in_use_since if same else now


def _written_down(stored: StoredPreference, by: str, action: str) -> StoredPreference:
    forget_preferences()
    AuditEntry.add(stored.workspace_id, by, action, stored.id)
    return stored


def _checked(text: str, context: str) -> Preference:
    plain = " ".join(cleaned(text).split())
    if not plain or len(plain) > LONGEST:
        raise BadPreference(f"Write one short sentence, at most {LONGEST} characters.")
    if context and context not in {str(intent) for intent in Intent}:
        raise BadPreference("That is no kind of letter.")
    if any(mark.search(plain) for mark in (MAIL, PHONE, LINK, MENTION)):
        raise BadPreference("Links and contacts do not belong here: add them to the knowledge.")
    if hides(text) or marked(plain):
        raise BadPreference("It has marks that only machines read. Write it as you would say it.")
    return understood(plain, context)


def _read(workspace_id: ObjectId) -> tuple[Preference, ...]:
    """A person's come first, then those that most edits show; of each those for every letter before others."""
    active: Sequence[StoredPreference] = list(StoredPreference.of(workspace_id).filter(state=State.ACTIVE))
    ranked = sorted(active, key=lambda one: (bool(one.context), not one.edited_by, -len(one.shown_by)))
    return tuple(one.preference for one in ranked)

"""What the avatar remembers of a fan: learned from their messages, recalled for an answer, put right and erased by people."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from bson import ObjectId
from numpy.typing import NDArray

from avatar.labels import Intent
from avatar.memory import LONGEST, Kept, Kind, Noted, expires_at, recall, repeated, supersede, worth_remembering
from avatar.sensitive import is_sensitive
from models import AuditEntry, Fan, Memory, Message, SearchEntry, Status, Unanswered
from models.fields import utcnow
from models.many import insert_new
from pipeline.training import Embed

MOST = 30
"""Memories of one fan; the oldest make room."""
NOT_FROM = frozenset(
    {Intent.SPAM, Intent.SCAM, Intent.HATE, Intent.THREAT, Intent.CRISIS, Intent.COLLABORATION, Intent.PRESS}
)
"""Messages that tell nothing of a fan that a friendly answer could use."""


class BadMemory(ValueError):
    """It cannot be kept. The sentence says why."""


def learn(message: Message, embed: Embed, now: datetime, again: bool = True) -> int:
    """Remember what a labelled message tells of its fan; returns how many things are new.

    Nothing from what is risky, or from fans who do not want it. Done `again`, perhaps after the fan changed the words, it leaves
    what the message says now and nothing else of it.
    """
    noted = (
        worth_remembering(message.text, message.label.language, message.platform_created_at) if _may(message) else ()
    )
    mine = Memory.objects(message_id=message.id) if again else ()
    told = {(str(one.kind), one.slot, one.text) for one in noted}
    stale = [one.id for one in mine if not one.corrected_by and (one.kind, one.slot, one.text) not in told]
    if stale:
        Memory.objects(id__in=stale).delete()
    if not noted or not _wants_it(message):
        return 0
    known = [one for one in _live(message.workspace_id, message.fan_id) if one.expires_at > now]
    new = [one for one in noted if not _told_before(one, known, message)]
    made = insert_new(Memory, _memories(message, new, embed, now))
    for memory in made:
        _take_the_place(memory, known, now)
    _make_room(message)
    return len(made)


def remembered_of(
    message: Message, vector: NDArray[np.float32], now: datetime, embed: Embed | None = None
) -> tuple[str, ...]:
    """What comes to mind of the fan who wrote `message`, best first, three things at most; `vector` is the meaning of the message.

    Read anew each time: what was erased or put right is gone from the very next answer.
    """
    if not message.fan_id or not _wants_it(message):
        return ()
    memories = [one for one in _live(message.workspace_id, message.fan_id) if one.expires_at > now]
    memories = [one for one in memories if one.message_id != message.id]  # what it says itself is no memory
    if embed:
        _embed_missing(memories, embed, len(vector))
    return tuple(one.text for one in recall([_kept(memory) for memory in memories], vector, now))


def shown_of(workspace_id: ObjectId, fan_id: ObjectId, now: datetime) -> list[Memory]:
    """All that is remembered of a fan, newest first, for people."""
    live = [one for one in _live(workspace_id, fan_id) if one.expires_at > now]
    return sorted(live, key=lambda one: one.said_at, reverse=True)


def correct(memory: Memory, text: str, by: str) -> list[ObjectId]:
    """Other words for a memory, by a person. Returns the waiting messages whose drafts used the old ones. Raises BadMemory."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise BadMemory(f"Write a sentence of at most {LONGEST} characters, or erase it.")
    if is_sensitive(text):
        raise BadMemory(
            "That is something the avatar must not remember of anybody: health, beliefs, money, contacts or other people."
        )
    old = memory.text
    Memory.objects(id=memory.id).update_one(set__text=text, set__corrected_by=by, unset__vector=True)
    AuditEntry.add(memory.workspace_id, by, "memory.corrected", memory.id)
    return _out_of_drafts(memory.workspace_id, memory.fan_id, [old])


def erase(memory: Memory, by: str) -> list[ObjectId]:
    """Gone with its meaning, and with what it once superseded. Returns the waiting messages whose drafts used it."""
    same = [
        one
        for one in Memory.of(memory.workspace_id).filter(fan_id=memory.fan_id)
        if one.id == memory.id or (one.superseded_at and (one.kind, one.slot) == (memory.kind, memory.slot))
    ]
    Memory.objects(id__in=[one.id for one in same]).delete()
    AuditEntry.add(memory.workspace_id, by, "memory.erased", memory.id)
    return _out_of_drafts(memory.workspace_id, memory.fan_id, [one.text for one in same])


def erase_fan(fan: Fan, by: str) -> list[ObjectId]:
    """All that is remembered of a fan, and the meaning of what they asked. Returns the waiting messages whose drafts used any of it."""
    memories = Memory.of(fan.workspace_id).filter(fan_id=fan.id)
    texts = [one.text for one in memories]
    memories.delete()
    Unanswered.of(fan.workspace_id).filter(fan_id=fan.id).delete()
    AuditEntry.add(fan.workspace_id, by, "fan.memories_erased", fan.id)
    return _out_of_drafts(fan.workspace_id, fan.id, texts)


def let_remember(fan: Fan, remembers: bool, by: str) -> list[ObjectId]:
    """Whether anything may be remembered of this fan. Without it nothing is learned, and what there was is erased."""
    Fan.objects(id=fan.id).update_one(set__remembers=remembers)
    AuditEntry.add(fan.workspace_id, by, "fan.remembered" if remembers else "fan.not_remembered", fan.id)
    return [] if remembers else erase_fan(fan, by)


def forget_message(message_id: ObjectId) -> None:
    """The fan deleted it: what it told and what it asked goes too."""
    Memory.objects(message_id=message_id).delete()
    Unanswered.objects(message_id=message_id).delete()
    SearchEntry.forget([message_id])


def _may(message: Message) -> bool:
    label = message.label
    return bool(message.fan_id and message.text and label and not label.risks and Intent(label.intent) not in NOT_FROM)


def _wants_it(message: Message) -> bool:
    fan = Fan.objects(id=message.fan_id).only("workspace_id", "remembers", "blocked").first()
    return bool(fan and fan.workspace_id == message.workspace_id and fan.remembers and not fan.blocked)


def _live(workspace_id: ObjectId, fan_id: ObjectId) -> list[Memory]:
    return [one for one in Memory.of(workspace_id).filter(fan_id=fan_id) if one.superseded_at is None]


def _told_before(noted: Noted, known: Sequence[Memory], message: Message) -> bool:
    """The same again stays longer; what is older than what is known of it by now is no news."""
    kept = {one.id: _kept(one) for one in known}
    if again := repeated(list(kept.values()), noted):
        until = expires_at(noted.kind, message.platform_created_at)
        Memory.objects(id=ObjectId(again.id), expires_at__lt=until).update_one(set__expires_at=until)
        return True
    return any(one.said_at > message.platform_created_at for one in supersede(list(kept.values()), noted))


def _memories(message: Message, noted: Sequence[Noted], embed: Embed, now: datetime) -> list[Memory]:
    vectors = embed([one.text for one in noted])
    return [
        Memory(
            workspace_id=message.workspace_id, account_id=message.account_id, fan_id=message.fan_id, kind=str(one.kind), slot=one.slot,
            text=one.text, message_id=message.id, vector=vector.astype(np.float32).tobytes(), said_at=message.platform_created_at,
            created_at=now, expires_at=expires_at(one.kind, message.platform_created_at),
        )
        for one, vector in zip(noted, vectors, strict=True)
    ]  # fmt: skip


def _take_the_place(memory: Memory, known: Sequence[Memory], now: datetime) -> None:
    new = Noted(Kind(memory.kind), memory.slot, memory.text)
    for old in supersede([_kept(one) for one in known], new):
        Memory.objects(id=ObjectId(old.id)).update_one(set__superseded_by=memory.id, set__superseded_at=now)


def _make_room(message: Message) -> None:
    live = sorted(_live(message.workspace_id, message.fan_id), key=lambda one: one.said_at)
    if len(live) > MOST:
        Memory.objects(id__in=[one.id for one in live[:-MOST]]).delete()


def _embed_missing(memories: Sequence[Memory], embed: Embed, size: int) -> None:
    missing = [one for one in memories if len(one.vector or b"") != 4 * size]
    for one, vector in zip(missing, embed([one.text for one in missing]) if missing else (), strict=True):
        one.vector = vector.astype(np.float32).tobytes()
        Memory.objects(id=one.id, text=one.text).update_one(set__vector=one.vector)


def _kept(memory: Memory) -> Kept:
    vector = np.frombuffer(memory.vector or b"", np.float32)
    return Kept(str(memory.id), Kind(memory.kind), memory.slot, memory.text, memory.said_at, vector)


def _out_of_drafts(workspace_id: ObjectId, fan_id: ObjectId, texts: Sequence[str]) -> list[ObjectId]:
    """Nobody shows or sends on what was erased: it leaves the drafts' notes; those that wait need another draft."""
    waiting: list[ObjectId] = []
    if texts:
        using = Message.of(workspace_id).filter(created_at__lt=utcnow(), fan_id=fan_id, reply__memories__in=list(texts))
        for message in using.only("id", "status"):
            Message.objects(id=message.id).update_one(__raw__={"$pullAll": {"reply.memories": list(texts)}})
            waiting += [message.id] if message.status in (Status.IN_REVIEW, Status.APPROVED) else []
    return waiting

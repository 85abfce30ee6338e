"""Questions nobody could answer: kept without their words, grouped by meaning, answered once for all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from bson import ObjectId
from numpy.typing import NDArray

from avatar.asking import asked_for, question
from avatar.cues import LINK, MAIL, MENTION, PHONE
from avatar.unanswered import grouped, stands_alone
from models import AuditEntry, Message, Status, Unanswered
from models.many import insert_new
from pipeline.entries import MOST_TITLE, add_answer

KEPT = timedelta(days=28)
MOST_OPEN = 500
"""Of one workspace; the oldest make room."""
EXAMPLES = 3


class GroupGone(LookupError):
    """Somebody answered it already, or all its questions were deleted."""


@dataclass(frozen=True)
class Group:
    """Questions that mean the same. `id` is that of its oldest; `waiting` are the messages that still have no draft."""

    id: str
    asked: str  # the oldest, without names and addresses
    examples: tuple[str, ...]
    count: int
    waiting: tuple[ObjectId, ...]
    last_at: datetime
    members: tuple[ObjectId, ...]


def note(message: Message, vector: NDArray[np.float32], now: datetime) -> None:
    """Remember that this question had no answer; `vector` is the meaning of its question, (d,). Noted twice it counts once.

    What only makes sense where it was asked ("what is that?") is left out: no answer could serve all who ask it.
    """
    asked = question(message.text)
    if not stands_alone(message.text):
        return
    insert_new(Unanswered, [Unanswered(
        workspace_id=message.workspace_id, account_id=message.account_id, message_id=message.id, fan_id=message.fan_id,
        kind=asked_for(asked), vector=vector.astype(np.float32).tobytes(), created_at=now, expires_at=now + KEPT,
    )])  # fmt: skip
    extra = Unanswered.of(message.workspace_id).count() - MOST_OPEN
    if extra > 0:
        oldest = Unanswered.of(message.workspace_id).order_by("created_at").only("id").limit(extra)
        Unanswered.objects(id__in=[one.id for one in oldest]).delete()


def found_an_answer(message: Message) -> None:
    """There is a draft now, so it is no open question any more."""
    Unanswered.objects(message_id=message.id).delete()


def groups_of(workspace_id: ObjectId) -> list[Group]:
    """The open questions of a workspace: those with most waiting letters first, then the most asked."""
    open_ones = sorted(Unanswered.of(workspace_id).limit(MOST_OPEN), key=lambda one: (one.created_at, one.id))
    ids = [one.message_id for one in open_ones]
    messages = {
        one.id: one for one in Message.objects(id__in=ids).only("id", "workspace_id", "text", "status", "reply.text")
    }
    asked = [one for one in open_ones if _has_words(messages.get(one.message_id), workspace_id)]
    if not asked:
        return []
    size = len(asked[-1].vector)
    asked = [one for one in asked if len(one.vector) == size]  # another model's cannot be compared
    vectors = np.stack([np.frombuffer(one.vector, np.float32) for one in asked])
    found = [
        _group([asked[number] for number in numbers], messages)
        for numbers in grouped(vectors, [one.kind for one in asked])
    ]  # fmt: skip
    return sorted(found, key=lambda group: (-len(group.waiting), -group.count))


def answer_once(workspace_id: ObjectId, group_id: str, text: str, by: str) -> list[ObjectId]:
    """Answer a group for all who asked and will ask. Returns the messages that wait without a draft: ask for one for each.

    Raises GroupGone, and BadEntry when the answer cannot be kept.
    """
    group = _find(workspace_id, group_id)
    add_answer(workspace_id, group.asked, text, by)
    Unanswered.objects(id__in=group.members).delete()
    return list(group.waiting)


def dismiss(workspace_id: ObjectId, group_id: str, by: str) -> None:
    """Nobody needs to answer this. Raises GroupGone."""
    group = _find(workspace_id, group_id)
    Unanswered.objects(id__in=group.members).delete()
    AuditEntry.add(workspace_id, by, "question.dismissed", group_id)


def _find(workspace_id: ObjectId, group_id: str) -> Group:
    for group in groups_of(workspace_id):
        if group.id == group_id:
            return group
    raise GroupGone(group_id)


def _has_words(message: Message | None, workspace_id: ObjectId) -> bool:
    return message is not None and message.workspace_id == workspace_id and bool(message.text.strip())


def _group(asked: list[Unanswered], messages: dict[ObjectId, Message]) -> Group:
    theirs = [messages[one.message_id] for one in asked]
    words = [_without_names(question(one.text)) for one in theirs]
    waiting = tuple(one.id for one in theirs if one.status is Status.IN_REVIEW and not one.reply.text)
    examples = tuple(dict.fromkeys(words))[:EXAMPLES]
    return Group(
        str(asked[0].id), words[0], examples, len(asked), waiting, asked[-1].created_at, tuple(one.id for one in asked)
    )  # fmt: skip


def _without_names(text: str) -> str:
    """What a fan asked as a question of anybody."""
    for mark in (MAIL, LINK, PHONE, MENTION):
        text = mark.sub(" ", text)
    return " ".join(text.split())[:MOST_TITLE]

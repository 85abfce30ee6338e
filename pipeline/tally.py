"""What the messages of some hours came to. Read again from the messages each time, so it can be done as often as one likes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bson import ObjectId

from avatar.figures import Answerer, Fate, Figures, added, box, together
from avatar.labels import Intent
from connectors.base import DIRECT_MESSAGE
from models import Message, Outcome, ReplyExample, Status
from models.message import Spent
from models.outcome import Verdict
from pipeline.arrival import BEFORE_CONNECTING
from pipeline.echo import PLATFORM_TICK

JUNK = frozenset({Intent.SPAM, Intent.SCAM})
_CLOSED = {
    Status.ANSWERED: Fate.BY_HAND,
    Status.EXPIRED: Fate.EXPIRED,
    Status.FAILED: Fate.FAILED,
    Status.WITHDRAWN_BY_FAN: Fate.DELETED,
    Status.REJECTED: Fate.REJECTED,
    Status.IGNORED: Fate.NEEDS_NONE,
}
_ASIDE = frozenset({Status.REJECTED, Status.IGNORED})
_FIELDS = (
    "account_id", "status", "label.intent", "created_at", "platform_created_at", "external_id", "conversation_id", "kind",
    "reply.text", "reply.draft_text", "reply.mode", "reply.sent_at", "reply.style_score", "spent",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """One message, as far as it is counted. `intent` "": never labelled."""

    status: Status
    intent: str
    created_at: datetime
    platform_created_at: datetime
    mode: str = ""
    draft: str = ""
    text: str = ""
    sent_at: datetime | None = None
    style: float | None = None
    answered_at: datetime | None = None  # by hand, at the platform
    edit: float = 0.0  # share of the letters that were changed
    spent: Spent | None = None


@dataclass
class Counted:
    """The figures of one account by intent, and how long answers by hand took that were there before it was connected."""

    parts: dict[str, Figures] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)


def counted(workspace_id: ObjectId, low: datetime, high: datetime) -> dict[ObjectId, Counted]:
    """By account, all messages stored from `low` on and before `high`."""
    rows = list(Message.of(workspace_id).filter(created_at__gte=low, created_at__lt=high).only(*_FIELDS).as_pymongo())
    by_account: dict[ObjectId, list[Seen]] = defaultdict(list)
    answered, edits = _answered_at(rows), _edits(rows)
    for row in rows:
        by_account[row["account_id"]].append(_seen(row, answered.get(row["_id"]), edits.get(row["_id"], 0.0)))
    return {account_id: count(messages) for account_id, messages in by_account.items()}


def count(messages: Iterable[Seen]) -> Counted:
    """Every message once. What was read of an account's past was never ours to answer: only its waiting times are kept."""
    found: dict[str, list[Figures]] = defaultdict(list)
    before: list[Mapping[int, int]] = []
    for message in messages:
        if is_past(message):
            before.append(_wait(message.platform_created_at, message.answered_at))
        else:
            found[message.intent].append(figures_of(message))
    return Counted({intent: together(each) for intent, each in found.items()}, dict(added(before)))


def is_past(message: Seen) -> bool:
    """Whether it was read more than a day after it was written, and closed as it was read."""
    late = message.created_at - message.platform_created_at > BEFORE_CONNECTING
    return late and not message.intent and message.status in (Status.ANSWERED, Status.IGNORED, Status.EXPIRED)


def fate_of(message: Seen) -> Fate:
    """What became of a message, as things stand now."""
    if message.status in (Status.SENT, Status.WITHDRAWN):
        return _sent(message)
    if message.status in _ASIDE and message.intent in JUNK:
        return Fate.CAUGHT
    return _CLOSED.get(message.status, Fate.WAITING)


def figures_of(message: Seen) -> Figures:
    """One message as sums."""
    fate = fate_of(message)
    style = message.style if message.draft else None
    return Figures(
        fates={fate: 1}, drafted=int(bool(message.draft)), withdrawn=int(message.status is Status.WITHDRAWN),
        style=style or 0.0, styled=int(style is not None), waits=_waits(message, fate),
        edits=message.edit if fate is Fate.CHANGED else 0.0, edited=int(fate is Fate.CHANGED), **_costs(message.spent),
    )  # fmt: skip


def _costs(spent: Spent | None) -> dict[str, Any]:
    if spent is None:
        return {}
    return {
        "asked": 1, "tokens": spent.prompt + spent.written, "dollars": spent.dollars, "unpriced": spent.unpriced,
    }  # fmt: skip


def _sent(message: Seen) -> Fate:
    if message.mode == "auto":
        return Fate.AUTO
    if message.mode == "human" or not message.draft:
        return Fate.WRITTEN
    return Fate.UNCHANGED if message.text == message.draft else Fate.CHANGED


def _waits(message: Seen, fate: Fate) -> dict[str, Mapping[int, int]]:
    if fate in (Fate.AUTO, Fate.UNCHANGED, Fate.CHANGED):
        return {Answerer.AVATAR: _wait(message.platform_created_at, message.sent_at)}
    if fate is Fate.WRITTEN:
        return {Answerer.HAND: _wait(message.platform_created_at, message.sent_at)}
    if fate is Fate.BY_HAND:
        return {Answerer.HAND: _wait(message.platform_created_at, message.answered_at)}
    return {}


def _wait(asked: datetime, answered: datetime | None) -> dict[int, int]:
    """In its box; platforms tell times in whole seconds, so an answer may seem to come first."""
    return {} if answered is None else {box(max(0.0, (answered - asked).total_seconds())): 1}


def _seen(row: dict[str, Any], answered_at: datetime | None, edit: float) -> Seen:
    reply = row.get("reply", {})
    return Seen(
        Status(row["status"]), row.get("label", {}).get("intent", ""), row["created_at"], row["platform_created_at"],
        reply.get("mode", ""), reply.get("draft_text", ""), reply.get("text", ""), reply.get("sent_at"), reply.get("style_score"),
        answered_at, edit, Spent(**row["spent"]) if row.get("spent") else None,
    )  # fmt: skip


def _edits(rows: list[dict[str, Any]]) -> dict[ObjectId, float]:
    """How much of each changed draft was changed: measured when the person decided."""
    changed = [row["_id"] for row in rows if row.get("reply", {}).get("text") != row.get("reply", {}).get("draft_text")]
    found = Outcome.objects(message_id__in=changed).only("message_id", "verdict", "edit") if changed else ()
    return {one.message_id: one.edit for one in found if one.verdict is Verdict.EDITED}


def _answered_at(rows: list[dict[str, Any]]) -> dict[ObjectId, datetime]:
    """When the creator answered by hand, at the platform, what was not answered here."""
    asked = [row for row in rows if row["status"] == Status.ANSWERED or "label" not in row]
    answers = _answers(asked)
    found = {row["_id"]: _first(row, answers[row["account_id"], row["conversation_id"]]) for row in asked}
    return {id: at for id, at in found.items() if at}


def _answers(rows: list[dict[str, Any]]) -> Mapping[tuple[ObjectId, str], list[ReplyExample]]:
    threads: dict[ObjectId, set[str]] = defaultdict(set)
    for row in rows:
        threads[row["account_id"]].add(row["conversation_id"])
    found: dict[tuple[ObjectId, str], list[ReplyExample]] = defaultdict(list)
    for account_id, names in threads.items():
        theirs = ReplyExample.objects(account_id=account_id, conversation_id__in=sorted(names))
        for example in theirs.only("conversation_id", "answers", "source", "created_at"):
            found[account_id, example.conversation_id].append(example)
    return found


def _first(row: dict[str, Any], answers: list[ReplyExample]) -> datetime | None:
    """The first answer by hand to this very comment, or to a direct message and all before it."""
    is_direct, since = row["kind"] == DIRECT_MESSAGE, row["platform_created_at"] - PLATFORM_TICK
    by_hand = (one for one in answers if one.source == "by_hand" and one.created_at > since)
    return min((one.created_at for one in by_hand if is_direct or one.answers == row["external_id"]), default=None)

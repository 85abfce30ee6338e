"""The letters that wait for a person: first those that cannot wait, then the newest."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from avatar.labels import Intent, Urgency
from models import Message, Status
from models.fields import utcnow
from web.auth import me
from web.letters import CLOSING, Deadline, closes_soon, deadline_of
from web.pages import workspace
from web.windows import newest

AT_ONCE = 200
"""More rows than a person answers in a sitting; the rest follows when these are done."""

CHIPS = (
    ("all", "All"),
    ("question", "Questions"),
    ("praise", "Praise"),
    ("sensitive", "Sensitive"),
    ("closing", "Closing soon"),
)


@dataclass(frozen=True)
class Row:
    """A letter in the queue, and the filter chips that keep it."""

    message: Message
    groups: tuple[str, ...]
    is_closing: bool
    deadline: Deadline | None = None

    @property
    def is_first(self) -> bool:
        """It cannot wait: somebody may be in danger, or little is left of the time to answer."""
        return self.is_closing or _is_urgent(self.message)


def rows() -> list[Row]:
    """The queue in the order in which it is shown: those that cannot wait, then the others, newest first."""
    now = utcnow()
    page = newest(me().workspace_id, [Status.IN_REVIEW], now, floor=workspace().created_at, wanted=AT_ONCE)
    found = {message.id: message for message in page.messages}
    if page.older:
        found |= {message.id: message for message in _urgent_ones(now)}
    every = [_row(message, now) for message in found.values()]
    return [*sorted((row for row in every if row.is_first), key=_need), *(row for row in every if not row.is_first)]


def counts(shown: list[Row]) -> Counter[str]:
    """How many rows each chip keeps."""
    return Counter(group for row in shown for group in row.groups)


def waiting() -> int:
    """How many letters wait for a person in this workspace."""
    return _waiting().count()


def _waiting() -> Any:
    return Message.of(me().workspace_id).filter(status=Status.IN_REVIEW)


def _urgent_ones(now: datetime) -> list[Message]:
    """What would be pinned, however many newer letters stand before it."""
    urgent = _waiting().filter(label__urgency=Urgency.HIGH).limit(AT_ONCE)
    closing = _waiting().filter(reply_by__lt=now + CLOSING).limit(AT_ONCE)
    return [*urgent, *closing]


def _need(row: Row) -> tuple[bool, datetime]:
    """Danger before deadlines; among both what ends or came first."""
    message = row.message
    return not _is_urgent(message), message.reply_by or message.created_at


def _is_urgent(message: Message) -> bool:
    return bool(message.label and message.label.urgency == Urgency.HIGH)


def _row(message: Message, now: datetime) -> Row:
    intent, risks = (message.label.intent, message.label.risks) if message.label else ("", [])
    is_closing = closes_soon(message, now)
    groups = {
        "question": intent in (Intent.QUESTION, Intent.REQUEST),
        "praise": intent in (Intent.PRAISE, Intent.GREETING),
        "sensitive": bool(risks),
        "closing": is_closing,
    }
    return Row(
        message, ("all", *(name for name, belongs in groups.items() if belongs)), is_closing, deadline_of(message)
    )

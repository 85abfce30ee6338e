"""The waiting letters that a filter keeps, newest first, each kind read through an index of its own.

A filter is one or several streams; a stream is one equality or none. They are read in half-open windows of time that grow
until enough is found, and merged. The order of `Message.meta["indexes"]` and of these streams belongs together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from bson import ObjectId

from avatar.labels import Intent, Risk, Urgency
from models import Message, Status
from web.windows import FIRST, GROWTH, TICK, WINDOWS, Cursor, Page, is_before

Stream = dict[str, str]
COUNTED = 200
"""More is not counted: "200+" says as much to a person."""
ROW = (
    "id", "workspace_id", "account_id", "platform", "kind", "text", "text_deleted_at", "fan_id", "fan_username", "status",
    "revision", "label", "held", "reply_by", "platform_created_at", "created_at", "assigned_to", "snoozed_until",
    "reply.findings",
)  # fmt: skip
"""What a row shows; a letter's history and evidence are not read for it."""

EVERY: tuple[Stream, ...] = ({},)
URGENT: tuple[Stream, ...] = ({"label__urgency": Urgency.HIGH},)
QUESTIONS: tuple[Stream, ...] = tuple({"label__intent": one} for one in (Intent.QUESTION, Intent.REQUEST))
PRAISE: tuple[Stream, ...] = tuple({"label__intent": one} for one in (Intent.PRAISE, Intent.GREETING))
SENSITIVE: tuple[Stream, ...] = tuple({"label__risks": one} for one in Risk)


@dataclass(frozen=True)
class Span:
    """Whose letters, and from when on back to when."""

    workspace_id: ObjectId
    now: datetime
    floor: datetime


def given_to(member_id: str) -> tuple[Stream, ...]:
    """What was given to one member; "": to nobody."""
    return ({"assigned_to": member_id},)


def letters(span: Span, streams: Sequence[Stream], wanted: int, cursor: Cursor | None = None) -> Page:
    """Up to `wanted` letters that wait and are not put off, behind `cursor`."""
    every = _falling(span, streams, (cursor.at if cursor else span.now) + TICK)
    fitting = (one for one in every if (cursor is None or is_before(one, cursor)) and is_awake(one, span.now))
    found = list(islice(fitting, wanted + 1))
    page = found[:wanted]
    return Page(page, str(Cursor(page[-1].created_at, page[-1].id)) if len(found) > wanted else "")


def every_letter(span: Span, streams: Sequence[Stream]) -> Iterator[Message]:
    """All of them, to be walked through."""
    return (one for one in _falling(span, streams, span.now + TICK) if is_awake(one, span.now))


def count(span: Span, streams: Sequence[Stream], most: int = COUNTED) -> int:
    """How many wait, put off or not; counted in windows, so it may stop as soon as there are more than `most`."""
    found = 0
    for low, high in _windows(span.now + TICK, span.floor):
        found += _counted([_between(span, stream, low, high) for stream in streams], is_disjoint=streams != SENSITIVE)
        if found > most:
            break
    return found


def _counted(parts: list[Any], is_disjoint: bool) -> int:
    """A letter with two risks stands in two parts and counts once."""
    if is_disjoint:
        return int(sum(part.count() for part in parts))
    return len({message.id for part in parts for message in part.only("id")})


def asleep(span: Span, most: int) -> list[Message]:
    """What is put off, the next to come back first."""
    later = _waiting(span).filter(snoozed_until__gte=span.now, snoozed_until__lt=span.now + _LONG)
    return list(later.only(*ROW).order_by("snoozed_until").limit(most))


def back_again(span: Span, most: int) -> list[Message]:
    """What was put off and waits again."""
    over = _waiting(span).filter(snoozed_until__gte=span.floor, snoozed_until__lt=span.now)
    return list(over.only(*ROW).order_by("-snoozed_until").limit(most))


def ending(span: Span, low: datetime, high: datetime, most: int) -> list[Message]:
    """Whose time for a draft ends within these bounds."""
    return list(_waiting(span).filter(reply_by__gte=low, reply_by__lt=high).only(*ROW).order_by("reply_by").limit(most))


def is_awake(message: Message, now: datetime) -> bool:
    """Not put off, or not any more."""
    return message.snoozed_until is None or message.snoozed_until <= now


_LONG = FIRST * GROWTH**5  # longer than anything can be put off


def _falling(span: Span, streams: Sequence[Stream], high: datetime) -> Iterator[Message]:
    before = None
    for low, end in _windows(high, span.floor):
        parts = [
            _between(span, stream, low, end).only(*ROW).order_by("-created_at", "-id").batch_size(64)
            for stream in streams
        ]
        for message in merge(*parts, key=lambda one: (one.created_at, one.id), reverse=True):
            if message.id != before:  # two of its risks are asked for
                yield message
            before = message.id


def _windows(high: datetime, floor: datetime) -> Iterator[tuple[datetime, datetime]]:
    width = FIRST
    for _ in range(WINDOWS):
        low = max(high - width, floor)
        yield low, high
        if low <= floor:
            return
        high, width = low, width * GROWTH


def _between(span: Span, stream: Stream, low: datetime, high: datetime) -> Any:
    return _waiting(span).filter(**stream, created_at__gte=low, created_at__lt=high)


def _waiting(span: Span) -> Any:
    return Message.of(span.workspace_id).filter(status=Status.IN_REVIEW)

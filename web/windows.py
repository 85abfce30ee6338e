"""Newest first, a page at a time, in windows of time: no skip, and no count over everything.

The small database has no ordered index scan; a query costs what its index prefix and its range match. So a page is read
from half-open windows that grow until enough is found.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice

from bson import ObjectId

from models import Message, Status

FIRST, GROWTH, WINDOWS = timedelta(hours=6), 4, 12
TICK = timedelta(milliseconds=1)  # what the database resolves


@dataclass(frozen=True)
class Page:
    """`older` is the cursor of the next page, "" on the last."""

    messages: list[Message]
    older: str = ""


@dataclass(frozen=True)
class Cursor:
    """The last message of a page: the next begins right behind it."""

    at: datetime
    id: ObjectId

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """From an address; None when it is none of ours."""
        millis, _, id = text.partition("-")
        if not (millis.isdecimal() and len(millis) < 15 and ObjectId.is_valid(id)):
            return None
        return cls(datetime.fromtimestamp(int(millis) / 1000, UTC), ObjectId(id))

    def __str__(self) -> str:
        return f"{round(self.at.timestamp() * 1000)}-{self.id}"

    def is_before(self, message: Message) -> bool:
        return (message.created_at, message.id) < (self.at, self.id)


def newest(
    workspace_id: ObjectId, statuses: Iterable[Status], now: datetime, *, floor: datetime, wanted: int,
    cursor: Cursor | None = None, keep: Callable[[Message], bool] = lambda _message: True,
) -> Page:  # fmt: skip
    """Up to `wanted` messages in any of `statuses` (none: in all) for which `keep` holds, not older than `floor`."""
    every = _falling(workspace_id, list(statuses), (cursor.at if cursor else now) + TICK, floor)
    fitting = (message for message in every if (cursor is None or cursor.is_before(message)) and keep(message))
    found = list(islice(fitting, wanted + 1))
    page = found[:wanted]
    return Page(page, str(Cursor(page[-1].created_at, page[-1].id)) if len(found) > wanted else "")


def _falling(workspace_id: ObjectId, statuses: list[Status], high: datetime, floor: datetime) -> Iterator[Message]:
    width = FIRST
    for _ in range(WINDOWS):
        low = max(high - width, floor)
        yield from _window(workspace_id, statuses, low, high)
        if low <= floor:
            return
        high, width = low, width * GROWTH


def _window(workspace_id: ObjectId, statuses: list[Status], low: datetime, high: datetime) -> Iterator[Message]:
    between = (
        Message.of(workspace_id)
        .filter(created_at__gte=low, created_at__lt=high)
        .order_by("-created_at", "-id")
        .batch_size(64)
    )
    parts = [between.filter(status=status) for status in statuses] or [between]
    return merge(*parts, key=lambda message: (message.created_at, message.id), reverse=True)

"""Newest first, a page at a time, in windows of time: no skip, and no count over everything.

The small database has no ordered index scan; a query costs what its index prefix and its range match. So a page is read
from half-open windows that grow until enough is found.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from bson import ObjectId

from models import Message, Status
from pipeline.search import TICK, Cursor

__all__ = ["Cursor", "Page", "is_before", "newest"]
FIRST, GROWTH, WINDOWS = timedelta(hours=6), 4, 12


@dataclass(frozen=True)
class Page:
    """`older` is the cursor of the next page, "" on the last."""

    messages: list[Message]
    older: str = ""


def newest(
    workspace_id: ObjectId, statuses: Iterable[Status], now: datetime, *, floor: datetime, wanted: int,
    cursor: Cursor | None = None, keep: Callable[[Message], bool] = lambda _message: True,
) -> Page:  # fmt: skip
    """Up to `wanted` messages in any of `statuses` (none: in all) for which `keep` holds, not older than `floor`."""
    every = _falling(workspace_id, list(statuses), (cursor.at if cursor else now) + TICK, floor)
    fitting = (message for message in every if (cursor is None or is_before(message, cursor)) and keep(message))
    found = list(islice(fitting, wanted + 1))
    page = found[:wanted]
    return Page(page, str(Cursor(page[-1].created_at, page[-1].id)) if len(found) > wanted else "")


def is_before(message: Message, cursor: Cursor) -> bool:
    """Whether a page that begins at `cursor` may show it."""
    return (message.created_at, message.id) < (cursor.at, cursor.id)


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

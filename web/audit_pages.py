"""The audit log newest first, in half-open windows of time that grow until enough is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from bson import ObjectId

from models import AuditEntry
from web.audit_words import actions_of
from web.windows import FIRST, GROWTH, TICK, WINDOWS, Cursor


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see: of whom ("" all), of which kind ("" all), in [since, until)."""

    workspace_id: ObjectId
    since: datetime
    until: datetime
    by: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Page:
    """`older` is the cursor of the next page, "" on the last."""

    entries: list[AuditEntry]
    older: str = ""


def page(wanted: Wanted, count: int, cursor: Cursor | None = None) -> Page:
    """Up to `count` entries from the cursor on."""
    found = list(islice(falling(wanted, cursor), count + 1))
    last = found[count - 1] if len(found) > count else None
    return Page(found[:count], str(Cursor(last.at, last.id)) if last else "")


def falling(wanted: Wanted, cursor: Cursor | None = None) -> Iterator[AuditEntry]:
    """Every entry that is wanted, the newest first, a window at a time: however many there are, few are held."""
    high, width = min(cursor.at + TICK, wanted.until) if cursor else wanted.until, FIRST
    windows = 0
    while high > wanted.since:
        windows += 1
        low = wanted.since if windows == WINDOWS else max(high - width, wanted.since)
        for entry in _window(wanted, low, high):
            if cursor is None or (entry.at, entry.id) < (cursor.at, cursor.id):
                yield entry
        high, width = low, min(width * GROWTH, timedelta(days=3650))


def _window(wanted: Wanted, low: datetime, high: datetime) -> Iterator[AuditEntry]:
    """One query, or with a kind one for each of its actions: so an index holds all that is asked."""
    theirs = AuditEntry.of(wanted.workspace_id)
    if wanted.by:
        theirs = theirs.filter(by=wanted.by)
    between = theirs.filter(at__gte=low, at__lt=high).order_by("-at", "-id").batch_size(256)
    parts = [between.filter(action=action) for action in actions_of(wanted.kind)] if wanted.kind else [between]
    return merge(*parts, key=lambda entry: (entry.at, entry.id), reverse=True)

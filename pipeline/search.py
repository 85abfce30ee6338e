"""Finding messages, newest first, page by page: whatever narrows most leads, the rest is looked at, and nobody waits long.

The small database has neither a text index nor an ordered scan. So a page is read in half-open windows of time of whatever
leads (a word, a fan, a state, or time alone), which grow as long as little is found; when the time is up, the page says how
far it looked, and the next one begins there.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import merge
from typing import Any

from bson import ObjectId

from avatar.folding import fits, sought
from models import Fan, Message, SearchEntry, Status
from models.search_entry import key_of

NAMESAKES = 20
"""Fans whose names begin alike that are looked up one by one; among more, the messages themselves are looked at."""
SECONDS = 0.1
"""A page looks for so long at most, and at one window at least."""
FIRST, MOST_GROWTH = timedelta(hours=12), 8.0
A_BITE = 50  # messages read at one time
TICK = timedelta(milliseconds=1)  # what the database resolves
NOBODY = "nobody"
_LOW_ID = ObjectId("0" * 24)
_LOOKED_AT = (
    "created_at", "text", "status", "account_id", "fan_id", "fan_username", "label.intent", "label.risks", "tags",
    "assigned_to", "reply.mode",
)  # fmt: skip
Row = dict[str, Any]
Window = Callable[[datetime, datetime, bool], Iterable[Row]]
"""The rows of [low, high) in order, newest first unless `ahead`."""


@dataclass(frozen=True)
class Search:
    """What is looked for; all of it must hold. Empty: everything. `since` and `until` bound when a message came, half-open.

    `name` begins the fan's user name; `assigned_to` is a member's id or NOBODY; of several intents, risks or statuses one is enough.
    """

    text: str = ""
    name: str = ""
    fan_id: ObjectId | None = None
    account_id: ObjectId | None = None
    intents: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    modes: tuple[str, ...] = ()
    tag: str = ""
    assigned_to: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Cursor:
    """A place in the row of all messages: behind the message `id` that came `at`."""

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


@dataclass(frozen=True)
class Found:
    """A page of ids, newest first (oldest first looking ahead). `cursor`: where the next begins; None: there is none.

    `looked_to`: the time was up there, so more may lie beyond; None: the page is full, or that is all.
    """

    ids: list[ObjectId] = field(default_factory=list)
    cursor: Cursor | None = None
    looked_to: datetime | None = None


@dataclass(frozen=True)
class Look:
    """How to look: between which moments, from where, for how many, for how long, and whether from old to new."""

    low: datetime
    high: datetime
    wanted: int
    cursor: Cursor | None = None
    seconds: float = SECONDS
    ahead: bool = False


def find(workspace_id: ObjectId, search: Search, look: Look, clock: Callable[[], float] = time.monotonic) -> Found:
    """The next messages that fit. `clock` counts seconds."""
    until, (low, high) = clock() + look.seconds, _bounds(search, look)
    found: list[Row] = []
    seen = 0
    for row, reached in _rows(_leading(workspace_id, search), low, high, look):
        if row is not None:
            seen += 1
            if _is_beyond(row, look) and holds(search, row):
                found.append(row)
            if len(found) > look.wanted:
                last = found[look.wanted - 1]
                return Found([one["_id"] for one in found[: look.wanted]], Cursor(last["created_at"], last["_id"]))
        is_end = row is None and reached == (high if look.ahead else low)
        if clock() > until and not is_end and (row is None or seen >= A_BITE):
            place = Cursor(row["created_at"], row["_id"]) if row else Cursor(reached, _LOW_ID)
            return Found([one["_id"] for one in found], place, place.at)
    return Found([one["_id"] for one in found])


def every(workspace_id: ObjectId, search: Search, low: datetime, high: datetime) -> Iterator[ObjectId]:
    """All that fits, newest first, however long it takes; read as it is taken."""
    look = Look(low, high, wanted=0)
    for row, _reached in _rows(_leading(workspace_id, search), *_bounds(search, look), look):
        if row is not None and holds(search, row):
            yield row["_id"]


def holds(search: Search, row: Row) -> bool:
    """Whether a message fits, by its stored form."""
    label, words = row.get("label") or {}, row.get("text") or ""
    one_of = (
        (search.statuses, row["status"]), (search.intents, label.get("intent")), (search.modes, (row.get("reply") or {}).get("mode")),
        ((search.account_id,) if search.account_id else (), row["account_id"]),
        ((search.fan_id,) if search.fan_id else (), row.get("fan_id")),
    )  # fmt: skip
    return (
        all(value in wanted for wanted, value in one_of if wanted)
        and (not search.risks or bool(set(search.risks) & set(label.get("risks") or ())))
        and (not search.tag or search.tag in (row.get("tags") or ()))
        and (not search.assigned_to or (row.get("assigned_to") or NOBODY) == search.assigned_to)
        and (not search.name or fits(search.name, row.get("fan_username") or ""))
        and (not search.text or fits(search.text, words))
    )


def _leading(workspace_id: ObjectId, search: Search) -> Window:
    """What is read: as few rows as an index can give."""
    mine = Message.of(workspace_id)
    keys = [key_of(workspace_id, word) for word in sought(search.text)]
    if search.fan_id:
        return _stored(mine.filter(fan_id=search.fan_id))
    if keys:
        return _by_words(workspace_id, keys)
    namesakes = Fan.named(workspace_id, search.name, NAMESAKES) if search.name else []
    if namesakes and len(namesakes) < NAMESAKES:
        return _merged([_stored(mine.filter(fan_id=fan.id)) for fan in namesakes])
    if search.statuses:
        return _merged([_stored(mine.filter(status=status)) for status in search.statuses])
    return _stored(mine)


def _stored(messages: Any) -> Window:
    def read(low: datetime, high: datetime, ahead: bool) -> Iterable[Row]:
        between = messages.filter(created_at__gte=low, created_at__lt=high)
        return sorted(between.only(*_LOOKED_AT).as_pymongo(), key=_place, reverse=not ahead)

    return read


def _merged(windows: Iterable[Window]) -> Window:
    several = list(windows)

    def read(low: datetime, high: datetime, ahead: bool) -> Iterable[Row]:
        return merge(*(window(low, high, ahead) for window in several), key=_place, reverse=not ahead)

    return read


def _by_words(workspace_id: ObjectId, keys: list[int]) -> Window:
    """What has these keys; the messages themselves are read bite by bite, as they are needed."""

    def read(low: datetime, high: datetime, ahead: bool) -> Iterator[Row]:
        hits = SearchEntry.hits(workspace_id, keys, low, high)
        ids = [hit.message_id for hit in (hits[::-1] if ahead else hits)]
        for at in range(0, len(ids), A_BITE):
            rows = Message.objects(id__in=ids[at : at + A_BITE]).only("workspace_id", *_LOOKED_AT).as_pymongo()
            mine = [row for row in rows if row["workspace_id"] == workspace_id]
            yield from sorted(mine, key=_place, reverse=not ahead)

    return read


def _place(row: Row) -> tuple[datetime, ObjectId]:
    return row["created_at"], row["_id"]


def _bounds(search: Search, look: Look) -> tuple[datetime, datetime]:
    low, high = max(look.low, search.since or look.low), min(look.high, search.until or look.high)
    if look.cursor and look.ahead:
        low = max(low, look.cursor.at)
    elif look.cursor:
        high = min(high, look.cursor.at + TICK)
    return low, high


def _rows(window: Window, low: datetime, high: datetime, look: Look) -> Iterator[tuple[Row | None, datetime]]:
    """Rows in order, from windows that grow until each gives about a page; after each window None, and how far it reached."""
    width, at = FIRST, low if look.ahead else high
    while low < high and (at < high if look.ahead else at > low):
        to = min(at + width, high) if look.ahead else max(at - width, low)
        count = 0
        for row in window(min(at, to), max(at, to), look.ahead):
            count += 1
            yield row, to
        yield None, to
        growth = 2 * max(look.wanted, 40) / count if count else MOST_GROWTH
        at, width = to, width * min(max(growth, 0.25), MOST_GROWTH)


def _is_beyond(row: Row, look: Look) -> bool:
    if look.cursor is None:
        return True
    place = look.cursor.at, look.cursor.id
    return _place(row) > place if look.ahead else _place(row) < place

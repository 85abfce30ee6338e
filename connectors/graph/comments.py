"""Reading comments from a Graph API: newest first, 50 a page, top-level ones with their replies; they cannot be filtered by time."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from connectors import reading
from connectors.base import COMMENT, InboundMessage, Known, Post
from connectors.graph.calls import Graph
from connectors.graph.values import EPOCH, Json, id_of, listed, next_cursor

_A_PAGE = 50
_last_look: dict[str, tuple[int, datetime]] = {}
"""Of each post this process has read: how many comments it had, and when the newest of them was written.

The count includes replies, so a fan's reply deep in an old thread shows there though the newest page looks the same.
Only a hint: a new process reads by the stop rule alone.
"""

Page = list[InboundMessage]


class Read(Protocol):
    """One comment of a platform's JSON or, with `parent`, one reply in the thread of that comment."""

    def __call__(self, row: Json, under: Post | None, parent: str = "") -> InboundMessage: ...


@dataclass(frozen=True)
class Shape:
    """How a platform wants to be asked for comments. `inner` is the name of the replies, as edge and as field."""

    fields: str
    inner: str
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def with_replies(self) -> str:
        return f"{self.fields},{self.inner}.limit({_A_PAGE}){{{self.fields}}}"


@dataclass(frozen=True)
class Comments:
    """The comments of one account's posts."""

    graph: Graph
    shape: Shape
    read: Read

    def under(self, post: Post) -> Iterator[Page]:
        """All of them, a page at a time, each top-level comment followed by its replies."""
        asked: Json = {**self.shape.asked, "fields": self.shape.with_replies, "limit": _A_PAGE}
        for rows in self.graph.pages(f"{post.external_id}/comments", asked):
            yield [message for row in rows if id_of(row.get("id")) for message in self._thread(row, post)]

    def news(self, post: Post, count: int, known: Known) -> Iterator[Page]:
        """What is not known; `count` is how many comments and replies the platform says there are."""
        growth = _Growth(post.external_id, count)
        yield from reading.news(self.under(post), known, growth.is_explained)
        growth.remember()

    def below(self, top: str) -> Iterator[InboundMessage]:
        """The replies to the top-level comment `top`. MessageGone when that is gone."""
        yield from self._replies(top, None)

    def now(self, ids: Collection[str], can_read: Callable[[], bool]) -> Iterator[InboundMessage]:
        """These comments as they are. What the platform does not show is gone for good only if it shows any other.

        It says the same of a comment that was deleted and of one that a lost right hides; `can_read` tells whether some
        comment can be read, and is asked only when none of these could.
        """
        missing, seen = [], False
        for id, row in self.graph.each(ids, self.shape.fields):
            if row is None:
                missing.append(id)
                continue
            seen = True
            yield self.read({**row, "id": id}, None)
        if missing and (seen or can_read()):
            yield from (_gone(id) for id in missing)

    def _thread(self, row: Json, under: Post) -> Iterator[InboundMessage]:
        top = id_of(row.get("id"))
        yield self.read(row, under)
        yield from self._rows(listed(row, self.shape.inner), under, top)
        if deeper := next_cursor(row.get(self.shape.inner)):
            yield from self._replies(top, under, after=deeper)

    def _replies(self, top: str, under: Post | None, **further: str) -> Iterator[InboundMessage]:
        asked: Json = {"fields": self.shape.fields, "limit": _A_PAGE, **further}
        for rows in self.graph.pages(f"{top}/{self.shape.inner}", asked):
            yield from self._rows(rows, under, top)

    def _rows(self, rows: list[Json], under: Post | None, top: str) -> Iterator[InboundMessage]:
        yield from (self.read(row, under, top) for row in rows if id_of(row.get("id")))


def _gone(id: str) -> InboundMessage:
    return InboundMessage(id, COMMENT, "", "", "", EPOCH, id, deleted=True)


class _Growth:
    """How many comments a post has gained since this process read it last, and whether the pages read so far hold them all."""

    def __init__(self, post_id: str, count: int) -> None:
        self._post_id, self._count = post_id, count
        before, self._newest = _last_look.get(post_id, (count, EPOCH))
        self._missing = count - before
        self._newest_now = self._newest

    def is_explained(self, page: Page) -> bool:
        times = [message.created_at for message in page]
        self._missing -= sum(time > self._newest for time in times)
        self._newest_now = max([self._newest_now, *times])
        return self._missing <= 0

    def remember(self) -> None:
        _last_look[self._post_id] = (self._count, self._newest_now)

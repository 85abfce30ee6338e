"""What a process remembers from one look at a channel to the next. Only a hint that spares quota: a new process does without.

Wide looks and looks at what is held cost extra units. They come after so many plain looks, so that they stay a fixed share of
what looking costs, however many accounts divide a day's units, and not before so much time is over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from connectors.base import InboundMessage

WIDE_PAGES = 5
WIDE_SECONDS = 1_800.0
WIDE_LOOKS = 20
"""So often a look reads so many pages, known or not: for fans who go on in an old thread. A fifth of a unit a look."""

HELD_SECONDS = 600.0
HELD_LOOKS = 10
"""So often a look reads what is held for review and what is likely spam: two lists. A fifth of a unit a look."""

_MOST = 5_000


@dataclass(frozen=True)
class _Due:
    """Something that is not done at every look: when it was done last, and how many looks have come since."""

    at: float | None = None
    looks: int = 0


@dataclass(frozen=True)
class _Seen:
    """How many replies threads had, what was held, and when the rarer things were done."""

    replies: dict[str, int] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    wide: _Due = _Due()
    held_read: _Due = _Due()


_last: dict[str, _Seen] = {}


class Look:
    """One look at one channel, compared with the last one that came to its end."""

    def __init__(self, channel_id: str, now_seconds: float) -> None:
        self._channel_id, self._now = channel_id, now_seconds
        self._before = _last.get(channel_id, _Seen())
        self._is_wide = self._before.wide.at is not None and self._is_due(self._before.wide, WIDE_SECONDS, WIDE_LOOKS)
        self.reads_held = self._is_due(self._before.held_read, HELD_SECONDS, HELD_LOOKS)
        self._replies: dict[str, int] = {}
        self._changed: dict[str, InboundMessage] = {}
        self._held: set[str] = set()
        self._handed: set[str] = set()
        self._pages = 0

    def has_grown(self, thread_id: str, replies: int) -> bool:
        """Whether a thread may have replies that this process has not read."""
        return self._before.replies.get(thread_id) != replies

    def read(self, thread_id: str, replies: int) -> None:
        """All replies of a thread are read, or came along."""
        self._replies[thread_id] = replies

    def saw(self, page: list[InboundMessage]) -> None:
        """This page of what is public was read."""
        self._pages += 1
        fans = [one for one in page if not one.from_account]
        self._changed |= {one.external_id: one for one in fans if one.edited_at or one.external_id in self._before.held}

    def saw_held(self, page: list[InboundMessage]) -> None:
        """This page of what is not public was read."""
        self._held |= {one.external_id for one in page if one.held}
        self._changed |= {one.external_id: one for one in page if one.held and one.external_id not in self._before.held}

    def is_enough(self, _page: list[InboundMessage]) -> bool:
        """Whether this look may end at a page that is known."""
        return not self._is_wide or self._pages >= WIDE_PAGES

    def once(self, pages: Iterable[list[InboundMessage]]) -> Iterator[list[InboundMessage]]:
        """These pages without what this look has handed over before: a thread may be in more than one list."""
        for page in pages:
            fresh = [one for one in page if one.external_id not in self._handed]
            self._handed |= {one.external_id for one in fresh}
            if fresh:
                yield fresh

    def changed(self) -> list[InboundMessage]:
        """What was not new, but was edited, held back or shown again.

        What was edited comes again at every look that meets it: whoever stores it knows whether the words are new, and may
        have been too busy to take them last time.
        """
        return [one for one in self._changed.values() if one.external_id not in self._handed]

    def remember(self) -> None:
        """The look came to its end: whoever takes the messages has taken all of them."""
        before = self._before
        _last[self._channel_id] = _Seen(
            replies=_newest(before.replies, self._replies),
            held=frozenset(self._held) if self.reads_held else before.held - self._changed.keys(),
            wide=self._next(before.wide, self._is_wide or before.wide.at is None),
            held_read=self._next(before.held_read, self.reads_held),
        )

    def _is_due(self, due: _Due, seconds: float, looks: int) -> bool:
        return due.at is None or (self._now - due.at >= seconds and due.looks + 1 >= looks)

    def _next(self, due: _Due, done: bool) -> _Due:
        return _Due(self._now) if done else _Due(due.at, due.looks + 1)


def is_held(channel_id: str, id: str) -> bool:
    """Whether the last look at what is not public met this comment."""
    return channel_id in _last and id in _last[channel_id].held


def _newest(before: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    """Both together, the later ones counting; not more than anybody needs."""
    kept = {**{id: count for id, count in before.items() if id not in now}, **now}
    return dict(list(kept.items())[-_MOST:])

"""What a process remembers from one look at a channel to the next. Only a hint that spares quota: a new process does without."""

from dataclasses import dataclass, field

from connectors.base import InboundMessage

WIDE_PAGES = 5
WIDE_SECONDS = 1_800.0
"""So often a look reads so many pages, known or not: for fans who go on in an old thread. At most 192 units a day."""

_MOST = 5_000


@dataclass(frozen=True)
class _Seen:
    """How many replies threads had, and when a wide look was made last."""

    replies: dict[str, int] = field(default_factory=dict)
    wide_at: float | None = None


_last: dict[str, _Seen] = {}


class Look:
    """One look at one channel, compared with the last one that came to its end."""

    def __init__(self, channel_id: str, now_seconds: float) -> None:
        self._channel_id = channel_id
        self._before = _last.get(channel_id, _Seen())
        last_wide = self._before.wide_at
        self._is_wide = last_wide is not None and now_seconds - last_wide >= WIDE_SECONDS
        self._wide_at = now_seconds if last_wide is None or self._is_wide else last_wide
        self._replies: dict[str, int] = {}
        self._edited: dict[str, InboundMessage] = {}
        self._handed: set[str] = set()
        self._pages = 0

    def has_grown(self, thread_id: str, replies: int) -> bool:
        """Whether a thread may have replies that this process has not read."""
        return self._before.replies.get(thread_id) != replies

    def read(self, thread_id: str, replies: int) -> None:
        """All replies of a thread are read, or came along."""
        self._replies[thread_id] = replies

    def saw(self, page: list[InboundMessage]) -> None:
        """This page was read."""
        self._pages += 1
        self._edited.update({one.external_id: one for one in page if one.edited_at and not one.from_account})

    def is_enough(self, _page: list[InboundMessage]) -> bool:
        """Whether this look may end at a page that is known."""
        return not self._is_wide or self._pages >= WIDE_PAGES

    def handed_over(self, page: list[InboundMessage]) -> None:
        """These were new."""
        self._handed.update(one.external_id for one in page)

    def edited(self) -> list[InboundMessage]:
        """What was not new, but was changed after it was written.

        Again at every look that meets it: whoever stores it knows whether the words are new, and may have been too busy
        to take them last time.
        """
        return [one for one in self._edited.values() if one.external_id not in self._handed]

    def remember(self) -> None:
        """The look came to its end: whoever takes the messages has taken all of them."""
        _last[self._channel_id] = _Seen(_newest(self._before.replies, self._replies), self._wide_at)


def _newest(before: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    """Both together, the later ones counting; not more than anybody needs."""
    kept = {**{id: count for id, count in before.items() if id not in now}, **now}
    return dict(list(kept.items())[-_MOST:])

"""Figures of what became of messages: counts that add up, and waiting times in logarithmic boxes."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key")
STEP = 1.2
"""Each box of waiting times is so many times as wide as the one before: a quantile is right within a tenth."""


class Fate(StrEnum):
    """What became of one message. Each message has exactly one, the latest."""

    AUTO = "auto"  # the avatar's reply went by itself
    UNCHANGED = "unchanged"  # a person approved the draft as it stood
    CHANGED = "changed"  # a person changed the draft and sent it
    WRITTEN = "written"  # a person wrote the reply here, without a draft
    BY_HAND = "by_hand"  # the creator answered in the platform's own app
    REJECTED = "rejected"
    NEEDS_NONE = "needs_none"  # put aside: nothing to answer
    CAUGHT = "caught"  # spam or scam, put aside
    EXPIRED = "expired"
    FAILED = "failed"
    DELETED = "deleted"  # by the fan
    WAITING = "waiting"  # for a machine or a person, or for its time to be sent


SENT = (Fate.AUTO, Fate.UNCHANGED, Fate.CHANGED, Fate.WRITTEN)
"""A reply of ours reached the platform, even if it was taken down later."""
FROM_DRAFT = (Fate.AUTO, Fate.UNCHANGED, Fate.CHANGED)
DECIDED = (Fate.UNCHANGED, Fate.CHANGED, Fate.REJECTED)
"""A person looked at a draft and decided."""


class Answerer(StrEnum):
    """Who answered, where it is told how long that took."""

    AVATAR = "avatar"  # by itself, or a draft that a person approved, changed or not
    HAND = "hand"  # a person's own words


@dataclass(frozen=True)
class Figures:
    """Sums over messages. `waits`: for each Answerer, box number -> replies; `edits` are shares of letters, 0..1 each.

    `style` sums the style scores (0..100) of `styled` drafts; `withdrawn` counts sent replies that were taken down.
    """

    fates: Mapping[str, int] = field(default_factory=dict)
    drafted: int = 0
    withdrawn: int = 0
    style: float = 0.0
    styled: int = 0
    edits: float = 0.0
    edited: int = 0
    waits: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    asked: int = 0  # messages for which a language model was asked
    tokens: int = 0  # read and written by it
    dollars: float = 0.0  # as far as prices are known
    unpriced: int = 0  # calls whose price nobody knows

    @property
    def received(self) -> int:
        return sum(self.fates.values())

    def of(self, *fates: Fate) -> int:
        """How many messages had one of these fates."""
        return sum(self.fates.get(fate, 0) for fate in fates)

    @property
    def style_mean(self) -> float | None:
        return self.style / self.styled if self.styled else None

    @property
    def edits_per_hundred(self) -> float | None:
        """Of a hundred replies that began as a draft, how many a person had to change."""
        return share(100 * self.of(Fate.CHANGED), self.of(*FROM_DRAFT))

    @property
    def auto_share(self) -> float | None:
        """Of the replies that were sent, the share that went by itself, 0..1."""
        return share(self.of(Fate.AUTO), self.of(*SENT))

    def decided_share(self, fate: Fate) -> float | None:
        """Of the drafts that a person decided on, the share that ended so, 0..1."""
        return share(self.of(fate), self.of(*DECIDED))

    def wait(self, part: float, *answerers: Answerer) -> float | None:
        """The waiting time in seconds within which `part` (0..1) of the replies came; None without any."""
        return quantile(added([self.waits.get(one, {}) for one in answerers or tuple(Answerer)]), part)


def share(of: float, all: float) -> float | None:
    """`of` in `all`; None where there is nothing to divide by."""
    return of / all if all else None


def together(several: Iterable[Figures]) -> Figures:
    """The sums of several."""
    each = list(several)
    return Figures(
        fates=added([one.fates for one in each]), drafted=sum(one.drafted for one in each),
        withdrawn=sum(one.withdrawn for one in each), style=sum(one.style for one in each),
        styled=sum(one.styled for one in each), edits=sum(one.edits for one in each), edited=sum(one.edited for one in each),
        waits={who: added([one.waits.get(who, {}) for one in each]) for who in Answerer},
        asked=sum(one.asked for one in each), tokens=sum(one.tokens for one in each),
        dollars=sum(one.dollars for one in each), unpriced=sum(one.unpriced for one in each),
    )  # fmt: skip


def added(counts: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    """Counts summed key by key."""
    total: dict[Key, int] = {}
    for one in counts:
        for key, number in one.items():
            total[key] = total.get(key, 0) + number
    return total


def box(seconds: float) -> int:
    """The number of the box that a waiting time falls into; below a second it is 0."""
    return 0 if seconds < 1 else 1 + int(math.log(seconds, STEP))


def middle(number: int) -> float:
    """The waiting time in seconds that stands for a box."""
    return 0.5 if number == 0 else float(STEP ** (number - 0.5))


def quantile(boxes: Mapping[int, int], part: float) -> float | None:
    """The waiting time in seconds within which `part` (0..1) of all came; None without any."""
    wanted, seen = part * sum(boxes.values()), 0
    for number in sorted(boxes):
        seen += boxes[number]
        if boxes[number] and seen >= wanted:
            return middle(number)
    return None

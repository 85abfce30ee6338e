"""What a platform allows, what it costs, and how near an account is to the end of it. Part of the border."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol


class Moderation(StrEnum):
    """What can be done with a fan's message at the platform."""

    HIDE = "hide"
    SHOW = "show"
    DELETE = "delete"
    SPAM = "spam"
    BAN = "ban"


@dataclass(frozen=True)
class Fact:
    """A limit in words that a creator understands, and where it is written: the name of the vendor's page."""

    sentence: str
    source: str


@dataclass(frozen=True)
class Limits:
    """Facts of a platform for one kind of message.

    `reply_window` counts from the fan's message; `human_window` is the longer one for words that a person wrote by hand;
    within `private_window` a comment may be answered by direct message, once. `reply_cost` is in units of the daily
    budget, `sends_an_hour` counts for one account.
    """

    max_reply_bytes: int
    reply_window: timedelta | None = None
    human_window: timedelta | None = None
    private_window: timedelta | None = None
    can_delete: bool = True
    moderation: frozenset[Moderation] = frozenset()
    reply_cost: int = 0
    sends_an_hour: int | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Pressure:
    """How much of its allowance a platform says an account has used, 0..1, and for how long it must rest (0: not at all)."""

    share: float = 0.0
    rest_seconds: float = 0.0


class Purse(Protocol):
    """Pays for calls that cost units of a daily budget. Shared by all accounts and workers of one project."""

    def take(self, units: int, writes: bool) -> bool:
        """Reserve `units` before the call that costs them. False: the day's budget does not hold them any more."""

    def share(self, use: str, most_units: int) -> "Purse":
        """Counts `most_units` a day for one use of this budget, beside what is taken from the whole."""


class _Bottomless:
    def take(self, units: int, writes: bool) -> bool:  # noqa: ARG002 for whoever counts nothing
        return True

    def share(self, use: str, most_units: int) -> Purse:  # noqa: ARG002 for whoever counts nothing
        return self


BOTTOMLESS: Purse = _Bottomless()


class Pace(Protocol):
    """Keeps calls apart that a platform counts by the second. Shared by all workers."""

    def wait(self, whose: str, seconds_apart: float) -> None:
        """Return when it is the turn of `whose` next call; the one after it has to wait so many seconds more."""

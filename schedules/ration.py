"""What to answer when a day's budget does not reach for everything: the best first, and nothing left over in the end.

Whoever decides now does not know what the rest of the day brings, but knows what yesterday brought. A reply may go when it
would still be among the best that the budget reaches for, were the rest of the day like yesterday. As the day ends, less and
less is still to come, and what is left goes to whatever waits. Pure: values in, values out.
"""

import math
from dataclasses import dataclass

LOOKING_SHARE = 0.2
"""Of a day's units, what is kept for looking: a reply to what nobody has seen is worth nothing."""

_BASE = 0.1
_HALF_LIFE_SECONDS = 86_400.0


@dataclass(frozen=True)
class Wish:
    """What speaks for answering one message. `age_seconds`: since the fan wrote it."""

    is_question: bool = False
    wants_to_buy: bool = False
    from_superfan: bool = False
    from_first_timer: bool = False
    age_seconds: float = 0.0


@dataclass(frozen=True)
class Worth:
    """What an answer is worth, 0..1, and why, as words for the page."""

    value: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rest:
    """The rest of a budget's day.

    `waiting`: the worths of the replies that could go now, the one in question among them. `recent`: the worths of all that
    wanted an answer in the last 24 hours. `share_of_day_left`: which part of a usual day's messages is still to come, 0..1.
    """

    waiting: tuple[float, ...]
    recent: tuple[float, ...]
    replies_left: int
    share_of_day_left: float


_POINTS = (
    ("is_question", 0.35, "a question"),
    ("wants_to_buy", 0.3, "wants to buy"),
    ("from_superfan", 0.15, "writes often"),
    ("from_first_timer", 0.1, "writes for the first time"),
)


def worth(wish: Wish) -> Worth:
    """What answering is worth: what speaks for it added up, halved with every day that it is old."""
    found = [(points, reason) for name, points, reason in _POINTS if getattr(wish, name)]
    freshness = 0.5 ** (max(wish.age_seconds, 0.0) / _HALF_LIFE_SECONDS)
    reasons = tuple(reason for _points, reason in found)
    stale = ("has waited long",) if freshness < 0.75 else ()
    return Worth((_BASE + sum(points for points, _reason in found)) * freshness, (*reasons, *stale))


def may_go(value: float, rest: Rest) -> bool:
    """Whether a reply of this worth may be sent now."""
    return rest.replies_left > 0 and value >= threshold(rest)


def threshold(rest: Rest) -> float:
    """The least worth that may go now: 0 when the budget reaches for all that waits and all that is still to come."""
    share = min(max(rest.share_of_day_left, 0.0), 1.0)
    pool = [(value, 1.0) for value in rest.waiting] + [(value, share) for value in rest.recent if share > 0]
    reach, least = float(rest.replies_left), math.inf
    for value, weight in sorted(pool, reverse=True):
        if reach < weight / 2:
            return least
        reach, least = reach - weight, value
    return 0.0


def looking_reserve(units_a_day: int, units_left: int, share_of_day_left: float) -> int:
    """Units that stay reserved for looking in the rest of the day."""
    kept = LOOKING_SHARE * units_a_day * min(max(share_of_day_left, 0.0), 1.0)
    return int(min(kept, max(units_left, 0)))


def replies_left(units_left: int, reserved: int, reply_cost: int) -> int:
    """How many replies the rest of the day's units pay for, beside what is reserved."""
    return max((units_left - reserved) // max(reply_cost, 1), 0)

"""A pretended day of fans for benchmarks.quota: how many comments ten channels get, when, and what they are.

Assumed, not measured: the sizes of the channels fall like 1, 1/2, 1/3..., the hours follow an evening curve, three of five
comments want an answer, and of those one in four is a question.
"""

import random
from dataclasses import dataclass

from schedules.ration import Wish

DAY = 86_400.0
COMMENTS, ACCOUNTS = 5_000, 10

CURVE = (9, 11, 12, 12, 11, 9, 6, 4, 3, 2, 2, 1.5, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9)
"""Comments in each hour UTC; the quota's day begins at 8 (midnight Pacific, winter time)."""

DAY_BEGINS = 8
WANT_AN_ANSWER = 0.6
_OF_ANSWERS = {"is_question": 0.25, "wants_to_buy": 0.04, "from_superfan": 0.12, "from_first_timer": 0.35}


@dataclass(frozen=True)
class Comment:
    """One comment. `at`: seconds since the quota's day began. `wish` is None where nobody waits for an answer."""

    at: float
    account: int
    wish: Wish | None


def day(seed: int) -> list[Comment]:
    """All comments of one day, in order."""
    chance = random.Random(seed)
    hours = [CURVE[(DAY_BEGINS + hour) % 24] for hour in range(24)]
    sizes = [1 / (rank + 1) for rank in range(ACCOUNTS)]
    found = [
        Comment(_time(chance, hours), chance.choices(range(ACCOUNTS), sizes)[0], _wish(chance)) for _ in range(COMMENTS)
    ]
    return sorted(found, key=lambda comment: comment.at)


def hours_of(comments: list[Comment], account: int) -> tuple[float, ...]:
    """How many comments an account got in each hour UTC: what Fanmail would have learned by then."""
    counts = [0.0] * 24
    for comment in comments:
        if comment.account == account:
            counts[(DAY_BEGINS + int(comment.at // 3600)) % 24] += 1
    return tuple(counts)


def is_active(at: float) -> bool:
    """Whether this is in the hours in which more is written than on average."""
    return CURVE[(DAY_BEGINS + int(at // 3600)) % 24] > sum(CURVE) / 24


def _time(chance: random.Random, hours: list[float]) -> float:
    return (chance.choices(range(24), hours)[0] + chance.random()) * 3600


def _wish(chance: random.Random) -> Wish | None:
    if chance.random() >= WANT_AN_ANSWER:
        return None
    return Wish(**{name: chance.random() < share for name, share in _OF_ANSWERS.items()})

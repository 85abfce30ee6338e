"""When to look at an account next: a pure function of what was seen."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Hours = tuple[float, ...]
"""How much fans usually write in each hour of the day (UTC, from midnight): 24 weights of any scale, or none at all."""


@dataclass(frozen=True)
class Seen:
    """What the last looks at an account found, and what it may use.

    `units_left` is what the day's budget still holds for looking, if there is one, for all the `sharing` accounts that live
    on it; `poll_cost` what one look costs on average. `plan_factor` makes every pause so many times longer. `pressure` is
    the share of its allowance that the platform says the account has used, 0..1.
    """

    active_at: datetime | None = None
    failures: int = 0
    retry_after_seconds: float = 0.0
    units_left: int | None = None
    seconds_left_today: float = 86_400.0
    poll_cost: float = 1
    plan_factor: float = 1.0
    hours: Hours = ()
    pressure: float = 0.0
    sharing: int = 1


LONGEST = timedelta(hours=1)
SLOW_ABOVE, STOP_AT = 0.7, 0.9
"""Shares of a platform's allowance: beyond the first pauses grow, at the second we rest for LONGEST."""

_QUIETER = ((timedelta(minutes=15), 1), (timedelta(hours=2), 2), (timedelta(days=1), 5))
_QUIET = 15
_SLOWEST = 8.0
_SLEEPY = 3.0
_LEAST_WEIGHT = 0.25  # of the mean: somebody writes in the quietest hour too
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def next_poll(now: datetime, seen: Seen, floor_seconds: float) -> datetime:
    """The time of the next look: `floor_seconds` for a busy account, up to an hour for a quiet or failing one.

    Never earlier than the platform asked, and never so often that the day's budget would not last. What the budget allows
    is spent where fans usually write.
    """
    longest = max(LONGEST, timedelta(seconds=floor_seconds))
    pause = timedelta(
        seconds=floor_seconds * _slowness(now, seen) * max(seen.plan_factor, 1.0) * _strain(seen.pressure)
    )
    pause = longest if seen.pressure >= STOP_AT else min(pause, longest)
    due = now + max(pause, timedelta(seconds=seen.retry_after_seconds))
    return due if seen.units_left is None else max(due, _affordable(now, seen))


def usual_share(now: datetime, seconds: float, hours: Hours = ()) -> float:
    """Which share of a usual day's messages comes in the next so many seconds; of a whole day it is 1."""
    return _weight_of(now, timedelta(seconds=seconds), hours) / _weight_of(now, _DAY, hours)


def _slowness(now: datetime, seen: Seen) -> float:
    if seen.failures:
        return float(2 ** min(seen.failures, 10))
    quiet = _QUIET
    if seen.active_at is not None:
        quiet = next((times for age, times in _QUIETER if now - seen.active_at < age), _QUIET)
    return float(quiet) if quiet == 1 else quiet * _sleepiness(now, seen.hours)


def _sleepiness(now: datetime, hours: Hours) -> float:
    """In hours in which fans seldom write, what is quiet may wait longer; in others not less."""
    weights = _weights(hours)
    return min(max(sum(weights) / 24 / weights[now.astimezone(UTC).hour], 1.0), _SLEEPY)


def _strain(pressure: float) -> float:
    over = (pressure - SLOW_ABOVE) / (STOP_AT - SLOW_ABOVE)
    return 1.0 + (_SLOWEST - 1.0) * min(max(over, 0.0), 1.0)


def _affordable(now: datetime, seen: Seen) -> datetime:
    """When this account's next share of what is left for looking is due: the rest of the day divided by the looks that are
    left, an hour in which fans write more counting as longer."""
    rest = timedelta(seconds=seen.seconds_left_today)
    looks = int((seen.units_left or 0) / max(seen.poll_cost, 1e-9) / max(seen.sharing, 1))
    if looks <= 1:
        return now + rest
    return _after(now, _weight_of(now, rest, seen.hours) / looks, seen.hours)


def _weights(hours: Hours) -> Hours:
    """A weight for each hour, none of them far below the mean."""
    usable = tuple(max(weight, 0.0) for weight in hours)
    mean = sum(usable) / 24
    if len(usable) != 24 or mean <= 0:
        return (1.0,) * 24
    return tuple(max(weight / mean, _LEAST_WEIGHT) for weight in usable)


def _weight_of(start: datetime, span: timedelta, hours: Hours) -> float:
    """The weights of the hours in this span, added up over its seconds."""
    weights, total, end = _weights(hours), 0.0, start + span
    while start < end:
        until = min(_next_hour(start), end)
        total += weights[start.astimezone(UTC).hour] * (until - start).total_seconds()
        start = until
    return total


def _after(start: datetime, weight: float, hours: Hours) -> datetime:
    """When so much weight has passed."""
    weights = _weights(hours)
    while True:
        pace, until = weights[start.astimezone(UTC).hour], _next_hour(start)
        passes = pace * (until - start).total_seconds()
        if passes >= weight:
            return start + timedelta(seconds=weight / pace)
        start, weight = until, weight - passes


def _next_hour(moment: datetime) -> datetime:
    """The next full hour, UTC: where the weight changes."""
    there = moment.astimezone(UTC)
    return there.replace(minute=0, second=0, microsecond=0) + _HOUR

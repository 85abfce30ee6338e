"""When to look at an account next: a pure function of what was seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Seen:
    """What the last looks at an account found. `units_left` is what the day's budget still holds for looking, if there is one."""

    active_at: datetime | None = None
    failures: int = 0
    retry_after_seconds: float = 0.0
    units_left: int | None = None
    seconds_left_today: float = 86_400.0
    poll_cost: int = 1


LONGEST = timedelta(hours=1)
_QUIETER = ((timedelta(minutes=15), 1), (timedelta(hours=2), 2), (timedelta(days=1), 5))
_QUIET = 15


def next_poll(now: datetime, seen: Seen, floor_seconds: float) -> datetime:
    """The time of the next look: `floor_seconds` for a busy account, up to an hour for a quiet or failing one.

    Never earlier than the platform asked, and never so often that the day's budget would not last.
    """
    pause = timedelta(seconds=floor_seconds * _slowness(now, seen))
    pause = min(pause, max(LONGEST, timedelta(seconds=floor_seconds)))
    if seen.units_left is not None:
        pause = max(pause, _affordable(seen))
    return now + max(pause, timedelta(seconds=seen.retry_after_seconds))


def _slowness(now: datetime, seen: Seen) -> int:
    if seen.failures:
        return int(2 ** min(seen.failures, 10))
    if seen.active_at is None:
        return _QUIET
    return next((times for age, times in _QUIETER if now - seen.active_at < age), _QUIET)


def _affordable(seen: Seen) -> timedelta:
    looks = (seen.units_left or 0) // max(seen.poll_cost, 1)
    return timedelta(seconds=seen.seconds_left_today / looks if looks > 0 else seen.seconds_left_today)

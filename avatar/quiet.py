"""Quiet hours: what would go by itself waits until they end, unless the platform's time to answer is over before that."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_AT_MOST = 8  # quiet times that follow on one another; a week of whole days has seven


@dataclass(frozen=True)
class Quiet:
    """On a clock: from when until when, and on which days it begins (Monday is 0).

    `ends` not later than `begins` is a time of the next day, so the same twice is 24 hours.
    """

    zone: ZoneInfo
    begins: time
    ends: time
    days: frozenset[int]

    @property
    def never_ends(self) -> bool:
        """Whole days, every day: nothing would ever go by itself."""
        return self.begins == self.ends and len(self.days) == 7


@dataclass(frozen=True)
class Pause:
    """What quiet hours do to a reply that would go by itself: it waits until `until`, or a person is asked, with the reason."""

    until: datetime
    ask: str = ""


def quiet_until(quiet: Quiet | None, now: datetime) -> datetime | None:
    """When the quiet time ends that `now` is in, in UTC; None outside of one. What begins as another ends is one time.

    When clocks are put forward, a time that is left out counts as that much later (02:30 as 03:30); when they are put back, of a
    time that comes twice the first begins and the second ends.
    """
    if quiet is None:
        return None
    until = now
    for _ in range(_AT_MOST):
        end = _end_at(quiet, until)
        if end is None:
            break
        until = end
    return until if until > now else None


def pause(quiet: Quiet | None, now: datetime, reply_by: datetime | None) -> Pause | None:
    """What happens to a reply that would go by itself at `now`; None: it may go. `reply_by`: when the platform's time is over."""
    until = quiet_until(quiet, now)
    if quiet is None or until is None:
        return None
    if reply_by is None or reply_by > until:
        return Pause(until)
    end, last = (f"{at.astimezone(quiet.zone):%A, %H:%M}" for at in (until, reply_by))
    return Pause(
        until,
        f"Your quiet hours last until {end}, but the platform takes an answer only until {last}, so a person decides.",
    )


def _end_at(quiet: Quiet, now: datetime) -> datetime | None:
    """The end of the one quiet time that `now` is in. It may have begun on the day before."""
    today = now.astimezone(quiet.zone).date()
    for day in (today - _DAY, today):
        last = day if quiet.ends > quiet.begins else day + _DAY
        begins = datetime.combine(day, quiet.begins, quiet.zone)
        ends = datetime.combine(last, quiet.ends, quiet.zone)
        end = max(ends.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        if day.weekday() in quiet.days and begins.astimezone(UTC) <= now < end:
            return end
    return None

"""From when to when a workspace's use is counted: the months of its subscription, or of the calendar. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Period:
    """From `start` up to and without `end`."""

    start: datetime
    end: datetime

    @property
    def ends_on(self) -> str:
        """The day on which use is counted anew, in words."""
        return day(self.end)


def calendar_month(now: datetime) -> Period:
    """The month of `now`, UTC."""
    return month_since(datetime(now.year, now.month, 1, tzinfo=UTC), now)


def month_since(anchor: datetime, now: datetime) -> Period:
    """The month of `now`, where months begin on the day of `anchor`, or on the last day of a month that is too short."""
    months = (now.year - anchor.year) * 12 + now.month - anchor.month
    if later(anchor, months) > now:
        months -= 1
    return Period(later(anchor, months), later(anchor, months + 1))


def bought_month(start: datetime | None, end: datetime | None, yearly: bool, now: datetime) -> Period:
    """The month of `now` in what was bought from `start` to `end`; it goes on by the month where nobody has said how."""
    if start is None or end is None:
        return calendar_month(now)
    if yearly:
        return month_since(start, now)
    return Period(start, end) if start <= now < end else month_since(end, now)


def later(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later, or the last day of that month."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def day(moment: datetime) -> str:
    """In words: "1 December 2026"."""
    return f"{moment.day} {moment:%B %Y}"

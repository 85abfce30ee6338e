"""The calendar of billing: when a period that began at an anchor ends."""

import calendar
from datetime import UTC, datetime

HOUR = 3_600
DAY = 24 * HOUR


def period_end(anchor: int, interval: str, count: int, start: int) -> int:
    """The first moment after `start` that lies a whole number of intervals after `anchor`. Months keep the anchor's day."""
    if interval in ("day", "week"):
        step = count * (DAY if interval == "day" else 7 * DAY)
        return anchor + ((start - anchor) // step + 1) * step
    months = count * (12 if interval == "year" else 1)
    number = 1
    while (end := _later(anchor, number * months)) <= start:
        number += 1
    return end


def _later(anchor: int, months: int) -> int:
    at = datetime.fromtimestamp(anchor, UTC)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return int(at.replace(year=year, month=month + 1, day=day).timestamp())


def day(moment: int) -> str:
    """21 Nov 2026."""
    at = datetime.fromtimestamp(moment, UTC)
    return f"{at.day} {at:%b %Y}"


def money(cents: int, currency: str) -> str:
    """12.90 USD."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d} {currency.upper()}"

"""The day of a Google project's quota: it begins anew at midnight Pacific time, summer time and all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_PACIFIC = ZoneInfo("America/Los_Angeles")


def seconds_left(now: datetime) -> float:
    """How long until the next quota day begins; never 0."""
    tomorrow = now.astimezone(_PACIFIC).date() + timedelta(days=1)
    begins = datetime.combine(tomorrow, datetime.min.time(), _PACIFIC)
    return (begins.astimezone(UTC) - now).total_seconds()

"""The day's budget of a Google project: 1 unit a list, 50 a write, at least 1 for what is refused; fresh at midnight Pacific."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response

from connectors.world import World
from connectors.youtube.sandbox.answers import Refused
from connectors.youtube.sandbox.faults import quota_exceeded
from settings import settings

LIST, WRITE = 1, 50
_PACIFIC = ZoneInfo("America/Los_Angeles")


def counter(now: datetime) -> str:
    """The name under which the world counts the units of the Pacific day that `now` falls on."""
    return f"youtube units {now.astimezone(_PACIFIC):%Y-%m-%d}"


def spend(world: World, units: int, do: Callable[[], Response]) -> Response:
    """Pay for a call and make it. Refused with quotaExceeded, and nothing done, when the day's budget does not reach."""
    key = counter(datetime.now(UTC))
    if world.count(key, units) > settings().youtube_units_per_day:
        world.count(key, -units)
        raise quota_exceeded()
    try:
        return do()
    except Refused:
        world.count(key, LIST - units)
        raise

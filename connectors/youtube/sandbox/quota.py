"""The day's budget of a Google project, fresh at midnight Pacific; what is refused costs 1 unit. Prices: "Quota costs"."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response

from connectors.world import World
from connectors.youtube.sandbox.answers import Refused
from connectors.youtube.sandbox.faults import quota_exceeded
from settings import settings

LIST, WRITE = 1, 50
LIVE_LIST, LIVE_WRITE = 5, 20
CAPTIONS_LIST, CAPTIONS_DOWNLOAD = 50, 200
_LEAST = 1
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
        world.count(key, _LEAST - units)
        raise

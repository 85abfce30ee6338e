"""Calls that a platform counts by the second keep their distance, whichever worker makes them."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from models import Turn
from models.fields import utcnow


class SharedPace:
    """A connectors.limits.Pace that all workers share. `clock` gives the time in UTC, `sleep` waits so many seconds."""

    def __init__(self, clock: Callable[[], datetime] = utcnow, sleep: Callable[[float], None] = time.sleep) -> None:
        self._clock, self._sleep = clock, sleep

    def wait(self, whose: str, seconds_apart: float) -> None:
        """Return when it is this account's turn."""
        now = self._clock()
        at = Turn.take(whose, now, timedelta(seconds=seconds_apart))
        if at > now:
            self._sleep((at - now).total_seconds())

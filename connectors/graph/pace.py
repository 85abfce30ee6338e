"""Not faster than a platform allows: calls of one kind for one account keep their distance, at least in this process."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

CONVERSATIONS_APART = 0.5
"""Seconds: two calls a second for one account (Messenger Platform: Rate limits, Conversations API)."""


@dataclass
class OwnPace:
    """A connectors.limits.Pace for whoever works alone. `clock` gives seconds that only grow. Safe between threads."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, whose: str, seconds_apart: float) -> None:
        """Return when it is this account's turn."""
        with self._lock:
            now = self.clock()
            turn = max(now, self._next.get(whose, now))
            self._next[whose] = turn + seconds_apart
        if turn > now:
            self.sleep(turn - now)


ALONE = OwnPace()
"""Where nobody gave us one to share with other processes."""

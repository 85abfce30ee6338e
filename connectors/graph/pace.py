"""Not faster than a platform allows: calls of one kind for one account keep their distance, in this process."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Pace:
    """`clock` gives seconds that only grow, `sleep` waits so many. Safe between threads."""

    seconds_apart: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, whose: str) -> None:
        """Return when it is this account's turn."""
        with self._lock:
            now = self.clock()
            turn = max(now, self._next.get(whose, now))
            self._next[whose] = turn + self.seconds_apart
        if turn > now:
            self.sleep(turn - now)


CONVERSATIONS = Pace(0.5)
"""Two calls a second for one account (Messenger Platform: Rate limits, Conversations API)."""

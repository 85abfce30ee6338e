"""What every message asks for, remembered for a moment, so that it is not read again for each."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by key, at most `seconds` old. Safe between threads; two may read the same at once. Holds at most `most`."""

    def __init__(self, seconds: float, most: int = 2_000) -> None:
        self._seconds, self._most = seconds, most
        self._kept: dict[Hashable, tuple[float, Value]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], Value]) -> Value:
        """The value of `key`, read anew when it is too old."""
        with self._lock:
            found = self._kept.get(key)
        if found and time.monotonic() < found[0]:
            return found[1]
        value = read()
        with self._lock:
            if len(self._kept) >= self._most:
                self._kept.clear()
            self._kept[key] = (time.monotonic() + self._seconds, value)
        return value

    def forget(self) -> None:
        """Read everything anew from now on."""
        with self._lock:
            self._kept.clear()

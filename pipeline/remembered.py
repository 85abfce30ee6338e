"""What every message asks for, remembered for a moment, so that it is not read again for each."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by key, at most `seconds` old. Safe between threads: one reads, the others wait for it. Holds at most `most`."""

    def __init__(self, seconds: float, most: int = 2_000) -> None:
        self._seconds, self._most = seconds, most
        self._kept: dict[Hashable, tuple[float, Value]] = {}
        self._reading: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], Value]) -> Value:
        """The value of `key`, read anew when it is too old. Raises what `read` raises; whoever waited then reads for itself."""
        if found := self._fresh(key):
            return found[0]
        with self._lock:
            reading = self._reading.setdefault(key, threading.Lock())
        with reading:
            if found := self._fresh(key):  # read by another thread while this one waited
                return found[0]
            value = read()
            self._keep(key, value)
        return value

    def forget(self) -> None:
        """Read everything anew from now on."""
        with self._lock:
            self._kept.clear()

    def _fresh(self, key: Hashable) -> tuple[Value] | None:
        with self._lock:
            found = self._kept.get(key)
        return (found[1],) if found and time.monotonic() < found[0] else None

    def _keep(self, key: Hashable, value: Value) -> None:
        with self._lock:
            if len(self._kept) >= self._most:
                self._kept.clear()
            self._kept[key] = (time.monotonic() + self._seconds, value)
            self._reading.pop(key, None)

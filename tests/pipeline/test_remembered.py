"""What is remembered for a moment: read once, read anew when old, and never by two threads at once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.remembered import Remembered


def test_many_threads_that_ask_at_once_share_one_reading() -> None:
    reads, kept = [], Remembered[int](60)

    def read() -> int:
        reads.append(threading.get_ident())
        time.sleep(0.05)
        return len(reads)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: kept.get("key", read), range(32))) == {1}
    assert len(reads) == 1


def test_a_reading_that_fails_is_tried_by_whoever_waited() -> None:
    kept = Remembered[str](60)
    with pytest.raises(OSError, match="away"):
        kept.get("key", _away)
    assert kept.get("key", lambda: "back") == "back"


def test_what_is_old_or_forgotten_is_read_anew() -> None:
    brief, lasting = Remembered[int](0.0), Remembered[int](60)
    assert [brief.get("key", lambda value=value: value) for value in (1, 2)] == [1, 2]
    assert [lasting.get("key", lambda value=value: value) for value in (1, 2)] == [1, 1]
    lasting.forget()
    assert lasting.get("key", lambda: 3) == 3


def _away() -> str:
    raise OSError("away")

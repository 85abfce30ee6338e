"""What a page sets going and does not wait for: a mail, a line in the log. Nothing that must not be lost."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from logs import log

_threads = ThreadPoolExecutor(4, thread_name_prefix="afterwards")
_running: set[Future[None]] = set()


def afterwards(act: Callable[..., None], *values: Any) -> None:
    """Do it in a thread of this process, soon. What goes wrong stands in our log, without its words."""
    running = _threads.submit(_do, act, values)
    _running.add(running)
    running.add_done_callback(_running.discard)


def settle(seconds: float) -> bool:
    """Wait until all that was set going is done. False: something takes longer."""
    return not wait(list(_running), timeout=seconds).not_done


def _do(act: Callable[..., None], values: tuple[Any, ...]) -> None:
    try:
        act(*values)
    except Exception as error:
        log.error("not done afterwards", act=act.__name__, error=type(error).__name__)

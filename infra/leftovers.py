"""Processes of a start that did not end as it should: found by a mark in their environment, and ended."""

import os
from contextlib import suppress
from pathlib import Path

import psutil

MARK = "FANMAIL_RUN"
"""Every process of a running house carries its data folder under this name, and so do the processes those start."""


def mark(folder: Path) -> dict[str, str]:
    """The environment that marks a process as belonging to the house whose data is in `folder`."""
    return {MARK: str(folder.resolve())}


def leftovers(folder: Path) -> list[psutil.Process]:
    """Every living process that carries the mark of `folder`, apart from this one."""
    wanted = mark(folder)[MARK]
    return [one for one in psutil.process_iter() if one.pid != os.getpid() and _carries(one, wanted)]


def end(folder: Path, seconds: float = 10) -> int:
    """End them: asked first, killed after `seconds`. Returns how many there were."""
    found = leftovers(folder)
    for process in found:
        _tell(process, "terminate")
    _gone, alive = psutil.wait_procs(found, timeout=seconds)
    for process in alive:
        _tell(process, "kill")
    psutil.wait_procs(alive, timeout=5)
    return len(found)


def _carries(process: psutil.Process, wanted: str) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == wanted
    except (psutil.Error, OSError):  # somebody else's, or gone
        return False


def _tell(process: psutil.Process, what: str) -> None:
    with suppress(psutil.Error):  # gone meanwhile
        getattr(process, what)()

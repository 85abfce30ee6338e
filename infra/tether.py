"""Run a command that ends when whoever started it ends, even when that one was killed.

`python tether.py [--signal TERM|KILL] [--after FILE] -- command...` waits for FILE, then becomes the command: same process, same
id. Only Linux has the bond (`prctl`), and there it is to the thread that started the process, so that thread must last. Elsewhere
the command simply runs, and `infra.leftovers` finds it at the next start.
Standard library only, so that it starts in a few milliseconds.
"""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def tethered(command: tuple[str, ...], signal_name: str = "TERM", after: Path | None = None) -> list[str]:
    """The command line that runs `command` bound to its parent, once the file `after` is there."""
    wait = ["--after", str(after)] if after else []
    return [sys.executable, "-I", "-S", __file__, "--signal", signal_name, *wait, "--", *command]


def _bind(signal_number: int) -> None:
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:  # it died before the bond was made
        sys.exit(1)


def main(arguments: list[str]) -> None:
    """Bind, wait, become."""
    split = arguments.index("--")
    options = dict(zip(arguments[:split:2], arguments[1:split:2], strict=True))
    _bind(getattr(signal, "SIG" + options.get("--signal", "TERM")))
    while "--after" in options and not Path(options["--after"]).exists():
        time.sleep(0.2)
    command = arguments[split + 1 :]
    os.execvp(command[0], command)  # noqa: S606 the command is ours


if __name__ == "__main__":
    main(sys.argv[1:])

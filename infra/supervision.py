"""One supervisor that starts every part, restarts what dies, for ever, and ends them in order: what came last goes first."""

import shlex
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from infra.leftovers import mark
from infra.lines import Reader
from infra.parts import Part
from infra.plan import HOUSE, Plan
from infra.tether import tethered

SEEDED = "seeded"
"""A file in the run folder; the demo's fans wait for it before they write."""


def configuration(plan: Plan) -> str:
    """What supervisord reads. Restarts come 1, 2, 3... seconds after one another while a part does not stay up for 2 s."""
    run = plan.folder / "run"
    head = f"[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile={_plain(run / 'supervisord.pid')}\n"
    return head + "".join(_program(part, number, run) for number, part in enumerate(plan.parts, 1))


def _program(part: Part, place: int, run: Path) -> str:
    after = run / SEEDED if part.name == "demo" else None
    settings = {
        "command": _plain(shlex.join(tethered(part.command, after=after))),
        "priority": place,
        "environment": ",".join(f'{name}="{_plain(value)}"' for name, value in part.environment.items()),
        "autorestart": "true", "startsecs": 2, "startretries": 1_000_000_000,
        "stopwaitsecs": part.stop_seconds, "killasgroup": "true",
        "redirect_stderr": "true", "stdout_logfile": "/dev/fd/1", "stdout_logfile_maxbytes": 0,
    }  # fmt: skip
    return f"\n[program:{part.name}]\n" + "".join(
        f"{name}={value}\n" for name, value in settings.items() if value != ""
    )


def _plain(value: object) -> str:
    return str(value).replace("%", "%%")


class Supervisor:
    """The running supervisor. `show` gets each line of the log."""

    def __init__(self, plan: Plan, show: Callable[[str], None]) -> None:
        run = plan.folder / "run"
        (run / SEEDED).unlink(missing_ok=True)
        file = run / "supervisord.conf"
        file.write_text(configuration(plan))
        self._show = show
        self._plan = plan
        self._process = subprocess.Popen(
            tethered((sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(file))),
            cwd=HOUSE, env={**plan.environment, **mark(plan.folder), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, text=True, errors="replace",
        )  # fmt: skip
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def runs(self) -> bool:
        return self._process.poll() is None

    def let_fans_in(self) -> None:
        """The house is seeded; the demo may begin."""
        (self._plan.folder / "run" / SEEDED).touch()

    def stop(self) -> None:
        """Tell it to end every part, and wait until it has."""
        self._process.terminate()
        try:
            self._process.wait(sum(part.stop_seconds + 1 for part in self._plan.parts) + 5)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reading.join(2)

    def _read(self) -> None:
        assert self._process.stdout  # noqa: S101 it is a pipe
        reader = Reader()
        with self._process.stdout as lines:
            for line in lines:
                if text := reader.read(line):
                    self._show(text)

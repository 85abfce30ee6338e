"""The supervisor brings back what dies and ends everything in order."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from infra import embedded, leftovers
from infra.parts import Part
from infra.plan import Plan, Ports
from infra.preflight import open_folder
from infra.supervision import Supervisor
from tests.system import free_port, wait_until

SLOW_ENDER = "import signal, time; signal.signal(signal.SIGTERM, lambda *_: None); time.sleep(60); time.sleep(60)"


@pytest.fixture
def small_plan(tmp_path: Path) -> Iterator[Plan]:
    ports = Ports(database=free_port(), broker=free_port())
    parts = [
        embedded.database(tmp_path / "mongo", ports.database),
        embedded.broker(tmp_path / "valkey", ports.broker),
        Part("slow", (sys.executable, "-c", SLOW_ENDER, "100 %"), {"ODD": "50%, and (more)"}, stop_seconds=1),
    ]
    open_folder(tmp_path)
    yield Plan(tmp_path, ports, parts, environment=dict(os.environ))
    leftovers.end(tmp_path, seconds=0.1)


def _running(plan: Plan) -> dict[str, psutil.Process]:
    """The parts that have become what they should be, by name."""
    found = {}
    for process in leftovers.leftovers(plan.folder):
        line = process.cmdline()
        found |= {part.name: process for part in plan.parts if tuple(line) == part.command}
    return found


def test_a_killed_part_returns_and_stopping_leaves_nothing(small_plan: Plan) -> None:
    lines: list[str] = []
    supervisor = Supervisor(small_plan, lines.append)
    wait_until(lambda: len(_running(small_plan)) == 3)
    first = _running(small_plan)
    assert first["slow"].environ()["ODD"] == "50%, and (more)"

    first["broker"].send_signal(signal.SIGKILL)
    wait_until(lambda: _running(small_plan).get("broker", first["broker"]) != first["broker"])
    wait_until(lambda: any("broker    ended by itself (terminated by SIGKILL)" in line for line in lines))
    wait_until(lambda: any("broker    runs again" in line for line in lines))
    assert _running(small_plan)["database"] == first["database"]

    supervisor.stop()
    assert leftovers.leftovers(small_plan.folder) == []
    assert not supervisor.runs()
    assert any("slow      did not end in time and is killed" in line for line in lines)


def test_leftovers_of_a_killed_supervisor_are_ended_by_the_next_start(small_plan: Plan) -> None:
    supervisor = Supervisor(small_plan, lambda _line: None)
    wait_until(lambda: len(_running(small_plan)) == 3)
    pid = int((small_plan.folder / "run" / "supervisord.pid").read_text())
    os.kill(pid, signal.SIGKILL)
    leftovers.end(small_plan.folder, seconds=1)
    assert leftovers.leftovers(small_plan.folder) == []
    supervisor.stop()

"""`python -m infra.run`, the one command, as a person uses it: start, a second start, a kill, a start again, Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import httpx
import pytest

from infra import leftovers
from infra.plan import HOUSE, Ports
from settings import Settings
from tests.system import free_port, wait_until


class Run:
    """One start of the command; `said()` is all that it has written."""

    def __init__(self, folder: Path, offset: int, **environment: str) -> None:
        self.log = folder.parent / f"run-{os.urandom(4).hex()}.log"
        clean = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
        command = [sys.executable, "-m", "infra.run", "--folder", str(folder), "--port-offset", str(offset)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=HOUSE, env={**clean, **environment}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self) -> None:
        wait_until(lambda: "Fanmail is ready" in self.said() or self.process.poll() is not None, 60)
        assert self.process.poll() is None, self.said()

    def end(self, how: signal.Signals) -> int:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        return self.process.wait(60)


def _free_offset() -> int:
    """By how much the ports can be moved so that all of them are free."""
    for _ in range(50):
        offset = free_port() % 20_000 + 200
        with suppress(OSError):
            for port in asdict(Ports().shifted(offset)).values():
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return offset
    raise AssertionError("no free ports")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A data folder and a port offset. Whatever runs there afterwards is ended."""
    folder = tmp_path / "data"
    yield folder, _free_offset()
    leftovers.end(folder, seconds=1)


WITHOUT_DEMO = {"DEMO": "0", "LANGUAGE_MODEL_URL": "http://127.0.0.1:9/v1"}


def test_one_command_starts_everything_and_ctrl_c_leaves_nothing(house: tuple[Path, int]) -> None:
    folder, offset = house
    web = Ports().shifted(offset).web
    first = Run(folder, offset, **WITHOUT_DEMO)
    first.wait_until_ready()
    assert f"http://127.0.0.1:{web}" in first.said()
    assert "trials and small use" in first.said()
    assert httpx.get(f"http://127.0.0.1:{web}/healthz").status_code == 200
    secrets = (folder / "secrets.env").read_text()

    second = Run(folder, offset, **WITHOUT_DEMO)
    assert second.process.wait(30) == 1
    assert second.said().strip() == f"Fanmail is already running with the data in {folder}: http://127.0.0.1:{web}"

    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    third = Run(folder, offset, **WITHOUT_DEMO)
    third.wait_until_ready()
    assert (folder / "secrets.env").read_text() == secrets
    assert third.end(signal.SIGINT) == 0
    assert leftovers.leftovers(folder) == []
    assert "Traceback" not in third.said()
    assert third.said().rstrip().endswith("stopped; nothing is left running")


def test_a_taken_port_stops_the_start_before_anything_runs(house: tuple[Path, int]) -> None:
    folder, offset = house
    port = Ports().shifted(offset).broker
    with socket.create_server(("127.0.0.1", port)):
        refused = Run(folder, offset, **WITHOUT_DEMO)
        assert refused.process.wait(30) == 1
    assert refused.said().startswith(f"Port {port} is taken, and the queue needs it.")
    assert leftovers.leftovers(folder) == []
    assert not (folder / "mongo").exists()
    assert not (folder / "secrets.env").exists()

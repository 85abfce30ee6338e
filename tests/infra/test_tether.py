"""A tethered process ends with whoever started it, and starts when it is allowed to."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from infra.tether import tethered
from tests.system import wait_until

STARTER = """
import subprocess, sys
print(subprocess.Popen(sys.argv[1:]).pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux binds a process to its parent")
def test_a_tethered_process_ends_when_its_starter_is_killed() -> None:
    command = [sys.executable, "-c", STARTER, *tethered(("sleep", "60"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout
        child = psutil.Process(int(starter.stdout.readline()))
        wait_until(lambda: child.name() == "sleep")
        starter.send_signal(signal.SIGKILL)
        wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_process_that_waits_for_a_file_starts_when_it_is_there(tmp_path: Path) -> None:
    command = tethered(("touch", str(tmp_path / "begun")), after=tmp_path / "go")
    with subprocess.Popen(command) as waiting:
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(0.3)
        (tmp_path / "go").touch()
        assert waiting.wait(5) == 0
    assert (tmp_path / "begun").exists()

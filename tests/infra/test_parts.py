"""The Procfile, for hosts that read one, starts what `make run` starts."""

import shlex

from infra import parts
from infra.plan import HOUSE


def _procfile() -> dict[str, list[str]]:
    lines = (HOUSE / "Procfile").read_text().splitlines()
    return {name: shlex.split(command) for name, _, command in (line.partition(": ") for line in lines)}


def test_the_procfile_names_the_three_processes_of_a_real_installation() -> None:
    assert set(_procfile()) == {"web", "worker", "beat"}


def test_the_procfile_serves_the_dashboard_as_we_do() -> None:
    ours = parts.web(8000).command
    for option in ("--worker-class", "--workers", "--threads"):
        assert _procfile()["web"][_procfile()["web"].index(option) + 1] == ours[ours.index(option) + 1]
    assert _procfile()["web"][-1] == ours[-1]


def test_the_procfile_runs_the_same_worker_and_clock() -> None:
    for name, ours in (("worker", parts.worker().command), ("beat", parts.beat().command)):
        app = ours[ours.index("-A") : ours.index("-A") + 3]
        theirs = _procfile()[name]
        assert tuple(theirs[theirs.index("-A") : theirs.index("-A") + 3]) == app
    assert "OMP_NUM_THREADS=1" in _procfile()["worker"] and parts.worker().environment["OMP_NUM_THREADS"] == "1"
    assert "threads" in _procfile()["worker"] and "threads" in parts.worker().command

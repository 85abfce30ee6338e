"""Training on this machine as its folder shows it; a stand-in takes the place of the process that needs the heavy packages."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from connectors.errors import Permanent
from connectors.training.base import ENDED, Method, Recipe, State, TrainingSet
from connectors.training.local import Local
from connectors.training.runner_folder import Run, TrainingFolder
from infra import parts
from tests.system import wait_until

ROW = json.dumps({"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hey"}]}).encode()
GIVEN = TrainingSet(ROW + b"\n" + ROW + b"\n", ROW + b"\n")
TRAINEE = Path(__file__).with_name("trainee.py")


class Trainer:
    """The real trainer as a process of its own, whose base models are the ways in which the stand-in behaves."""

    def __init__(self, folder: Path) -> None:
        others = [word for how in ("slow", "broken", "mortal") for word in ("--base", f"{how}={how}")]
        part = parts.trainer(folder, "well", Path("well"))
        self._command = [*part.command, *others, "--command", f"{sys.executable} {TRAINEE}"]
        self._folder = folder
        self.start()

    def start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(TRAINEE.parents[3])}
        self.process = subprocess.Popen(self._command, env=environment, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(10)


@pytest.fixture
def local(tmp_path: Path) -> Local:
    return Local(tmp_path / "training", "well")


@pytest.fixture
def trainer(tmp_path: Path, local: Local) -> Iterator[Trainer]:
    found = Trainer(tmp_path / "training")
    wait_until(lambda: "slow" in local.models())
    yield found
    found.kill()
    for pid in _pids(tmp_path):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _pids(folder: Path) -> list[int]:
    """Of all training processes so far."""
    return [int(line) for file in folder.glob("training/runs/*/starts") for line in file.read_text().split()]


def _ended(local: Local, run: str, seconds: float = 30) -> State:
    wait_until(lambda: local.status(run).state in ENDED, seconds)
    return local.status(run).state


def test_a_run_is_trained_and_its_result_can_be_had(local: Local, trainer: Trainer, tmp_path: Path) -> None:
    assert local.problems(GIVEN, Recipe("well")) == []
    run = local.submit(GIVEN, Recipe("well", label="Nika-1"), "job-1")
    assert _ended(local, run) == State.SUCCEEDED
    progress = local.status(run)
    assert (progress.step, progress.steps, progress.trained_tokens) == (6, 6, 600)
    assert progress.model == f"well+nika-1-{run[:10]}"
    result = local.fetch(run, tmp_path / "mine")
    assert result.model == progress.model
    assert {file.name for file in result.files} >= {"adapter.gguf", "metrics.json"}
    assert (tmp_path / "training/adapters/well" / f"nika-1-{run[:10]}.gguf").exists()


def test_the_same_key_finds_the_run_that_it_began(local: Local) -> None:
    first = local.submit(GIVEN, Recipe("well", label="one"), "job-1")
    assert local.submit(TrainingSet(b""), Recipe("other"), "job-1") == first
    assert local.submit(GIVEN, Recipe("well"), "job-2") != first
    assert local.status(first).state == State.QUEUED


def test_what_people_wrote_is_nobody_elses_to_read(local: Local, tmp_path: Path) -> None:
    run = local.submit(GIVEN, Recipe("well"), "job-1")
    assert (tmp_path / "training/runs" / run).stat().st_mode & 0o777 == 0o700


def test_runs_are_trained_one_after_the_other(local: Local, trainer: Trainer) -> None:
    runs = [local.submit(GIVEN, Recipe("well"), f"job-{number}") for number in range(3)]
    assert [_ended(local, run) for run in runs] == [State.SUCCEEDED] * 3
    begins = [local.events(run)[0].at for run in runs]
    ends = [local.events(run)[-1].at for run in runs]
    assert all(end < begin for end, begin in zip(ends[:-1], begins[1:], strict=True))


def test_events_go_on_after_the_last_one_seen(local: Local, trainer: Trainer) -> None:
    run = local.submit(GIVEN, Recipe("well"), "job-1")
    _ended(local, run)
    events = local.events(run)
    assert [event.figures.get("step", 0) for event in events] == list(range(7))
    assert local.events(run, events[3].id) == events[4:]


@pytest.mark.parametrize("victims", ["trainer", "training", "both"])
def test_a_killed_training_goes_on_and_ends_once(local: Local, trainer: Trainer, tmp_path: Path, victims: str) -> None:
    run = local.submit(GIVEN, Recipe("slow"), "job-1")
    for wanted in (5, 15):
        wait_until(lambda step=wanted: local.status(run).step >= step)
        if victims != "training":
            trainer.kill()
        if victims != "trainer":
            with suppress(ProcessLookupError):
                os.kill(_pids(tmp_path)[-1], signal.SIGKILL)
        if victims != "training":
            trainer.start()
    assert _ended(local, run) == State.SUCCEEDED
    steps = [int(event.figures["step"]) for event in local.events(run) if "step" in event.figures]
    assert sorted(set(steps)) == list(range(1, 41)), "nothing is left out"
    assert len(steps) <= 42, "at most the step is done again that was not yet remembered"
    assert len(_pids(tmp_path)) == (1 if victims == "trainer" else 3)


def test_a_run_that_is_cancelled_stops_and_stays_cancelled(local: Local, trainer: Trainer) -> None:
    run, next_one = (local.submit(GIVEN, Recipe("slow"), key) for key in ("job-1", "job-2"))
    local.cancel(next_one)
    assert local.status(next_one).state == State.CANCELLED, "nobody had begun"
    wait_until(lambda: local.status(run).step > 2)
    local.cancel(run)
    assert _ended(local, run) == State.CANCELLED
    assert local.status(run).step < 40
    with pytest.raises(Permanent, match="no result"):
        local.fetch(run, Path("nowhere"))


def test_a_run_that_has_ended_stays_as_it_is(local: Local, trainer: Trainer) -> None:
    run = local.submit(GIVEN, Recipe("well"), "job-1")
    _ended(local, run)
    local.cancel(run)
    assert local.status(run).state == State.SUCCEEDED


def test_a_reason_that_training_knows_reaches_the_person(local: Local, trainer: Trainer) -> None:
    run = local.submit(GIVEN, Recipe("broken"), "job-1")
    assert _ended(local, run) == State.FAILED
    assert local.status(run).sentence == "These rows cannot be read."


def test_a_training_that_dies_again_and_again_fails(local: Local, trainer: Trainer, tmp_path: Path) -> None:
    run = local.submit(GIVEN, Recipe("mortal"), "job-1")
    assert _ended(local, run) == State.FAILED
    assert "too little memory" in local.status(run).sentence
    assert len(_pids(tmp_path)) == 3


def test_deleting_a_run_that_trains_ends_it_and_leaves_nothing(local: Local, trainer: Trainer, tmp_path: Path) -> None:
    run = local.submit(GIVEN, Recipe("slow"), "job-1")
    wait_until(lambda: local.status(run).step > 1)
    pid = _pids(tmp_path)[-1]
    assert "The files of this training were deleted." in local.delete(run)
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    assert list((tmp_path / "training/runs").iterdir()) == []
    assert local.delete(run) == ["The files of this training were already gone."]
    with pytest.raises(Permanent, match="gone"):
        local.status(run)
    after = local.submit(GIVEN, Recipe("well"), "job-2")
    assert _ended(local, after) == State.SUCCEEDED, "the trainer lives on"


def test_deleting_a_result_takes_the_tuned_model_away(local: Local, trainer: Trainer, tmp_path: Path) -> None:
    run = local.submit(GIVEN, Recipe("well"), "job-1")
    _ended(local, run)
    assert "The tuned model was deleted." in local.delete(run)
    assert list((tmp_path / "training/adapters/well").iterdir()) == []


def test_what_was_left_half_made_is_removed_by_and_by(local: Local, tmp_path: Path) -> None:
    folder = TrainingFolder(tmp_path / "training")
    run = local.submit(GIVEN, Recipe("well"), "job-1")
    old, new = (folder.path / "runs" / name for name in (".old.1", ".new.1"))
    for path in (old, new):
        path.mkdir()
    os.utime(old, (1, 1))
    folder.sweep(3_600)
    assert {path.name for path in (folder.path / "runs").iterdir()} == {run, ".new.1"}


def test_a_trainer_that_is_told_to_stop_stops_and_the_next_one_goes_on(local: Local, trainer: Trainer) -> None:
    run = local.submit(GIVEN, Recipe("slow"), "job-1")
    wait_until(lambda: local.status(run).step > 3)
    assert trainer.stop() == 0
    assert local.status(run).state == State.RUNNING
    trainer.start()
    assert _ended(local, run) == State.SUCCEEDED


def test_problems_are_said_before_anything_begins(local: Local, trainer: Trainer) -> None:
    problems = local.problems(TrainingSet(ROW + b"\nnothing\n"), Recipe("gpt-5", Method.PREFERENCE))
    assert problems == [
        "The model gpt-5 cannot be tuned on this machine; it has well, slow, broken, mortal.",
        "This machine learns from replies only, not yet from pairs of a rejected and a better one.",
        "Line 2 of the training file is not a conversation that ends with a reply.",
    ]
    assert local.problems(TrainingSet(b""), Recipe("well")) == ["There is nothing to learn from."]


def test_without_a_trainer_the_way_to_one_is_said(local: Local) -> None:
    assert local.models() == ["well"]
    [problem] = local.problems(GIVEN, Recipe("well"))
    assert "make train" in problem or "Start Fanmail again" in problem


def test_too_little_memory_is_a_problem(local: Local, tmp_path: Path) -> None:
    TrainingFolder(tmp_path / "training").path.mkdir()
    TrainingFolder(tmp_path / "training").announce({"well": "well"}, free_mb=900)
    [problem] = local.problems(GIVEN, Recipe("well"))
    assert "only 900 MB are free" in problem


def test_an_estimate_says_where_its_figures_come_from(local: Local, tmp_path: Path) -> None:
    before = local.estimate(GIVEN, Recipe("well", epochs=2))
    assert "two processor cores" in before.sentence and before.dollars == 0
    (tmp_path / "training").mkdir()
    (tmp_path / "training/rates.json").write_text(json.dumps({"well": {"seconds_a_token": 6.0, "memory_mb": 777}}))
    after = local.estimate(GIVEN, Recipe("well", epochs=2))
    assert (after.memory_mb, after.minutes) == (777, round(after.tokens / 10, 1))


def test_a_line_that_was_half_written_is_no_event(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.say("One.")
    with (tmp_path / "progress.jsonl").open("a") as file:
        file.write('{"at": "2026-')
    run.say("Two.")
    assert [(line.number, line.sentence) for line in run.lines()] == [(1, "One."), (3, "Two.")]


def test_an_id_never_leads_out_of_the_folder(local: Local, tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text("{}")
    for wrong in ("../..", "", "/etc", "."):
        with pytest.raises(Permanent):
            local.status(wrong)
        assert local.delete(wrong) == ["The files of this training were already gone."]

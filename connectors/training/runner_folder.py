"""The folder of training on this machine: what lies where, and how a run's state follows from it. No heavy import.

FOLDER/trainer.json          the trainer's sign of life: which base models it has, which memory is free
FOLDER/rates.json            seconds a token and memory, as measured here, for each base model
FOLDER/runs/RUN/             job.json, train.jsonl, validation.jsonl: written once, before anybody may see the folder
                cancel       somebody wants it to end
                progress.jsonl, checkpoint.pt, best.pt, failure.json, result/    written by the training process
                ended.json   how it ended: written last, once, by the trainer
FOLDER/adapters/BASE/NAME.gguf    what the model server serves
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.training.base import ENDED, State

RESULT_FILES = ("adapter_model.safetensors", "adapter_config.json", "adapter.gguf", "metrics.json")
"""What a result consists of. `metrics.json` is written last: with it the result is whole."""

SEPARATOR = "+"
"""Between the base model and the adapter in the name of a tuned model."""


@dataclass(frozen=True)
class Job:
    """What is asked for. `submitted_at` in ISO 8601 orders the queue."""

    base_model: str
    epochs: int
    seed: int
    label: str
    submitted_at: str


@dataclass(frozen=True)
class Line:
    """One line of progress. `number` counts the lines of the file from 1."""

    number: int
    at: datetime
    sentence: str
    level: str = "info"
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One run by its folder."""

    path: Path

    @property
    def job(self) -> Job:
        return Job(**json.loads((self.path / "job.json").read_text(encoding="utf-8")))

    @property
    def adapter(self) -> str:
        """The name under which its adapter is served."""
        return "-".join(part for part in (self.job.label, self.path.name[:10]) if part)

    @property
    def model(self) -> str:
        """The name to ask a language model for."""
        return f"{self.job.base_model}{SEPARATOR}{self.adapter}"

    @property
    def exists(self) -> bool:
        return (self.path / "job.json").exists()

    @property
    def cancelled(self) -> bool:
        """Whether somebody wants it to end."""
        return (self.path / "cancel").exists()

    @property
    def complete(self) -> bool:
        """Whether its result is whole."""
        return (self.path / "result" / "metrics.json").exists()

    @property
    def state(self) -> State:
        if said := read_json(self.path / "ended.json"):
            return State(said["state"])
        started = (self.path / "progress.jsonl").exists()
        if self.cancelled and not started:
            return State.CANCELLED
        return State.RUNNING if started else State.QUEUED

    @property
    def waits(self) -> bool:
        """Whether the trainer has still to do something for it."""
        return self.exists and not (self.path / "ended.json").exists()

    def end(self, state: State, sentence: str = "") -> None:
        """Say how it ended, unless that is said already."""
        if state in ENDED and self.waits:
            write_json(self.path / "ended.json", {"state": state, "sentence": sentence, "at": now()})

    def lines(self) -> list[Line]:
        """All progress so far. A line that a killed process left half written is no line."""
        try:
            texts = (self.path / "progress.jsonl").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []
        found = []
        for number, text in enumerate(texts, 1):
            with suppress(ValueError, KeyError, TypeError):
                said = json.loads(text)
                at = datetime.fromisoformat(said["at"])
                found.append(Line(number, at, said["sentence"], said["level"], said["figures"]))
        return found

    def say(self, sentence: str, figures: Mapping[str, float] | None = None, level: str = "info") -> None:
        """Add a line of progress."""
        line = json.dumps({"at": now(), "sentence": sentence, "level": level, "figures": figures or {}})
        with (self.path / "progress.jsonl").open("ab+") as file:
            broken = file.tell() and not _ends_with_newline(file)
            file.write((b"\n" if broken else b"") + line.encode() + b"\n")

    @contextmanager
    def held(self) -> Iterator[int | None]:
        """A lock that lives as long as any process that was given its descriptor; None while another one lives."""
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor if _locked(descriptor) else None
        finally:
            os.close(descriptor)


@dataclass(frozen=True)
class TrainingFolder:
    """The whole folder."""

    path: Path

    def run(self, name: str) -> Run:
        """The run of this id, whether it is there or not. The id is checked: it never leads out of the folder."""
        return Run(self.path / "runs" / (name if name.isalnum() else "-"))

    def submit(self, name: str, job: Job, files: Mapping[str, bytes]) -> Run:
        """The run of this id, made whole in one instant unless it is there already."""
        run = self.run(name)
        if run.exists:
            return run
        draft = run.path.with_name(f".{name}.{os.getpid()}")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        for file, content in files.items():
            (draft / file).write_bytes(content)
        write_json(draft / "job.json", asdict(job))
        try:
            draft.rename(run.path)
        except OSError:  # somebody else was faster
            shutil.rmtree(draft)
            if not run.exists:
                raise
        return run

    def waiting(self) -> list[Run]:
        """The runs that the trainer has to do something for: those that have begun, then the oldest."""
        runs = [Run(path) for path in (self.path / "runs").glob("[!.]*")]
        waits = [run for run in runs if run.waits]
        return sorted(waits, key=lambda run: (run.state == State.QUEUED, run.job.submitted_at, run.path.name))

    def sweep(self, seconds: float) -> None:
        """Remove what somebody who was killed left half made or half deleted so long ago."""
        for path in (self.path / "runs").glob(".*"):
            if time.time() - path.stat().st_mtime > seconds:
                shutil.rmtree(path, ignore_errors=True)

    def served(self, run: Run) -> Path:
        """Where the model server finds its adapter."""
        return adapters_of(self.path, run.job.base_model) / f"{run.adapter}.gguf"

    def publish(self, run: Run) -> None:
        """Lay the adapter of a complete run where it is served; again does no harm."""
        served = self.served(run)
        served.parent.mkdir(parents=True, exist_ok=True)
        draft = served.with_suffix(".new")
        shutil.copyfile(run.path / "result" / "adapter.gguf", draft)
        draft.replace(served)
        if not run.exists:  # deleted meanwhile
            served.unlink(missing_ok=True)

    def announce(self, models: Mapping[str, str], free_mb: int | None) -> None:
        """The trainer's sign of life."""
        write_json(self.path / "trainer.json", {"at": now(), "models": dict(models), "free_mb": free_mb})

    def announced(self, seconds: float) -> dict[str, Any]:
        """The last sign of life, empty when it is older than `seconds`."""
        said = read_json(self.path / "trainer.json")
        fresh = said and (datetime.now(UTC) - datetime.fromisoformat(said["at"])).total_seconds() < seconds
        return said if fresh else {}


def adapters_of(folder: Path, base_model: str) -> Path:
    """Where the adapters of one base model lie."""
    return folder / "adapters" / base_model


def read_json(file: Path) -> dict[str, Any]:
    """What a file says; empty when it is not there."""
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def write_json(file: Path, content: Mapping[str, Any]) -> None:
    """Write it so that nobody ever reads half of it."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(file)


def now() -> str:
    return datetime.now(UTC).isoformat()


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _ends_with_newline(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")

"""Fine-tuning on this machine: a run is a folder, a trainer beside us does the work, and everything here only reads and writes files."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from connectors.errors import Permanent
from connectors.training.base import Estimate, Event, Method, Progress, Recipe, Result, State, TrainingSet
from connectors.training.runner_folder import RESULT_FILES, Job, Line, Run, TrainingFolder, now, read_json

PACKAGES = ("torch", "transformers", "peft", "gguf")
"""What training needs and `make train` installs."""

FRESH_SECONDS = 30.0
TOKENS_A_BYTE, SECONDS_A_TOKEN, MEMORY_MB = 0.25, 0.02, 3_800
"""Measured with the small built-in model on two cores, used until this machine has trained once."""


class Local:
    """The trainer of this machine and its `folder`. `base` is the model that is served here and tuned, by its name."""

    name = "local"
    title = "This machine"

    def __init__(self, folder: Path, base: str) -> None:
        self._folder, self._base = TrainingFolder(folder), base

    def models(self) -> Sequence[str]:
        """What the trainer has, else the model that it would have."""
        return list(self._folder.announced(FRESH_SECONDS).get("models", {})) or [self._base]

    def problems(self, given: TrainingSet, recipe: Recipe) -> Sequence[str]:
        return [
            *self._about_machine(self.estimate(given, recipe), recipe.base_model),
            *_about_method(recipe.method),
            *_about_rows("training", given.train, needed=True),
            *_about_rows("validation", given.validation, needed=False),
        ]

    def _about_machine(self, estimate: Estimate, base: str) -> Iterator[str]:
        said = self._folder.announced(FRESH_SECONDS)
        if not said:
            yield _not_running()
            return
        if base not in said["models"]:
            yield f"The model {base} cannot be tuned on this machine; it has {', '.join(said['models'])}."
        free, needed = said.get("free_mb"), estimate.memory_mb or 0
        if free is not None and free < needed:
            yield f"Training needs about {needed:,} MB of memory, and only {free:,} MB are free on this machine."

    def estimate(self, given: TrainingSet, recipe: Recipe) -> Estimate:
        """From what this machine took before; at the first time from what a machine with two cores took."""
        measured = read_json(self._folder.path / "rates.json").get(recipe.base_model, {})
        tokens = int(len(given.train) * measured.get("tokens_a_byte", TOKENS_A_BYTE) * recipe.epochs)
        seconds = tokens * measured.get("seconds_a_token", SECONDS_A_TOKEN)
        where = "As measured on this machine." if measured else "As measured on a machine with two processor cores."
        memory = int(measured.get("memory_mb", MEMORY_MB))
        return Estimate(tokens, 0.0, round(seconds / 60, 1), memory, where)

    def submit(self, given: TrainingSet, recipe: Recipe, key: str) -> str:
        name = hashlib.sha256(key.encode()).hexdigest()[:24]
        label = "".join(letter for letter in recipe.label if letter.isascii() and (letter.isalnum() or letter == "-"))
        job = Job(recipe.base_model, recipe.epochs, recipe.seed, label[:18].strip("-").lower(), now())
        self._folder.submit(name, job, {"train.jsonl": given.train, "validation.jsonl": given.validation})
        return name

    def status(self, run: str) -> Progress:
        found = self._found(run)
        state, ended = found.state, read_json(found.path / "ended.json")
        counted = [line.figures for line in found.lines() if "step" in line.figures]
        last = counted[-1] if counted else {}
        return Progress(
            state=state,
            model=found.model if state == State.SUCCEEDED else "",
            sentence=ended.get("sentence", ""),
            said="cancelling" if found.cancelled and state == State.RUNNING else state,
            step=int(last.get("step", 0)),
            steps=int(last.get("steps", 0)),
            trained_tokens=int(last.get("tokens", 0)),
            seconds_left=int(last["seconds_left"]) if state == State.RUNNING and "seconds_left" in last else None,
        )

    def events(self, run: str, after: str = "") -> Sequence[Event]:
        return [_event(line) for line in self._found(run).lines() if _event_id(line) > after]

    def cancel(self, run: str) -> None:
        found = self._found(run)
        if found.waits:
            (found.path / "cancel").touch()

    def fetch(self, run: str, folder: Path) -> Result:
        found = self._found(run)
        if found.state != State.SUCCEEDED:
            raise Permanent(self.name, "This training has no result.")
        folder.mkdir(parents=True, exist_ok=True)
        files = [Path(shutil.copy(found.path / "result" / name, folder)) for name in RESULT_FILES]
        return Result(found.model, files)

    def delete(self, run: str) -> Sequence[str]:
        found = self._folder.run(run)
        if not found.exists:
            return ["The files of this training were already gone."]
        served = self._folder.served(found)
        gone = "The tuned model was deleted." if served.exists() else "There was no tuned model to delete."
        served.unlink(missing_ok=True)
        doomed = found.path.with_name(f".{run}.deleted")
        found.path.rename(doomed)  # in one instant, so that whoever still trains there stops
        shutil.rmtree(doomed)
        return [gone, "The files of this training were deleted."]

    def _found(self, run: str) -> Run:
        found = self._folder.run(run)
        if not found.exists:
            raise Permanent(self.name, "The files of this training are gone.")
        return found


def _not_running() -> str:
    if all(find_spec(package) for package in PACKAGES):
        return "The trainer does not run. Start Fanmail again; it starts the trainer with everything else."
    return (
        "Training on this machine is not set up. Run `make train` once: it installs PyTorch and what goes with it, "
        "1 to 5 GB. Then start Fanmail again."
    )


def _about_method(method: Method) -> Iterator[str]:
    if method != Method.SUPERVISED:
        yield "This machine learns from replies only, not yet from pairs of a rejected and a better one."


def _about_rows(called: str, content: bytes, needed: bool) -> Iterator[str]:
    rows = content.decode("utf-8", "replace").splitlines()
    if needed and not rows:
        yield "There is nothing to learn from."
    wrong = next((number for number, row in enumerate(rows, 1) if not _is_chat(row)), 0)
    if wrong:
        yield f"Line {wrong} of the {called} file is not a conversation that ends with a reply."


def _is_chat(row: str) -> bool:
    try:
        turns: list[dict[str, Any]] = json.loads(row)["messages"]
        return turns[-1]["role"] == "assistant" and all(isinstance(turn["content"], str) for turn in turns)
    except (ValueError, LookupError, TypeError):
        return False


def _event(line: Line) -> Event:
    return Event(_event_id(line), line.at, line.sentence, line.level, line.figures)


def _event_id(line: Line) -> str:
    return f"{line.number:08d}"

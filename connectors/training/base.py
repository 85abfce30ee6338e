"""The border between a fine-tuning job and whoever runs it. Frozen values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Method(StrEnum):
    SUPERVISED = "supervised"  # learns from replies
    PREFERENCE = "dpo"  # learns from pairs: what was rejected, what was written instead


class State(StrEnum):
    """Where a run stands. What a vendor calls otherwise is mapped to these; an unknown word counts as RUNNING."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({State.SUCCEEDED, State.FAILED, State.CANCELLED})


@dataclass(frozen=True)
class TrainingSet:
    """What is learned from, as files: OpenAI chat JSONL, or OpenAI preference JSONL for Method.PREFERENCE. UTF-8."""

    train: bytes
    validation: bytes = b""


@dataclass(frozen=True)
class Recipe:
    """How it is learned. `base_model` as the back end names it; `seed` makes two runs alike where that is possible."""

    base_model: str
    method: Method = Method.SUPERVISED
    epochs: int = 2
    seed: int = 7
    label: str = ""  # appears in the tuned model's name; letters, digits and "-", 18 at most


@dataclass(frozen=True)
class Estimate:
    """What a run will take, as far as it can be known before: None where it cannot."""

    tokens: int
    dollars: float | None = None
    minutes: float | None = None
    memory_mb: int | None = None
    sentence: str = ""  # where the figures come from


@dataclass(frozen=True)
class Event:
    """Something that happened in a run. `id` is the vendor's, and orders events of one run; `figures` e.g. step, train_loss, valid_loss."""

    id: str
    at: datetime
    sentence: str
    level: str = "info"  # "info" | "warn" | "error"
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """Where a run stands now."""

    state: State
    model: str = ""  # the tuned model's name, once there is one
    sentence: str = ""  # why it failed, in words for a person
    said: str = ""  # the back end's own word for the state
    step: int = 0
    steps: int = 0
    trained_tokens: int = 0
    seconds_left: int | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True)
class Result:
    """What came out: the name to ask for, and files that belong to the creator (adapter, metrics), as far as they can be had."""

    model: str
    files: Sequence[Path] = ()


class Trainer(Protocol):
    """A back end. Raises the branches of connectors.errors: Transient, Permanent with a sentence, OutcomeUnknown after a write."""

    name: str  # "hosted" | "local"
    title: str

    def models(self) -> Sequence[str]:
        """Names of base models that can be tuned here, the recommended one first."""

    def problems(self, given: TrainingSet, recipe: Recipe) -> Sequence[str]:
        """Why this cannot be trained here, as sentences; empty when it can. Asked before anything is uploaded."""

    def estimate(self, given: TrainingSet, recipe: Recipe) -> Estimate: ...

    def submit(self, given: TrainingSet, recipe: Recipe, key: str) -> str:
        """Begin, and return the run's id. `key` is ours: a second call with it finds the run that the first one began."""

    def status(self, run: str) -> Progress: ...

    def events(self, run: str, after: str = "") -> Sequence[Event]:
        """What happened since the event `after`, the oldest first."""

    def cancel(self, run: str) -> None:
        """Ask it to stop. One that has ended stays as it is."""

    def fetch(self, run: str, folder: Path) -> Result:
        """The result of a run that succeeded, files written into `folder`."""

    def delete(self, run: str) -> Sequence[str]:
        """Delete files and model of the run; one sentence for each thing deleted or already gone."""

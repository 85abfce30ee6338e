"""All that the stand-in remembers, in memory or in one JSON file, and its own clock."""

import base64
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectors.training.sandbox import answers
from connectors.training.sandbox.answers import Row, not_found

BASES = {
    "gpt-4.1-mini-2025-04-14": "2027-01-14",
    "gpt-4o-mini-2024-07-18": "2027-01-14",
    "meta-llama/Llama-3.1-8B-Instruct": None,
    "meta-llama/Llama-3.3-70B-Instruct": None,
}
"""Base models, with the day on which they are shut down."""

_KEPT = ("files", "contents", "jobs", "courses", "events", "checkpoints", "models", "deployments", "faults")

_TIMES = ("created_at", "created", "finished_at", "put_up")


@dataclass
class State:
    """`seconds`: what a job takes. `key`: what callers must send; "" takes any. `deploys`: as at Nebius, a model must be put up."""

    key: str = ""
    seconds: float = 30.0
    deploys: bool = False
    file: Path | None = None
    files: dict[str, Row] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)  # base64
    jobs: dict[str, Row] = field(default_factory=dict)
    courses: dict[str, list[list[Any]]] = field(default_factory=dict)  # what is still to happen
    events: dict[str, list[Row]] = field(default_factory=dict)
    checkpoints: dict[str, list[Row]] = field(default_factory=dict)
    models: dict[str, Row] = field(default_factory=dict)
    deployments: dict[str, Row] = field(default_factory=dict)
    faults: list[Row] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def __post_init__(self) -> None:
        if self.file and self.file.is_file():
            for name, value in json.loads(self.file.read_text()).items():
                setattr(self, name, value)
        for name, day in BASES.items():
            self.models.setdefault(name, answers.model(name, "system", self.now(), day))

    def now(self) -> float:
        return time.time()

    def forward(self, seconds: float) -> None:
        """Let time pass: all there is grows older, so that the vendor's clock stays that of its callers."""
        with self.lock:
            rows = [*self.files.values(), *self.jobs.values(), *self.models.values(), *self.deployments.values()]
            rows += [row for lists in (self.events, self.checkpoints) for kept in lists.values() for row in kept]
            for row in rows:
                row.update({name: type(row[name])(row[name] - seconds) for name in _TIMES if row.get(name)})

    def fault(self, mode: str, **more: Any) -> None:
        """Play this once: a fate of the next job, or what `app` can do wrong; `on` names the operation, "create_job" by default."""
        with self.lock:
            self.faults.append({"mode": mode, "on": "create_job", **more})

    def take_fault(self, on: str, modes: tuple[str, ...]) -> Mapping[str, Any]:
        """The next fault of this operation among `modes`, once; {} when there is none."""
        for number, fault in enumerate(self.faults):
            if fault["on"] == on and fault["mode"] in modes:
                return self.faults.pop(number)
        return {}

    def keep_file(self, name: str, purpose: str, content: bytes) -> Row:
        row = answers.file(name, purpose, len(content), self.now())
        self.files[row["id"]] = row
        self.contents[row["id"]] = base64.b64encode(content).decode()
        return row

    def content(self, id: str) -> bytes:
        return base64.b64decode(self.contents[self.file_row(id)["id"]])

    def file_row(self, id: str) -> Row:
        if id not in self.files:
            raise not_found("File object", id)
        return self.files[id]

    def save(self) -> None:
        if self.file:
            self.file.write_text(json.dumps({name: getattr(self, name) for name in _KEPT}))

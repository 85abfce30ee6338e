"""What a vendor of fine-tuning answers, as our values. Unknown words, missing fields and extra ones harm nothing."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from connectors.training.base import Event, Progress, State
from connectors.training.hosted_errors import shortened

Answer = Mapping[str, Any]

_STATES = {
    "validating_files": State.QUEUED,
    "queued": State.QUEUED,
    "pending": State.QUEUED,
    "succeeded": State.SUCCEEDED,
    "success": State.SUCCEEDED,
    "failed": State.FAILED,
    "error": State.FAILED,
    "cancelled": State.CANCELLED,
    "canceled": State.CANCELLED,
}
_FILES = {"training_file": "the training file", "validation_file": "the validation file"}
_WHERE = re.compile(r"\b(?:line|example)\s+(\d+)", re.I)
_STEP = re.compile(r"\bstep (\d+)/(\d+)", re.I)
_LOSS = re.compile(r"\b(training|validation) loss\s*[=:]\s*([\d.]+\d)", re.I)
_SHORT = {"training": "train_loss", "validation": "valid_loss"}


def progress(job: Answer, now: datetime) -> Progress:
    """Where a `fine_tuning.job` stands."""
    said = text(job.get("status"))
    state = _STATES.get(said.lower(), State.RUNNING)
    left = int(number(job.get("estimated_finish")) - now.timestamp())
    return Progress(
        state,
        model=text(job.get("fine_tuned_model")),
        sentence=why_failed(job) if state is State.FAILED else "",
        said=said,
        step=int(number(job.get("trained_steps"))),
        steps=int(number(job.get("total_steps"))),
        trained_tokens=int(number(job.get("trained_tokens"))),
        seconds_left=left if left > 0 and state in (State.QUEUED, State.RUNNING) else None,
    )


def why_failed(job: Answer) -> str:
    """A sentence for a person, with the line of the file where the vendor names one."""
    error = job.get("error")
    error = error if isinstance(error, Mapping) else {}
    words = shortened(text(error.get("message")))
    if not words:
        return "The vendor says that the job failed, but not why."
    file = _FILES.get(text(error.get("param")), "")
    line = _WHERE.search(words)
    if file and line:
        return f"The vendor does not take line {line[1]} of {file}: {words}"
    return f"The vendor does not take {file}: {words}" if file else f"The vendor says: {words}"


def event(row: Answer) -> Event:
    """One `fine_tuning.job.event`. Figures come from its data, and from the message where the data has none."""
    words = shortened(text(row.get("message")))
    figures: dict[str, float] = {}
    if step := _STEP.search(words):
        figures |= {"step": float(step[1]), "total_steps": float(step[2])}
    figures |= {_SHORT[which.lower()]: float(loss) for which, loss in _LOSS.findall(words)}
    data = row.get("data")
    figures |= (
        {name: float(one) for name, one in (data or {}).items() if is_number(one)} if isinstance(data, Mapping) else {}
    )
    level = text(row.get("level")).lower()
    level = {"warning": "warn"}.get(level, level)
    at = datetime.fromtimestamp(number(row.get("created_at")), UTC)
    return Event(text(row.get("id")), at, words, level if level in ("info", "warn", "error") else "info", figures)


def checkpoint_event(row: Answer) -> Event:
    """A `fine_tuning.job.checkpoint` as something that happened, for vendors that tell losses nowhere else."""
    step = int(number(row.get("step_number")))
    data = {"step": step, **_metrics(row)}
    return event({**row, "message": f"Checkpoint at step {step}", "data": data})


def down_to(rows: Iterable[Answer], after: str) -> list[Answer]:
    """Rows of a list, read no further than to the event `after` where the list is newest first."""
    read: list[Answer] = []
    was_there = False
    for row in rows:
        read.append(row)
        was_there = was_there or (after != "" and row.get("id") == after)
        if was_there and number(row.get("created_at")) < number(read[0].get("created_at")):
            break
    return read


def oldest_first(rows: Sequence[Answer]) -> list[Answer]:
    """Rows in the order in which they happened; vendors list them the one way or the other."""
    ends = [number(row.get("created_at")) for row in (rows[0], rows[-1])] if rows else [0, 0]
    return list(rows) if ends[0] < ends[1] else list(reversed(rows))


def best_checkpoint(rows: Sequence[Answer]) -> Answer:
    """The one that did best on what it had not seen, where all say so; else the last; {} when there is none."""
    losses = [_valid_loss(row) for row in rows]
    if rows and all(loss is not None for loss in losses):
        return min(zip(losses, rows, strict=True), key=lambda pair: pair[0] or 0.0)[1]
    return max(rows, key=lambda row: number(row.get("step_number")), default={})


def ends_on(models: Sequence[Answer], name: str) -> date | None:
    """When the vendor shuts `name` down, or the base model it was made of; the earlier of both."""
    wanted = {name, base_of(name)}
    return min(
        filter(None, (_day(row.get("shutdown_date")) for row in models if row.get("id") in wanted)), default=None
    )


def base_of(name: str) -> str:
    """The base model in a tuned model's name; "" when it names none."""
    if name.startswith("ft:"):
        return name.split(":")[1]
    return name.partition("-LoRa:")[0] if "-LoRa:" in name else ""


def text(value: object) -> str:
    return value if isinstance(value, str) else ""


def texts(value: object) -> list[str]:
    """The ids in a list of files; some vendors list whole files."""
    rows = value if isinstance(value, list) else []
    return [id for id in (text(row.get("id")) if isinstance(row, Mapping) else text(row) for row in rows) if id]


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def number(value: Any) -> float:
    """The number, or 0 where there is none."""
    return float(value) if is_number(value) else 0.0


def _valid_loss(row: Answer) -> float | None:
    metrics = _metrics(row)
    found = next((metrics[name] for name in ("full_valid_loss", "valid_loss") if is_number(metrics.get(name))), None)
    return float(found) if found is not None else None


def _metrics(row: Answer) -> Answer:
    metrics = row.get("metrics")
    return metrics if isinstance(metrics, Mapping) else {}


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None

"""The course of a job: what happens to it and when, laid down when it is created."""

import base64
import json
import math
from collections.abc import Mapping
from typing import Any

from connectors.training.sandbox.answers import Row

FATES = ("file_invalid", "job_failed", "cancelled", "training_paused", "extra_fields")
"""What a job can be given to meet: the vendor finds line 3 wrong, breaks down, cancels it, calls a state by a word of its own, or
sends fields nobody knows."""

_FEWEST = 10
_TOLD_STEPS = 10
_VALIDATED, _BEGUN = 0.1, 0.2  # shares of the time a job takes


def wrong_with(content: bytes) -> Row | None:
    """The job's `error` when the file is not taken, without `param`."""
    for number, line in enumerate(content.decode(errors="replace").split("\n"), 1):
        if line.strip() and not _is_example(line):
            return bad_line(number, line)
    count = len(lines_of(content))
    if count < _FEWEST:
        said = f"Training file has {count} example(s), but must have at least {_FEWEST} examples"
        return {"code": "invalid_n_examples", "message": said}
    return None


def lines_of(content: bytes) -> list[str]:
    return [line for line in content.decode(errors="replace").split("\n") if line.strip()]


def bad_line(number: int, line: str) -> Row:
    said = f"Invalid file format. Line {number} is not a valid example. (HINT: line starts with: {line[:20]!r})"
    return {"code": "invalid_file_format", "message": said}


def steps_of(job: Row, examples: int) -> int:
    """As many as epochs and batches of eight make."""
    epochs = job["method"][job["method"]["type"]]["hyperparameters"].get("n_epochs")
    return max(1, math.ceil(examples / 8)) * (epochs if isinstance(epochs, int) else 3)


def course(steps: int, seconds: float, fate: str, error: Row | None) -> list[list[Any]]:
    """[seconds since the job was created, what, a text, a row, or [step, steps]] in order."""
    found: list[list[Any]] = [[0.0, "message", "Created fine-tuning job"], [0.0, "message", "Validating training file"]]
    if error:
        return [*found, [_VALIDATED * seconds, "failed", error]]
    found += [[_VALIDATED * seconds, "status", "queued"], [_BEGUN * seconds, "status", "running"]]
    told = max(1, steps // _TOLD_STEPS)
    for step in range(told, steps + 1, told):
        at = (_BEGUN + (1 - _BEGUN) * step / steps * 0.95) * seconds
        found.append([at, "step", [step, steps]])
    half = (_BEGUN + (1 - _BEGUN) * 0.5) * seconds
    found += [[half, "checkpoint", [max(1, steps // 2), steps]], [seconds, "checkpoint", [steps, steps]]]
    broken: Row = {"code": "server_error", "message": "The job failed due to an internal error.", "param": None}
    match fate:
        case "job_failed":
            return [*_in_order(found, half), [half, "failed", broken]]
        case "cancelled":
            return [*_in_order(found, half), [half, "status", "cancelled"]]
        case "training_paused":
            found += [[half, "status", "training_paused"], [half + seconds * 0.1, "status", "running"]]
    found.append([seconds, "succeeded", [steps, steps]])
    return _in_order(found)


def losses(step: int, steps: int, validates: bool) -> dict[str, float]:
    """Falling, the second less than the first."""
    share = step / steps
    found = {"step": step, "total_steps": steps, "train_loss": round(0.5 + 2 * math.exp(-3 * share), 4)}
    found["train_mean_token_accuracy"] = round(1 - found["train_loss"] / 4, 4)
    if validates:
        found["valid_loss"] = round(0.7 + 1.9 * math.exp(-2.6 * share), 4)
        found["valid_mean_token_accuracy"] = round(1 - found["valid_loss"] / 4, 4)
    return found


def table(rows: list[Mapping[str, Any]]) -> bytes:
    """The result file: all figures as CSV, in base64 as the vendor gives it."""
    names = list(rows[0]) if rows else ["step"]
    lines = [",".join(names), *(",".join(str(row.get(name, "")) for name in names) for row in rows)]
    return base64.b64encode("\n".join(lines).encode())


def _in_order(found: list[list[Any]], until: float = math.inf) -> list[list[Any]]:
    return sorted((one for one in found if one[0] <= until), key=lambda one: one[0])


def _is_example(line: str) -> bool:
    try:
        row = json.loads(line)
    except ValueError:
        return False
    if not isinstance(row, dict):
        return False
    if isinstance(row.get("input"), dict):
        return bool(row.get("preferred_output") and row.get("non_preferred_output"))
    turns = row.get("messages")
    return (
        bool(turns) and isinstance(turns, list) and all(isinstance(turn, dict) and turn.get("role") for turn in turns)
    )

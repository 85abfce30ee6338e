"""Jobs: created, brought up to the present whenever somebody looks, cancelled."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.training.sandbox import answers
from connectors.training.sandbox.answers import Refused, Row, not_found
from connectors.training.sandbox.course import FATES, bad_line, course, lines_of, losses, steps_of, table, wrong_with
from connectors.training.sandbox.state import BASES, State

ENDED = ("succeeded", "failed", "cancelled")
_AUTO = {"batch_size": "auto", "learning_rate_multiplier": "auto", "n_epochs": "auto"}


def create(state: State, asked: Mapping[str, Any]) -> Row:
    """A new job, or Refused for what the vendor does not take."""
    if asked.get("model") not in BASES:
        raise Refused(
            400, f"Model {asked.get('model')} is not available for fine-tuning.", "model_not_available", "model"
        )
    for name in ("training_file", "validation_file"):
        if (name == "training_file" or asked.get(name)) and asked.get(name) not in state.files:
            raise Refused(400, f"invalid {name}: {asked.get(name)}", "invalid_file", name)
    if state.deploys and asked.get("method"):
        raise Refused(422, "method is not a field of this request; use hyperparameters", "unknown_field", "method")
    job = answers.job(asked, _method(asked), state.now())
    fate = str(state.take_fault("create_job", FATES).get("mode", ""))
    if fate == "extra_fields":
        job |= {"billing": {"cents": 3}, "priority_class": "standard", "tags": ["new"]}
    _lay_course(state, job, fate)
    state.jobs[job["id"]] = job
    return job


def _lay_course(state: State, job: Row, fate: str) -> None:
    train = state.content(job["training_file"])
    lines = lines_of(train)
    error = bad_line(3, lines[2] if len(lines) > 2 else "") if fate == "file_invalid" else wrong_with(train)
    if error:
        error["param"] = "training_file"
    steps = steps_of(job, len(lines))
    if state.deploys:
        job |= {"trained_steps": 0, "total_steps": steps}
    state.courses[job["id"]] = course(steps, state.seconds, fate, error)
    state.events[job["id"]] = []
    state.checkpoints[job["id"]] = []


def look(state: State, id: str) -> Row:
    """The job as it stands now."""
    if id not in state.jobs:
        raise not_found("fine-tuning job", id)
    job = state.jobs[id]
    ahead = state.courses[id]
    while ahead and job["created_at"] + ahead[0][0] <= state.now():
        at, what, value = ahead.pop(0)
        _happens(state, job, what, value, job["created_at"] + at)
    running = job["status"] not in ENDED
    job["estimated_finish"] = int(job["created_at"] + state.seconds) if running else None
    return job


def cancel(state: State, id: str) -> Row:
    """The job, stopped; Refused when it has ended."""
    job = look(state, id)
    if job["status"] in ENDED:
        raise Refused(400, f"Job has already {job['status']}.", "invalid_request")
    state.courses[id] = []
    _happens(state, job, "status", "cancelled", state.now())
    return look(state, id)


def _happens(state: State, job: Row, what: str, value: Any, now: float) -> None:
    match what:
        case "message":
            _tell(state, job, value, now)
        case "status":
            job["status"] = value
            job["finished_at"] = int(now) if value in ENDED else None
            _tell(state, job, f"The job is {value.replace('_', ' ')}", now)
        case "failed":
            job |= {"status": "failed", "error": value, "finished_at": int(now)}
            _tell(state, job, f"The job failed due to {value['message']}", now, "error")
        case "step":
            _step(state, job, value, now)
        case "checkpoint":
            _checkpoint(state, job, value, now)
        case "succeeded":
            _succeed(state, job, now)


def _step(state: State, job: Row, where: Sequence[int], now: float) -> None:
    step, steps = where
    figures = losses(step, steps, bool(job["validation_file"]))
    said = f"Step {step}/{steps}: training loss={figures['train_loss']:.2f}"
    if "valid_loss" in figures:
        said += f", validation loss={figures['valid_loss']:.2f}"
    if state.deploys:
        job["trained_steps"] = step
    else:
        _tell(state, job, said, now, data=figures)


def _succeed(state: State, job: Row, now: float) -> None:
    rows = [row["data"] for row in reversed(state.events[job["id"]]) if row["data"]]
    name = _name_of(job)
    result = state.keep_file("step_metrics.csv", "fine-tune-results", table(rows))
    learned = state.files.get(job["training_file"], {}).get("bytes", 0) // 4 * steps_of(job, 1)
    job |= {"status": "succeeded", "finished_at": int(now), "trained_tokens": learned}
    if state.deploys:
        job["result_files"] = [id for row in state.checkpoints[job["id"]] for id in row["result_files"]]
    else:
        job |= {"result_files": [result["id"]], "fine_tuned_model": name}
        state.models[name] = answers.model(name, answers.ORGANISATION, now)
        _tell(state, job, f"New fine-tuned model created: {name}", now)
    _tell(state, job, "The job has successfully completed", now)


def _name_of(job: Row) -> str:
    return f"ft:{job['model']}:sandbox:{job['user_provided_suffix'] or ''}:{job['id'][-8:]}"


def _checkpoint(state: State, job: Row, where: Sequence[int], now: float) -> None:
    step, steps = where
    figures = losses(step, steps, True)
    name = _name_of(job) if step == steps else f"{_name_of(job)}:ckpt-step-{step}"
    metrics = {f"full_{which}": figures[which] for which in ("valid_loss", "valid_mean_token_accuracy")}
    if state.deploys:
        metrics = {which: figures[which] for which in ("train_loss", "valid_loss")}
    row = answers.checkpoint(job["id"], name, step, metrics, now)
    if state.deploys:
        adapter = state.keep_file(
            f"{row['id']}/adapter_model.safetensors", "fine-tune-results", b"weights " + name.encode()
        )
        config = json.dumps({"base_model_name_or_path": job["model"], "r": 16}).encode()
        row["result_files"] = [
            adapter["id"],
            state.keep_file(f"{row['id']}/adapter_config.json", "fine-tune-results", config)["id"],
        ]
    state.checkpoints[job["id"]].insert(0, row)


def _tell(state: State, job: Row, said: str, now: float, level: str = "info", data: Row | None = None) -> None:
    state.events[job["id"]].insert(0, answers.event(said, now, level, data))


def _method(asked: Mapping[str, Any]) -> Row:
    given = asked.get("method") or {
        "type": "supervised",
        "supervised": {"hyperparameters": asked.get("hyperparameters")},
    }
    way = given.get("type")
    if way not in ("supervised", "dpo"):
        raise Refused(400, f"Unknown method {way}.", "invalid_value", "method.type")
    start = {"beta": 0.1, **_AUTO} if way == "dpo" else _AUTO
    return {"type": way, way: {"hyperparameters": {**start, **((given.get(way) or {}).get("hyperparameters") or {})}}}

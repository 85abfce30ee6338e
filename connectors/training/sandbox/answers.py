"""The vendor's objects and errors, as the official examples show them."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
ORGANISATION = "org-sandbox"


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str, code: str = "", param: str | None = None, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = "server_error" if status >= 500 else "invalid_request_error"
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": code or None}}


def not_found(what: str, id: str) -> Refused:
    return Refused(404, f"No such {what}: {id}", f"{what.replace(' ', '_')}_not_found")


def new_id(begins: str) -> str:
    return begins + secrets.token_hex(12)


def file(name: str, purpose: str, size: int, now: float) -> Row:
    return {
        "id": new_id("file-"),
        "object": "file",
        "bytes": size,
        "created_at": int(now),
        "expires_at": None,
        "filename": name,
        "purpose": purpose,
    }


def job(asked: Mapping[str, Any], method: Row, now: float) -> Row:
    """A job that was just created. `method` is the whole object, with hyperparameters filled in."""
    supervised = method["type"] == "supervised"
    return {
        "object": "fine_tuning.job",
        "id": new_id("ftjob-"),
        "model": asked["model"],
        "created_at": int(now),
        "finished_at": None,
        "fine_tuned_model": None,
        "organization_id": ORGANISATION,
        "result_files": [],
        "status": "validating_files",
        "validation_file": asked.get("validation_file"),
        "training_file": asked["training_file"],
        "hyperparameters": method["supervised"]["hyperparameters"] if supervised else None,
        "trained_tokens": None,
        "error": {"code": None, "message": None, "param": None},
        "user_provided_suffix": asked.get("suffix"),
        "seed": asked["seed"] if asked.get("seed") is not None else secrets.randbelow(2**31),
        "estimated_finish": None,
        "integrations": [],
        "method": method,
        "metadata": asked.get("metadata"),
        "usage_metrics": None,
        "shared_with_openai": False,
    }


def event(message: str, now: float, level: str = "info", data: Row | None = None) -> Row:
    return {
        "object": "fine_tuning.job.event",
        "id": new_id("ftevent-"),
        "created_at": int(now),
        "level": level,
        "message": message,
        "data": data,
        "type": "metrics" if data else "message",
    }


def checkpoint(run: str, model: str, step: int, metrics: Row, now: float) -> Row:
    return {
        "object": "fine_tuning.job.checkpoint",
        "id": new_id("ftckpt_"),
        "created_at": int(now),
        "fine_tuned_model_checkpoint": model,
        "metrics": metrics,
        "fine_tuning_job_id": run,
        "step_number": step,
    }


def model(name: str, owner: str, now: float, shutdown_date: str | None = None) -> Row:
    return {"id": name, "object": "model", "created": int(now), "owned_by": owner, "shutdown_date": shutdown_date}


def deleted(id: str, kind: str) -> Row:
    return {"id": id, "object": kind, "deleted": True}


def page(rows: Sequence[Row], after: str, limit: int, ends: bool) -> Row:
    """One page of rows that lie newest first. `ends`: the list also names its first and last id."""
    ids = [row["id"] for row in rows]
    start = ids.index(after) + 1 if after in ids else 0
    shown = list(rows[start : start + limit])
    named = (
        {"first_id": shown[0]["id"] if shown else None, "last_id": shown[-1]["id"] if shown else None} if ends else {}
    )
    return {"object": "list", "data": shown, **named, "has_more": start + limit < len(rows)}


def completion(name: str, said: Sequence[str], asked: Sequence[Mapping[str, Any]], now: float) -> Row:
    """A chat completion with a choice for each of `said`; tokens are counted by letters."""
    prompt = sum(len(str(turn.get("content") or "")) for turn in asked) // 4 + 1
    written = sum(len(one) // 4 + 1 for one in said)
    messages: list[Row] = [{"role": "assistant", "content": one, "refusal": None, "annotations": []} for one in said]
    thought = {
        "reasoning_tokens": 0,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    }
    return {
        "id": new_id("chatcmpl-"),
        "object": "chat.completion",
        "created": int(now),
        "model": name,
        "choices": [
            {"index": number, "message": message, "logprobs": None, "finish_reason": "stop"}
            for number, message in enumerate(messages)
        ],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": written,
            "total_tokens": prompt + written,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": thought,
        },
        "service_tier": "default",
    }

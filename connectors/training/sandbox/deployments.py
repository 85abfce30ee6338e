"""Tuned models that are put up after the job, as at Nebius: `/v0/models`."""

import secrets
from collections.abc import Mapping
from typing import Any

from connectors.training.sandbox import jobs
from connectors.training.sandbox.answers import Refused, Row, not_found
from connectors.training.sandbox.state import State

SECONDS = 5.0
"""How long a model is being looked at before it answers."""


def deploy(state: State, asked: Mapping[str, Any]) -> Row:
    run, _, checkpoint = str(asked.get("source", "")).partition(":")
    job = jobs.look(state, run)
    if not any(row["id"] == checkpoint for row in state.checkpoints[run]):
        raise not_found("checkpoint", checkpoint)
    name = str(asked.get("name", ""))
    if name in state.deployments:
        raise Refused(409, f"Model {name} exists.", "already_exists", "name")
    full = f"{asked.get('base_model')}-LoRa:{name}-{secrets.token_hex(2)}"
    row = {"name": full, "base_model": asked.get("base_model"), "source": asked["source"], "status_reason": None}
    state.deployments[name] = {**row, "training_file": job["training_file"], "put_up": state.now()}
    return shown(state, name)


def shown(state: State, name: str) -> Row:
    row = state.deployments.get(name)
    if not row:
        raise not_found("model", name)
    ready = state.now() - row["put_up"] >= SECONDS
    kept = {key: value for key, value in row.items() if key not in ("training_file", "put_up")}
    return {**kept, "status": "active" if ready else "validating"}

"""A real adapter, trained, killed, gone on with and served: some minutes, and only when REAL_TRAINING=1 asks for it."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from connectors.language_model import LanguageModel
from connectors.training.base import ENDED, Recipe, State, TrainingSet
from connectors.training.local import Local
from infra import embedded, parts
from infra.model_server import WeightsMissing, weights
from tests.system import HOUSE, Child, free_port, wait_until

pytestmark = [
    pytest.mark.skipif(not os.environ.get("REAL_TRAINING"), reason="trains a real model; REAL_TRAINING=1 asks for it"),
    pytest.mark.skipif(not parts.can_train(), reason="the packages of `make train` are not installed"),
    pytest.mark.timeout(1200),
]

ASKS = ("where is the tour", "which flour do you use", "love your bread", "when is the next video")


def _rows(count: int) -> bytes:
    turns = (
        [{"role": "user", "content": ASKS[number % 4]}, {"role": "assistant", "content": f"crumbs and kisses {number}"}]
        for number in range(count)
    )
    return b"".join(json.dumps({"messages": pair}).encode() + b"\n" for pair in turns)


def test_an_adapter_is_trained_through_a_kill_and_speaks(tmp_path: Path) -> None:
    try:
        file = weights()
    except WeightsMissing as missing:
        pytest.skip(str(missing))
    base, folder = file.stem.lower(), tmp_path / "training"
    part = parts.trainer(folder, base, file)
    environment = {**os.environ, **part.environment, "PYTHONPATH": str(HOUSE)}
    local = Local(folder, base)
    run = local.submit(TrainingSet(_rows(32), _rows(8)), Recipe(base, epochs=3, label="real"), "job")
    trainer = subprocess.Popen(part.command, env=environment)
    try:
        wait_until(lambda: local.status(run).step >= 5, 600, pause=1)
        _kill_training(run)
        wait_until(lambda: local.status(run).state in ENDED, 600, pause=1)
    finally:
        trainer.terminate()
        trainer.wait(30)
    progress = local.status(run)
    assert progress.state == State.SUCCEEDED, progress.sentence
    said = [event.sentence for event in local.events(run)]
    assert "Training goes on after step 4." in said, "the end of an epoch is always remembered"
    metrics = json.loads(local.fetch(run, tmp_path / "mine").files[-1].read_text())
    assert metrics["valid_losses"][-1] < metrics["valid_losses"][0]
    _ask(tmp_path, folder, base, progress.model)


def _kill_training(run: str) -> None:
    """With no time to save anything."""
    found = subprocess.run(["pgrep", "-f", f"connectors.training.lora .*{run}"], capture_output=True, text=True)
    for pid in found.stdout.split():
        os.kill(int(pid), signal.SIGKILL)
    assert found.stdout


def _ask(tmp_path: Path, folder: Path, base: str, model: str) -> None:
    port = free_port()
    served = embedded.model(port, folder / "adapters" / base)
    speaker = LanguageModel(model, f"http://127.0.0.1:{port}/v1", "sesame", temperature=0.0)
    log = tmp_path / "model.log"
    environment = {**os.environ, "LANGUAGE_MODEL_KEY": "sesame"}
    server = Child(served, tmp_path, environment, lambda: log.exists() and "serving " in log.read_text())
    try:
        question = [{"role": "user", "content": "which flour do you use"}]
        assert speaker._ask(question, 8, {}, speaker._adapter)["choices"][0]["message"]["content"]
    finally:
        server.stop()

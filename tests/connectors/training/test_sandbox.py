"""The stand-in itself: its faults, its file, and how it is started."""

import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from connectors.errors import AccessRevoked
from connectors.training.base import State
from connectors.training.sandbox import state as sandbox
from connectors.training.sandbox.writing import polite, replies_in, tuned
from tests.connectors.training.vendor import RECIPE, example, hosted, lines, pair, replies, serving
from tests.system import free_port


def test_its_own_check_finds_what_is_wrong_without_a_fault() -> None:
    vendor = sandbox.State(seconds=100)
    few, odd = replies(9), replies(12)
    with serving(vendor) as url:
        trainer = hosted(url)
        first = trainer.submit(few, RECIPE, "few")
        second = trainer.submit(type(odd)(odd.train + b"no json\n"), RECIPE, "odd")
        vendor.forward(20)
        assert "has 9 example(s)" in trainer.status(first).sentence
        assert trainer.status(second).sentence.startswith("The vendor does not take line 13 of the training file")


def test_it_remembers_in_its_file(tmp_path: Path) -> None:
    file = tmp_path / "vendor.json"
    with serving(sandbox.State(seconds=100, file=file)) as url:
        run = hosted(url).submit(replies(), RECIPE, "job")
    again = sandbox.State(seconds=100, file=file)
    with serving(again) as url:
        again.forward(200)
        assert hosted(url).status(run).state is State.SUCCEEDED
        assert hosted(url).submit(replies(), RECIPE, "job") == run


def test_a_tuned_model_writes_pieces_of_what_it_was_given() -> None:
    given = [("which flour?", "Rye. Always!"), ("how long?", "Two hours. Be patient."), ("hi", "Hey you")]
    assert tuned(given, "Which flour do you use?", 2) == ["Rye. Be patient.", "Two hours. Hey you"]
    assert tuned([], "hello", 2) == []
    assert len(polite(5)) == 5
    odd = example(1) | {"note": "a line\u2028in a line"}
    assert len(replies_in(lines(odd, odd))) == 2
    assert replies_in(lines(pair(1), [], {"messages": "x"}) + b"no json\n") == [
        ("Which flour is in loaf 1?", "Rye, always rye.")
    ]


def test_it_is_started_with_a_command_and_played_over_http() -> None:
    port = free_port()
    command = [sys.executable, "-m", "connectors.training.sandbox", "--port", str(port), "--seconds", "50"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                httpx.get(f"{address}/healthz").raise_for_status()
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        trainer = hosted(f"{address}/v1")
        httpx.post(f"{address}/_control", json={"faults": [{"mode": "closed"}]}).raise_for_status()
        with pytest.raises(AccessRevoked):
            trainer.submit(replies(), RECIPE, "job")
        run = trainer.submit(replies(), RECIPE, "job")
        httpx.post(f"{address}/_control", json={"forward": 60}).raise_for_status()
        assert trainer.status(run).state is State.SUCCEEDED
    finally:
        child.terminate()
        child.wait(10)

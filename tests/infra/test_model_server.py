"""The language model of one machine, really served."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx
import numpy as np
import pytest

from connectors.errors import AccessRevoked, Unavailable
from connectors.language_model import LanguageModel
from connectors.training.adapter import Heads, write_adapter
from connectors.training.adapter_choice import list_key
from infra.model_server import WeightsMissing, main, weights

needs_server = pytest.mark.skipif(find_spec("xllamacpp") is None, reason="xllamacpp is not installed")


@contextmanager
def _serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The process, its model's name and its address."""
    try:
        file = weights()
    except WeightsMissing as missing:
        pytest.skip(str(missing))
    command = [
        sys.executable,
        "-m",
        "infra.model_server",
        "--port",
        "0",
        "--key",
        "sesame",
        "--file",
        str(file),
        *options,
    ]
    quiet = {**os.environ, "OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=quiet)
    assert server.stderr
    try:
        line = next((line for line in server.stderr if line.startswith("serving ")), "")
        assert line, "the server ended without a word"
        _, name, _, address = line.split()
        yield server, name.lower(), address
    finally:
        server.kill()
        server.wait()
        server.stderr.close()


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, str]]:
    """Name and address of the built-in model."""
    with _serving() as (_server, name, address):
        yield name, address


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    """A folder with the adapters of two creators, made up, and a broken file."""
    folder = tmp_path / "adapters"
    folder.mkdir()
    for seed, name in enumerate(("anna", "nika")):
        chance = np.random.default_rng(seed)
        layers = (f"base_model.model.model.layers.{number}.self_attn.o_proj" for number in range(30))
        arrays = {
            f"{layer}.lora_{side}.weight": chance.standard_normal(shape, np.float32) / 8
            for layer in layers
            for side, shape in (("A", (4, 576)), ("B", (576, 4)))
        }
        write_adapter(folder / f"{name}.gguf", arrays, "llama", Heads(9, 3), 8)
    (folder / "broken.gguf").write_bytes(b"GGUF and no more")
    return folder


def _first_words(name: str, address: str) -> str:
    """All that is said, sentence or not."""
    model = LanguageModel(name, address, "sesame", temperature=0.0)
    return str(
        model._ask([{"role": "user", "content": "Say hello to me."}], 12, {}, model._adapter)["choices"][0]["message"]
    )


@needs_server
def test_each_voice_is_used_only_for_who_asks_for_it(voices: Path, served: tuple[str, str]) -> None:
    plain = _first_words(*served)
    with _serving("--adapters", str(voices)) as (server, base, address):
        anna, nika = (_first_words(f"{base}+{name}", address) for name in ("anna", "nika"))
        assert len({anna, nika, plain}) == 3
        assert _first_words(base, address) == plain, "nobody asked for a voice"
        (voices / "anna.gguf").unlink()
        assert server.wait(30) == 0, "its supervisor starts it again"
    with _serving("--adapters", str(voices)) as (_server, base, address):
        assert _first_words(f"{base}+nika", address) == nika
        with pytest.raises(Unavailable, match="not loaded"):
            _first_words(f"{base}+anna", address)


@needs_server
def test_a_question_that_was_meant_for_another_list_is_refused(voices: Path) -> None:
    with _serving("--adapters", str(voices)) as (_server, base, address):
        body = {
            "model": base,
            "messages": [{"role": "user", "content": "hi"}],
            "max_tokens": 2,
            "lora": [{"id": 0, "scale": 1.0}],
        }
        for names, status in ((["anna", "nika"], 200), (["nika", "anna"], 401), (["nika"], 401)):
            headers = {"Authorization": f"Bearer {list_key('sesame', names)}"}
            answer = httpx.post(f"{address}/chat/completions", json=body, headers=headers, timeout=60)
            assert answer.status_code == status


@needs_server
def test_the_built_in_model_answers_on_this_machine_only(served: tuple[str, str]) -> None:
    name, address = served
    assert address.startswith("http://127.0.0.1:")
    model = LanguageModel(name, address, "sesame", temperature=0.0)
    assert not model.strong
    assert model.write([{"role": "user", "content": "Say hello."}], 30)


@needs_server
def test_nobody_is_served_without_the_key(served: tuple[str, str]) -> None:
    name, address = served
    with pytest.raises(AccessRevoked):
        LanguageModel(name, address, "wrong").write([{"role": "user", "content": "hi"}], 5)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match=r"missing\.gguf does not exist"):
        weights(str(tmp_path / "missing.gguf"))


def test_a_server_without_a_key_does_not_start(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.touch()
    with pytest.raises(SystemExit, match="LANGUAGE_MODEL_KEY"):
        main(["--port", "0", "--file", str(file), "--key", ""])

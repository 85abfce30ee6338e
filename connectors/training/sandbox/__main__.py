"""`python -m connectors.training.sandbox --port 8003`: the stand-in of a vendor of fine-tuning. It listens on this machine only."""

import argparse
from pathlib import Path

from werkzeug.serving import make_server

from connectors.training.sandbox.app import create_app
from connectors.training.sandbox.state import State
from logs import start_logging


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m connectors.training.sandbox", description="A stand-in that tunes nothing."
    )
    parser.add_argument("--port", type=int, default=8003)
    parser.add_argument("--key", default="", help="what callers must send; without one any key is taken")
    parser.add_argument("--seconds", type=float, default=30, help="how long a job takes")
    parser.add_argument(
        "--deploys", action="store_true", help="as at Nebius: a tuned model must be put up before it answers"
    )
    parser.add_argument(
        "--file", type=Path, help="the JSON file that remembers everything; without one it is forgotten"
    )
    chosen = parser.parse_args()
    start_logging("tuning")
    app = create_app(State(chosen.key, chosen.seconds, chosen.deploys, chosen.file))
    make_server("127.0.0.1", chosen.port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main()

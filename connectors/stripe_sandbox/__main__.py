"""`python -m connectors.stripe_sandbox --port 8003 --webhook http://127.0.0.1:8000/webhooks/stripe --secret whsec_local`."""

import argparse
import logging
import threading
import time
from pathlib import Path

from werkzeug.serving import make_server

from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.control import add_endpoint
from connectors.stripe_sandbox.deliveries import Post
from connectors.stripe_sandbox.renewals import catch_up
from connectors.stripe_sandbox.site import create_app

_TICK_SECONDS = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m connectors.stripe_sandbox", description="A local Stripe.")
    parser.add_argument("--port", type=int, default=8003)
    parser.add_argument("--file", type=Path, help="keeps everything over a restart")
    parser.add_argument(
        "--webhook", action="append", default=[], metavar="URL", help="where events go; may be repeated"
    )
    parser.add_argument(
        "--secret", action="append", default=[], help="signs the events of the webhook at the same place"
    )
    asked = parser.parse_args()
    if len(asked.webhook) != len(asked.secret):
        parser.error("Every --webhook needs its --secret.")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    books = Books(f"http://127.0.0.1:{asked.port}", asked.file)
    for url, secret in zip(asked.webhook, asked.secret, strict=True):
        add_endpoint(books, url, secret)
    post = Post(books)
    post.start()
    threading.Thread(target=_tick, args=(books,), daemon=True).start()
    make_server("127.0.0.1", asked.port, create_app(books, post), threaded=True).serve_forever()


def _tick(books: Books) -> None:
    """Time brings things also while nobody asks."""
    while True:
        time.sleep(_TICK_SECONDS)
        with books.lock:
            known = len(books.objects)
            catch_up(books)
            if len(books.objects) != known:
                books.save()


if __name__ == "__main__":
    main()

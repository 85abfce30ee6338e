"""What no real Stripe has: the buttons by which tests and the demo steer this one. JSON in, JSON out."""

from typing import Any

from flask import Flask, request

from connectors.stripe_sandbox.books import Books
from connectors.stripe_sandbox.deliveries import Post
from connectors.stripe_sandbox.forms import Json
from connectors.stripe_sandbox.renewals import catch_up

SETTLE_SECONDS = 20.0


def add_endpoint(books: Books, url: str, secret: str, types: list[str] | None = None) -> None:
    """Events go to `url` from now on, signed with `secret`; a second time the endpoint is changed."""
    books.endpoints[:] = [*(one for one in books.endpoints if one["url"] != url)]
    books.endpoints.append({"url": url, "secret": secret, "types": types or ["*"]})


def add(app: Flask, books: Books, post: Post) -> None:
    """All below /_control."""

    def answer(name: str, act: Any) -> None:
        def view() -> Any:
            said: Json = request.get_json(silent=True) or {}
            with books.lock:
                answered = act(said)
                books.save()
            return answered or {}

        app.add_url_rule(f"/_control/{name}", f"control_{name}", view, methods=["POST"])

    def advance(said: Json) -> None:
        """`seconds`: the world goes on by so much; what was due in between happens in its order."""
        books.ahead += int(said["seconds"])
        catch_up(books)

    def faults(said: Json) -> None:
        """`answers`: what the next calls get: a status, or "lost" when it is done and the answer never arrives."""
        books.faults = list(said["answers"])

    answer("advance", advance)
    answer("faults", faults)
    answer("endpoints", lambda said: add_endpoint(books, said["url"], said["secret"], said.get("types")))
    answer("troubles", lambda said: books.troubles.update(said))
    answer("rules", lambda said: books.rules.update(said))
    answer("clear", lambda _said: books.clear())
    app.add_url_rule("/_control/settle", "settle", lambda: {"settled": post.settle(SETTLE_SECONDS)}, methods=["POST"])
    app.add_url_rule("/_control/health", "health", lambda: {"status": "ok"})

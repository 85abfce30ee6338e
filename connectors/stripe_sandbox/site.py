"""The local Stripe as one Flask application: the REST API, its pages, and what tests steer it with."""

import hashlib
import json
import socket
from typing import Any

from flask import Flask, Request, Response, request

from connectors.stripe_sandbox import (
    bills,
    cards,
    checkouts,
    clocks,
    control,
    customers,
    entitlements,
    events,
    meters,
    pages,
    portals,
    prices,
    subscriptions,
)  # fmt: skip
from connectors.stripe_sandbox.answers import Refused, Route, shown
from connectors.stripe_sandbox.books import Books, new_id
from connectors.stripe_sandbox.deliveries import Post
from connectors.stripe_sandbox.forms import Json, read
from connectors.stripe_sandbox.renewals import catch_up

ROUTES: list[Route] = [
    *bills.ROUTES, *cards.ROUTES, *checkouts.ROUTES, *clocks.ROUTES, *customers.ROUTES, *entitlements.ROUTES,
    *events.ROUTES, *meters.ROUTES, *portals.ROUTES, *prices.ROUTES, *subscriptions.ROUTES,
]  # fmt: skip
_OTHER_KEY = (
    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
    "Try using a key other than '{}' if you meant to execute a different request."
)


def create_app(books: Books, post: Post) -> Flask:
    """Everything. The caller starts and stops `post`."""
    app = Flask(__name__)
    for number, (method, path, answer) in enumerate(ROUTES):
        app.add_url_rule(path, f"api{number}", _view(books, answer), methods=[method])
    app.register_error_handler(404, lambda _error: _plain_missing())
    pages.add(app, books)
    control.add(app, books, post)
    return app


def _view(books: Books, answer: Any) -> Any:
    def view(**names: str) -> Response:
        with books.lock:
            response = _answered(books, answer, names)
            fault = books.faults.pop(0) if books.faults else None
            books.save()
        if fault == "lost":
            _hang_up()
        return response

    return view


def _answered(books: Books, answer: Any, names: Json) -> Response:
    if books.faults and isinstance(books.faults[0], int):
        return _fault(books.faults[0])
    try:
        _authorize(request)
        params = read(list(request.form.items(multi=True)) or list(request.args.items(multi=True)))
        catch_up(books)
        return _once(books, lambda: _run(books, answer, params, names), params)
    except Refused as refused:
        return _response(refused.body, refused.status)


def _run(books: Books, answer: Any, params: Json, names: Json) -> Json:
    expand = params.pop("expand", [])
    return dict(shown(books.objects, answer(books, params, **names), expand))


def _once(books: Books, run: Any, params: Json) -> Response:
    """The same Idempotency-Key gets the same answer, and other parameters under it a refusal."""
    key = request.headers.get("Idempotency-Key", "")
    books.request = {"id": new_id("req"), "idempotency_key": key or None}
    if request.method != "POST" or not key:
        return _response(run())
    asked = hashlib.sha256(json.dumps([request.path, params], sort_keys=True).encode()).hexdigest()
    books.forget_old()
    if known := books.keys.get(key):
        if known["asked"] != asked:
            raise Refused(_OTHER_KEY.format(key), type="idempotency_error")
        return _response(known["body"], known["status"], {"Idempotent-Replayed": "true"})
    try:
        body, status = run(), 200
    except Refused as refused:
        if refused.status != 402:  # what was not even begun may be asked again
            raise
        body, status = refused.body, refused.status
    books.remember(key, asked, body, status)
    return _response(body, status)


def _authorize(asked: Request) -> None:
    key = asked.headers.get("Authorization", "").removeprefix("Bearer ")
    if not key:
        raise Refused("You did not provide an API key.", status=401)
    if not key.startswith(("sk_test_", "rk_test_")) or key.endswith("_wrong"):
        raise Refused(f"Invalid API Key provided: {key[:7]}****", status=401)


def _response(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    made = Response(json.dumps(body, indent=2), status, mimetype="application/json")
    made.headers["Request-Id"] = new_id("req")
    made.headers["Stripe-Version"] = request.headers.get("Stripe-Version", events.API_VERSION)
    if key := request.headers.get("Idempotency-Key"):
        made.headers["Idempotency-Key"] = key
    made.headers.update(headers or {})
    return made


def _fault(status: int) -> Response:
    kind = "rate_limit_error" if status == 429 else "api_error"
    code = {"code": "rate_limit"} if status == 429 else {}
    return _response({"error": {"message": "An error that a test asked for.", "type": kind, **code}}, status)


def _plain_missing() -> Response:
    words = f"Unrecognized request URL ({request.method}: {request.path})."
    return _response({"error": {"message": words, "type": "invalid_request_error"}}, 404)


def _hang_up() -> None:
    """The answer is lost on its way."""
    line = request.environ.get("werkzeug.socket")
    if isinstance(line, socket.socket):
        line.shutdown(socket.SHUT_RDWR)

"""An operation of the API: a function whose types say what it takes and gives.

    @operation("GET /messages", Scope.MESSAGES_READ)
    def messages(query: MessageQuery) -> MessageList:

`query` and `body` are pydantic models, other arguments are parts of the path; the docstring is what developers read.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_origin, get_type_hints
from uuid import uuid4

from flask import Blueprint, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from models.api_token import Scope
from web.api.gate import admit, show_rate
from web.api.once import once
from web.api.problems import Fault, Refused, answer
from web.api.shapes import Revised

api = Blueprint("api", __name__, url_prefix="/api/v1")
MOST_BYTES = 64 * 1024
REQUEST_ID = "X-Request-Id"


@dataclass(frozen=True)
class Operation:
    """What is known of an operation, for whoever serves it and for whoever describes it."""

    method: str
    path: str
    scope: Scope | None
    code: int
    run: Callable[..., BaseModel | None]
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    gives: type[BaseModel] | None

    @property
    def name(self) -> str:
        return self.run.__name__

    @property
    def is_write(self) -> bool:
        return self.method != "GET"

    @property
    def is_revised(self) -> bool:
        """Whether what it gives has a revision, and so an ETag."""
        return self.gives is not None and issubclass(self.gives, Revised)

    @property
    def may_be_empty(self) -> bool:
        """Whether its body may be left out: nothing in it must be said."""
        return self.body is None or not any(one.is_required() for one in self.body.model_fields.values())


OPERATIONS: list[Operation] = []


def operation(route: str, scope: Scope | None, code: int = 200) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Serve a function at `route` ("GET /messages") for tokens with `scope`; it answers with `code`."""
    method, path = route.split(" ")

    def make(run: Callable[..., Any]) -> Callable[..., Any]:
        hints = get_type_hints(run)
        gives = hints.pop("return", None)
        gives = gives if inspect.isclass(gives) and issubclass(gives, BaseModel) else None
        one = Operation(method, path, scope, code, run, hints.get("query"), hints.get("body"), gives)
        OPERATIONS.append(one)
        api.add_url_rule(
            path, one.name, lambda **parts: _served(one, parts), methods=[method], provide_automatic_options=False
        )
        return run

    return make


@api.before_request
def _small() -> None:
    request.max_content_length = MOST_BYTES


@api.after_request
def _sign(response: Response) -> Response:
    response.headers[REQUEST_ID] = uuid4().hex
    return show_rate(response)


@api.errorhandler(Refused)
def _refused(refused: Refused) -> Response:
    return answer(refused)


def _served(one: Operation, parts: dict[str, str]) -> Response:
    admit(one.scope)
    named: dict[str, Any] = dict(parts)
    if one.query:
        named["query"] = _read(one.query, _query(one.query))
    if one.body:
        named["body"] = _read(one.body, _body(one))
    return once(lambda: _done(one, named)) if one.is_write else _done(one, named)


def _done(one: Operation, named: dict[str, Any]) -> Response:
    """What came of it, a refusal too: it is the answer to this key for good."""
    try:
        given = one.run(**named)
    except Refused as refused:
        return answer(refused)
    if given is None:
        return Response("", one.code)
    response = Response(given.model_dump_json(), one.code, mimetype="application/json")
    if isinstance(given, Revised):
        response.headers["ETag"] = f'"{given.revision}"'
    return response


def _query(shape: type[BaseModel]) -> dict[str, Any]:
    """The query as the shape wants it: lists for lists, else one value. Twice the same name is a mistake elsewhere."""
    found: dict[str, Any] = {}
    for name, values in request.args.lists():
        field = shape.model_fields.get(name)
        many = field is not None and get_origin(field.annotation) is list
        found[name] = values if many or len(values) > 1 else values[0]
    return found


def _body(one: Operation) -> Any:
    if not request.get_data():
        if one.may_be_empty:
            return {}
        raise Refused("invalid", "The body is missing.", (Fault(field="body", detail="is missing"),))
    if not request.is_json:
        raise Refused("unsupported")
    try:
        return request.get_json()
    except (BadRequest, RecursionError):
        raise Refused("bad-request", "The body is no well-formed JSON.") from None


def _read(shape: type[BaseModel], given: Any) -> BaseModel:
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise Refused("invalid", "Some of what was sent cannot be taken.", tuple(_faults(error))) from None


def _faults(error: ValidationError) -> Iterator[Fault]:
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        yield Fault(field=".".join(str(part) for part in one["loc"]) or "body", detail=one["msg"])

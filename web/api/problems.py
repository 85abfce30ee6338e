"""What went wrong, as a program reads it: application/problem+json, RFC 9457."""

from dataclasses import dataclass, field
from http import HTTPStatus

from flask import request
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response

from settings import settings

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its status, its title, and what a program should do."""

    status: int
    title: str
    advice: str


KINDS = {
    "bad-request": Kind(400, "This cannot be read", "Send well-formed JSON and headers."),
    "unauthorized": Kind(401, "No valid token", "Send `Authorization: Bearer` with a token that is neither revoked nor expired."),
    "forbidden": Kind(403, "Not allowed", "Make a token with the scope that is named, or ask somebody whose role allows it."),
    "not-found": Kind(404, "Not found", "It never was, was deleted, or belongs to another workspace."),
    "not-allowed": Kind(405, "Not how this works", "Use one of the methods that the Allow header names."),
    "conflict": Kind(409, "Somebody was faster", "Read it again and decide anew."),
    "in-progress": Kind(409, "Still under way", "The first call with this key is not done. Ask again after Retry-After seconds."),
    "stale": Kind(412, "It has changed", "If-Match names an older revision. Read it again and decide anew."),
    "too-large": Kind(413, "Too large", "Send less at once."),
    "unsupported": Kind(415, "Not JSON", "Send `Content-Type: application/json`."),
    "invalid": Kind(422, "This cannot be taken", "Put right what `errors` or `detail` name."),
    "key-reused": Kind(422, "This key was used for something else", "Make a new Idempotency-Key for every new write."),
    "too-many": Kind(429, "Too many calls", "Wait for Retry-After seconds."),
    "broken": Kind(500, "Something broke on our side", "Read what stands before you write again: it may be done in part."),
    "away": Kind(503, "The database does not answer", "Wait for Retry-After seconds, then ask again."),
}  # fmt: skip
"""Slug -> kind. The slug is the end of `type`, and an anchor on the page /api."""
_BY_STATUS = {kind.status: slug for slug, kind in reversed(KINDS.items())}


class Fault(BaseModel):
    """One thing that is wrong with what was sent."""

    field: str = Field(description="Where: a name in the body, the query or the headers.")
    detail: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """Every error looks like this."""

    type: str = Field(description="An address that explains this kind of problem.")
    title: str = Field(description="The kind, in words. The same for all of a kind.")
    status: int = Field(description="The HTTP status once more.")
    detail: str = Field(description="What happened this time, as a sentence.")
    errors: list[Fault] = Field(description="What is wrong with what was sent, one by one. Mostly empty.")


@dataclass
class Refused(Exception):
    """An operation cannot be done: `slug` of KINDS, a sentence, and what is wrong in detail."""

    slug: str
    detail: str = ""
    errors: tuple[Fault, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


def is_api() -> bool:
    """Whether a program asked: every error under this path is for programs."""
    return request.path.startswith("/api/")


def answer(refused: Refused) -> Response:
    """The problem as a response."""
    kind = KINDS[refused.slug]
    shown = Problem(
        type=f"{settings().base_url}/api#{refused.slug}", title=kind.title, status=kind.status,
        detail=refused.detail or kind.advice, errors=list(refused.errors),
    )  # fmt: skip
    return Response(shown.model_dump_json(), kind.status, refused.headers, mimetype=MEDIA_TYPE)


def answer_status(code: int, headers: dict[str, str]) -> Response:
    """The problem for an HTTP status that something else than an operation gave."""
    slug = _BY_STATUS.get(code)
    if slug:
        return answer(Refused(slug, headers=headers))
    shown = Problem(
        type="about:blank", title=HTTPStatus(code).phrase, status=code, detail="Nothing was done.", errors=[]
    )
    return Response(shown.model_dump_json(), code, headers, mimetype=MEDIA_TYPE)

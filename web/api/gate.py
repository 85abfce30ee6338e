"""Who asks, whether they may, and how often: before every operation. The session's cookie opens nothing here."""

from dataclasses import dataclass

import redis
from flask import g, request
from werkzeug.wrappers import Response

from logs import log
from models import AuditEntry, Workspace
from models.api_token import Scope
from models.fields import utcnow
from pipeline.api_tokens import Caller
from pipeline.api_tokens import caller as caller_of
from settings import settings
from web.api.bearer import number_in
from web.api.problems import Refused
from web.throttle import counters, too_many

WINDOW_SECONDS = 60
WRONG_TOKENS, QUARTER = 300, 15 * 60
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="fanmail"'}


@dataclass(frozen=True)
class Rate:
    """What a token has left of this minute."""

    limit: int
    used: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit), "RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "RateLimit-Reset": str(self.reset_seconds), "RateLimit-Policy": f"{self.limit};w={WINDOW_SECONDS}",
        }  # fmt: skip


def admit(scope: Scope | None) -> Caller:
    """Let a program in that may use `scope` (None: any token may). Raises Refused."""
    found = _whose_token()
    g.api_caller = found
    g.api_rate = rate = _count(found)
    if rate and rate.used > rate.limit:
        wait = {"Retry-After": str(rate.reset_seconds)}
        raise Refused("too-many", f"A token may ask {rate.limit} times a minute.", headers=wait)
    if scope is not None and scope not in found.scopes:
        raise Refused("forbidden", _missing(scope, found))
    if request.method != "GET" and Workspace.objects(id=found.workspace_id).only("leaves_at").get().leaves_at:
        raise Refused("conflict", "This workspace is being deleted, so everything in it rests.")
    return found


def caller() -> Caller:
    """Who asks; only inside an operation."""
    found: Caller = g.api_caller
    return found


def wrote(action: str, subject: object) -> None:
    """Put what a program did onto the record, in the name of whoever made its token."""
    AuditEntry.add(caller().workspace_id, caller().by, action, subject, f"By the API token “{caller().token.name}”.")


def show_rate(response: Response) -> Response:
    """Tell every program what is left of its minute."""
    rate: Rate | None = g.get("api_rate")
    if rate:
        response.headers.update(rate.headers())
    return response


def _whose_token() -> Caller:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    number = number_in(text.strip()) if kind.lower() == "bearer" else None
    found = caller_of(number, utcnow()) if number else None
    if found:
        return found
    if text and too_many("api-token", request.remote_addr or "", limit=WRONG_TOKENS, seconds=QUARTER):
        raise Refused("too-many", "Too many wrong tokens came from there.", headers={"Retry-After": str(QUARTER)})
    raise Refused("unauthorized", headers=_CHALLENGE)


def _missing(scope: Scope, found: Caller) -> str:
    if scope in found.token.scopes:
        return f"Whoever made this token may no longer do what {scope} allows: their role is {found.role} now."
    return f"This needs the scope {scope}, which the token has not."


def _count(found: Caller) -> Rate | None:
    """One more call in this minute. A Redis that is away locks nobody out."""
    seconds = int(utcnow().timestamp())
    key = f"api:{found.token.id}:{seconds // WINDOW_SECONDS}"
    try:
        counting = counters().pipeline()
        counting.incr(key)
        counting.expire(key, 2 * WINDOW_SECONDS)
        used = int(counting.execute()[0])
    except redis.RedisError as error:
        log.warning("calls not counted", error=type(error).__name__)
        return None
    return Rate(settings().api_calls_per_minute, used, WINDOW_SECONDS - seconds % WINDOW_SECONDS)

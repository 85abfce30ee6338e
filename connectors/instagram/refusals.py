"""What Instagram's error codes mean for us: one table from (code, subcode) to a branch of connectors.errors.

Codes: Graph API error handling, Messenger Platform error codes (which Instagram messaging shares), Instagram Platform error
codes and changelogs. Where a code is documented without a remedy, the mildest branch that cannot send twice is taken.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from connectors.errors import (
    AccessRevoked,
    ConnectorError,
    MessageGone,
    OutcomeUnknown,
    RateLimited,
    ReplyRefused,
    Unavailable,
    WindowClosed,
)

NAME = "instagram"
_MINUTE, _HOUR = 60.0, 3600.0
_Made = Callable[[float], ConnectorError]
"""From the seconds that Instagram asks us to wait (0: it did not say) to the error."""


def _wait(seconds: float, sentence: str) -> _Made:
    return lambda asked: RateLimited(NAME, sentence, asked or seconds)


def _is(branch: type[ConnectorError], sentence: str) -> _Made:
    return lambda _asked: branch(NAME, sentence)


_RECONNECT = "Connect the account again."
_SLOWER = "Instagram asks Fanmail to make fewer calls for a while."
_NO_RIGHT = f"Instagram says that Fanmail may not do this. {_RECONNECT}"
_BLOCKED = "Instagram has stopped this account from writing for a while, for what it takes for spam."
_NOT_REACHABLE = "This person cannot receive messages just now."
_GONE = "Instagram says this is no longer there."
_CHECKPOINT = (
    "Instagram wants you to sign in to its own app and confirm something. After that, connect the account again."
)
_SWITCHED_OFF = "Instagram keeps apps away from this account's messages. Allow it in Instagram's message settings, under connected tools."
_LATE = "Instagram's 24 hours to answer this message are over."

TABLE: Mapping[tuple[int, int], _Made] = {
    (3, 0): _is(AccessRevoked, _NO_RIGHT),
    (4, 0): _wait(10 * _MINUTE, _SLOWER),
    (4, 2207051): _wait(6 * _HOUR, _BLOCKED),
    (10, 0): _is(AccessRevoked, _NO_RIGHT),
    (10, 1893063): _wait(30 * _MINUTE, "Instagram has stopped this account from sending messages for a while."),
    (10, 2018108): _is(ReplyRefused, _NOT_REACHABLE),
    (10, 2018278): _is(WindowClosed, _LATE),
    (10, 2018300): _is(ReplyRefused, "Another app holds this conversation; answer in Instagram's own app."),
    (10, 2534022): _is(WindowClosed, _LATE),
    (17, 0): _wait(10 * _MINUTE, _SLOWER),
    (24, 0): _is(MessageGone, _GONE),
    (25, 0): _is(AccessRevoked, "Instagram has restricted this account. Open Instagram's app to see why."),
    (32, 0): _wait(10 * _MINUTE, _SLOWER),
    (100, 0): _is(ReplyRefused, "Instagram does not take this reply."),
    (100, 33): _is(MessageGone, _GONE),
    (100, 2534013): _is(ReplyRefused, "Instagram allows no more private replies just now."),
    (100, 2534014): _is(MessageGone, "Instagram does not know this person any more."),
    (100, 2534025): _is(ReplyRefused, "This comment cannot get a private reply: it is too old or has had one."),
    (100, 2534029): _is(ReplyRefused, "Instagram does not let apps write to this person."),
    (102, 0): _is(AccessRevoked, f"Instagram has ended Fanmail's access. {_RECONNECT}"),
    (190, 0): _is(AccessRevoked, f"Instagram has ended Fanmail's access. {_RECONNECT}"),
    (190, 458): _is(AccessRevoked, f"Fanmail was removed from this account's apps. {_RECONNECT}"),
    (190, 459): _is(AccessRevoked, _CHECKPOINT),
    (190, 460): _is(AccessRevoked, f"The password of this account was changed. {_RECONNECT}"),
    (190, 464): _is(AccessRevoked, _CHECKPOINT),
    (190, 463): _is(AccessRevoked, f"Fanmail's access to Instagram has expired. {_RECONNECT}"),
    (200, 2534041): _is(ReplyRefused, _SWITCHED_OFF),
    (341, 0): _wait(_HOUR, _SLOWER),
    (368, 0): _wait(6 * _HOUR, _BLOCKED),
    (506, 0): _is(ReplyRefused, "Instagram already has this very text here; change it a little."),
    (551, 0): _is(ReplyRefused, _NOT_REACHABLE),
    (613, 0): _wait(_MINUTE, _SLOWER),
    (803, 0): _is(MessageGone, _GONE),
    (80002, 0): _wait(10 * _MINUTE, _SLOWER),
    (80006, 0): _wait(10 * _MINUTE, _SLOWER),
}
"""A subcode that is not here is judged by its code alone: (code, 0)."""


def refusal(response: httpx.Response, write: bool) -> ConnectorError:
    """What a 4xx answer of Instagram means."""
    error = _error(response)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    made = TABLE.get((code, subcode)) or TABLE.get((code, 0))
    if not made and 200 <= code <= 299:
        made = TABLE[(10, 0)]
    if made:
        return made(_asked_to_wait(response))
    if response.status_code == 429:
        return RateLimited(NAME, _SLOWER, _asked_to_wait(response) or 10 * _MINUTE)
    if response.status_code == 401:
        return TABLE[(190, 0)](0)
    if code in (1, 2) or error.get("is_transient") or not error:
        return _no_verdict(write)
    return ReplyRefused(NAME, f"Instagram refused this (code {code}).")


def _no_verdict(write: bool) -> ConnectorError:
    """Codes 1 and 2 have been seen on messages that were delivered all the same (1/1357046)."""
    if write:
        return OutcomeUnknown(NAME, "Instagram did not say whether it was done.")
    return Unavailable(NAME, "Instagram cannot answer just now.")


def _error(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        return error
    if isinstance(body, dict) and "error_message" in body:  # api.instagram.com has a shape of its own
        return {"code": body.get("code", 100), "message": body["error_message"]}
    return {}


def _asked_to_wait(response: httpx.Response) -> float:
    """Seconds until X-Business-Use-Case-Usage gives access again (it counts in minutes); 0 when it does not say."""
    try:
        usage = json.loads(response.headers.get("X-Business-Use-Case-Usage", "{}"))
        rows = [row for rows in usage.values() for row in rows if row.get("type") in ("instagram", "messenger")]
        return _MINUTE * max((float(row.get("estimated_time_to_regain_access", 0)) for row in rows), default=0.0)
    except (ValueError, AttributeError, TypeError):
        return 0.0


def _number(value: object) -> int:
    return int(value) if isinstance(value, (int, str)) and str(value).lstrip("-").isdigit() else 0

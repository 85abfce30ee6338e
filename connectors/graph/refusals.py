"""What the error codes of a Graph API mean for us: a table from (code, subcode) to a branch of connectors.errors.

Codes that its platforms share: Graph API error handling, Messenger Platform error codes. A platform adds its own to `shared`.
Where a code is documented without a remedy, the mildest branch that cannot send twice is taken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from connectors.errors import (
    AccessRevoked,
    Blocked,
    ConnectorError,
    MessageGone,
    OutcomeUnknown,
    RateLimited,
    ReplyRefused,
    Unavailable,
    WindowClosed,
)
from connectors.graph.usage import pressure_of
from connectors.graph.values import Json, inside, number_of

MINUTE, HOUR = 60.0, 3600.0
Made = Callable[[float], ConnectorError]
"""From the seconds that the platform asks us to wait (0: it did not say) to the error."""
Table = Mapping[tuple[int, int], Made]
"""A subcode that is not here is judged by its code alone: (code, 0)."""

_RECONNECT = "Connect the account again."
_SLOWER = "{title} asks Fanmail to make fewer calls for a while."
_NO_RIGHT = f"{{title}} says that Fanmail may not do this. {_RECONNECT}"
_ENDED = f"{{title}} has ended Fanmail's access. {_RECONNECT}"
_BLOCKED = "{title} has stopped this account from writing for a while, for what it takes for spam."
_CHECKPOINT = (
    "{title} wants you to sign in to its own app and confirm something. After that, connect the account again."
)
_NOT_REACHABLE = "This person cannot receive messages just now."
_LATE = "{title}'s 24 hours to answer this message are over."
_GONE = "{title} says this is no longer there."


@dataclass(frozen=True)
class Speaker:
    """The platform in whose name sentences are written; {title} in them becomes its name.

    `uses` are the types of X-Business-Use-Case-Usage that count for it.
    """

    name: str
    title: str
    uses: frozenset[str]

    def says(self, branch: type[ConnectorError], sentence: str) -> Made:
        return lambda _asked: branch(self.name, sentence.format(title=self.title))

    def waits(self, seconds: float, sentence: str = _SLOWER, branch: type[RateLimited] = RateLimited) -> Made:
        return lambda asked: branch(self.name, sentence.format(title=self.title), asked or seconds)


def shared(speaker: Speaker) -> dict[tuple[int, int], Made]:
    """What every platform of this API says in the same way."""
    says, waits = speaker.says, speaker.waits
    return {
        (3, 0): says(AccessRevoked, _NO_RIGHT),
        (4, 0): waits(10 * MINUTE),
        (10, 0): says(AccessRevoked, _NO_RIGHT),
        (10, 1893063): waits(
            30 * MINUTE, "{title} has stopped this account from sending messages for a while.", Blocked
        ),
        (10, 2018108): says(ReplyRefused, _NOT_REACHABLE),
        (10, 2018278): says(WindowClosed, _LATE),
        (10, 2018300): says(ReplyRefused, "Another app holds this conversation; answer in {title}'s own app."),
        (17, 0): waits(10 * MINUTE),
        (24, 0): says(MessageGone, _GONE),
        (32, 0): waits(10 * MINUTE),
        (100, 0): says(ReplyRefused, "{title} does not take this reply."),
        (100, 33): says(MessageGone, _GONE),
        (102, 0): says(AccessRevoked, _ENDED),
        (190, 0): says(AccessRevoked, _ENDED),
        (190, 458): says(AccessRevoked, f"Fanmail was removed from this account's apps. {_RECONNECT}"),
        (190, 459): says(AccessRevoked, _CHECKPOINT),
        (190, 460): says(AccessRevoked, f"The password of this account was changed. {_RECONNECT}"),
        (190, 463): says(AccessRevoked, f"Fanmail's access to {{title}} has expired. {_RECONNECT}"),
        (190, 464): says(AccessRevoked, _CHECKPOINT),
        (341, 0): waits(HOUR),
        (368, 0): waits(6 * HOUR, _BLOCKED, Blocked),
        (506, 0): says(ReplyRefused, "{title} already has this very text here; change it a little."),
        (551, 0): says(ReplyRefused, _NOT_REACHABLE),
        (613, 0): waits(MINUTE),
        (803, 0): says(MessageGone, _GONE),
        (80006, 0): waits(10 * MINUTE),
    }


def refusal(speaker: Speaker, table: Table, response: httpx.Response, write: bool) -> ConnectorError:
    """What a 4xx answer means."""
    error = _error(response)
    code, subcode = number_of(error.get("code")), number_of(error.get("error_subcode"))
    made = table.get((code, subcode)) or table.get((code, 0))
    if not made and 200 <= code <= 299:
        made = table[(10, 0)]
    asked = pressure_of(response.headers, speaker.uses).rest_seconds
    if made:
        return made(asked)
    if response.status_code == 429:
        return speaker.waits(10 * MINUTE)(asked)
    if response.status_code == 401:
        return table[(190, 0)](0)
    if code in (1, 2) or error.get("is_transient") or not error:
        return _no_verdict(speaker, write)
    return ReplyRefused(speaker.name, f"{speaker.title} refused this (code {code}).")


def _no_verdict(speaker: Speaker, write: bool) -> ConnectorError:
    """Codes 1 and 2 have been seen on messages that were delivered all the same (1/1357046)."""
    if write:
        return OutcomeUnknown(speaker.name, f"{speaker.title} did not say whether it was done.")
    return Unavailable(speaker.name, f"{speaker.title} cannot answer just now.")


def _error(response: httpx.Response) -> Json:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    if error := inside(body, "error"):
        return error
    if isinstance(body, Mapping) and "error_message" in body:  # one of its hosts has a shape of its own
        return {"code": body.get("code", 100), "message": body["error_message"]}
    return {}

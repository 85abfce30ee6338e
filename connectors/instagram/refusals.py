"""What Instagram's error codes mean beside those that all platforms of this API share (connectors.graph.refusals).

Codes: Instagram Platform error codes and changelogs, Messenger Platform error codes.
"""

import httpx

from connectors.errors import AccessRevoked, Blocked, ConnectorError, MessageGone, ReplyRefused, WindowClosed
from connectors.graph import refusals as graph_refusals
from connectors.graph.refusals import HOUR, MINUTE, Speaker, Table

NAME = "instagram"
SPEAKER = Speaker(NAME, "Instagram", frozenset({NAME, "messenger"}))

_SWITCHED_OFF = "Instagram keeps apps away from this account's messages. Allow it in Instagram's message settings, under connected tools."
_LATE = "Instagram's 24 hours to answer this message are over."
_SPAM = "Instagram has stopped this account from writing for a while, for what it takes for spam."

TABLE: Table = {
    **graph_refusals.shared(SPEAKER),
    (4, 2207051): SPEAKER.waits(6 * HOUR, _SPAM, Blocked),
    (10, 2534022): SPEAKER.says(WindowClosed, _LATE),
    (25, 0): SPEAKER.says(AccessRevoked, "Instagram has restricted this account. Open Instagram's app to see why."),
    (100, 2534013): SPEAKER.says(ReplyRefused, "Instagram allows no more private replies just now."),
    (100, 2534014): SPEAKER.says(MessageGone, "Instagram does not know this person any more."),
    (100, 2534025): SPEAKER.says(
        ReplyRefused, "This comment cannot get a private reply: it is too old or has had one."
    ),
    (100, 2534029): SPEAKER.says(ReplyRefused, "Instagram does not let apps write to this person."),
    (200, 2534041): SPEAKER.says(ReplyRefused, _SWITCHED_OFF),
    (80002, 0): SPEAKER.waits(10 * MINUTE),
}


def refusal(response: httpx.Response, write: bool) -> ConnectorError:
    """What a 4xx answer of Instagram means."""
    return graph_refusals.refusal(SPEAKER, TABLE, response, write)

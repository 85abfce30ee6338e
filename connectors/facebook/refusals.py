"""What Facebook's error codes mean beside those that all platforms of this API share (connectors.graph.refusals).

Codes: Graph API rate limiting, Messenger Platform error codes.
"""

import httpx

from connectors.errors import ConnectorError, MessageGone, ReplyRefused
from connectors.graph import refusals as graph_refusals
from connectors.graph.refusals import MINUTE, Speaker, Table

NAME = "facebook"
SPEAKER = Speaker(NAME, "Facebook", frozenset({"pages", "messenger"}))

TABLE: Table = {
    **graph_refusals.shared(SPEAKER),
    (100, 2018001): SPEAKER.says(MessageGone, "Facebook does not know this person any more."),
    (10900, 0): SPEAKER.says(ReplyRefused, "This comment has had its one private reply."),
    (10903, 0): SPEAKER.says(ReplyRefused, "This comment cannot get a private reply."),
    (80001, 0): SPEAKER.waits(10 * MINUTE),
}


def refusal(response: httpx.Response, write: bool) -> ConnectorError:
    """What a 4xx answer of Facebook means."""
    return graph_refusals.refusal(SPEAKER, TABLE, response, write)

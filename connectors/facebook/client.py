"""One Facebook Page: what differs from connectors.graph.connector."""

from connectors.base import COMMENT, DIRECT_MESSAGE
from connectors.facebook import payloads
from connectors.facebook.refusals import SPEAKER, TABLE
from connectors.graph.connector import Dialect, GraphConnector
from connectors.graph.inbox import Ways
from settings import settings

MAX_BYTES = {COMMENT: 8_000, DIRECT_MESSAGE: 2_000}
"""The ceilings of Facebook's own apps and of its Send API, both in characters; no text of so many bytes has more."""

_WAYS = Ways(
    kind="messenger",
    profile="name",
    answering={"messaging_type": "RESPONSE"},
    tagged={"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"},
)


class FacebookConnector(GraphConnector):
    """A connectors.base.Connector for one Page."""

    dialect = Dialect(
        speaker=SPEAKER,
        table=TABLE,
        root=lambda: settings().facebook_api_url,
        max_bytes=MAX_BYTES,
        posts="posts",
        post_fields=payloads.POST_FIELDS,
        post=payloads.post,
        count=payloads.count,
        shape=payloads.SHAPE,
        comment=payloads.comment,
        hide="is_hidden",
        inbox=lambda: _WAYS,
    )

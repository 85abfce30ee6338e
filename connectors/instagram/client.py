"""One Instagram account: what differs from connectors.graph.connector, for both logins.

With a login through a Page, messages go through that Page's token, and mentions under other people's posts can be read.
"""

from collections.abc import Collection, Iterator

from connectors.base import COMMENT, DIRECT_MESSAGE, InboundMessage, ReplyTarget, SentReply
from connectors.errors import MessageGone, ReplyRefused
from connectors.graph.connector import Dialect, GraphConnector
from connectors.graph.inbox import Ways
from connectors.graph.values import number_of
from connectors.instagram import payloads
from connectors.instagram.refusals import NAME, SPEAKER, TABLE
from settings import settings

MAX_BYTES = {COMMENT: 2_200, DIRECT_MESSAGE: 1_000}
"""Direct messages: documented, in bytes. Comments: the ceiling that Instagram's own apps have, in characters."""

_PROFILE = "name,username"
_OF_A_PAGE = Ways(
    NAME, _PROFILE, {"messaging_type": "RESPONSE"}, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
)


def is_through_page() -> bool:
    """Whether accounts are let in by the login of the Page they are linked to."""
    return settings().instagram_login != NAME


def _ways() -> Ways:
    return _OF_A_PAGE if is_through_page() else Ways(NAME, _PROFILE)


class InstagramConnector(GraphConnector):
    """A connectors.base.Connector for one account."""

    dialect = Dialect(
        speaker=SPEAKER,
        table=TABLE,
        root=lambda: settings().instagram_api_url,
        max_bytes=MAX_BYTES,
        posts="media",
        post_fields=payloads.POST_FIELDS,
        post=payloads.post,
        count=lambda media: number_of(media.get("comments_count")),
        shape=payloads.SHAPE,
        comment=payloads.comment,
        hide="hide",
        inbox=_ways,
        by_name=True,
    )

    def revisit(self, kind: str, external_ids: Collection[str]) -> Iterator[InboundMessage]:
        """See connectors.base.Connector.revisit. What is gone among our own comments may be a mention elsewhere."""
        for message in super().revisit(kind, external_ids):
            yield (self._mention(message.external_id) if message.deleted else None) or message

    def send(self, target: ReplyTarget, text: str) -> SentReply:
        """See connectors.base.Connector.send."""
        try:
            return super().send(target, text)
        except MessageGone:
            if target.kind == COMMENT and not target.private and self._mention(target.external_id):
                raise ReplyRefused(NAME, _ELSEWHERE) from None
            raise

    def _mention(self, comment_id: str) -> InboundMessage | None:
        if not is_through_page() or not comment_id.isdecimal():
            return None
        asked = {"fields": payloads.mention_field(comment_id)}
        try:
            return payloads.mention(self._graph.ask("GET", self._id, params=asked))
        except (MessageGone, ReplyRefused):
            return None


_ELSEWHERE = (
    "This comment stands under somebody else's post, where Fanmail does not write. Answer it in Instagram's own app."
)

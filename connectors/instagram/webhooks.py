"""What Meta calls us with about Instagram: which secrets sign, and what the fields of its events mean."""

from collections.abc import Iterator, Mapping

from connectors.base import InboundMessage, Post
from connectors.graph import webhooks as graph_webhooks
from connectors.graph.values import Json, id_of, inside
from connectors.graph.webhooks import Event
from connectors.instagram import payloads
from settings import settings


def _secrets() -> tuple[str, str]:
    """Which of an app's two secrets signs is not documented, so either may."""
    return settings().instagram_client_secret, settings().instagram_webhook_secret


def verify(query: Mapping[str, str]) -> str | None:
    """The challenge to answer as plain text; None: answer 403."""
    return graph_webhooks.challenge(query, settings().instagram_verify_token)


def is_signed(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether these raw bytes are Meta's."""
    return graph_webhooks.is_signed(body, headers, _secrets())


def signed_user(signed_request: str) -> str | None:
    """The app-scoped id in a deauthorisation or data deletion call; None when it is not Meta's."""
    return graph_webhooks.signed_user(signed_request, _secrets())


def parse(body: bytes) -> list[Event]:
    """Every comment, mention and direct message in a delivery."""
    return graph_webhooks.events(body, _FIELDS)


def _comment(value: Json, account_id: str, time: object) -> Iterator[InboundMessage]:
    id = id_of(value.get("id")) or id_of(value.get("comment_id"))
    media_id = id_of(inside(value, "media").get("id"))
    if id:
        row = {**value, "id": id, "timestamp": value.get("timestamp") or time}
        yield payloads.comment(row, (account_id,), Post(media_id) if media_id else None)


def _mention(value: Json, _account_id: str, time: object) -> Iterator[InboundMessage]:
    """Only ids come. A mention in a caption is no message: there is nothing to answer."""
    if comment_id := id_of(value.get("comment_id")):
        yield payloads.mention_notice(comment_id, id_of(value.get("media_id")), time)


_FIELDS: Mapping[str, graph_webhooks.Reader] = {
    "comments": _comment,
    "live_comments": _comment,
    "mentions": _mention,
}

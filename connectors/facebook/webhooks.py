"""What Meta calls us with about Pages: the field `feed` for comments, `messaging` for Messenger."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from connectors.base import InboundMessage, Post
from connectors.facebook import payloads
from connectors.graph import webhooks as graph_webhooks
from connectors.graph.values import Json, id_of, moment, text_of
from connectors.graph.webhooks import Event
from settings import settings

_VERBS = {"add", "edited", "edit", "remove", "hide", "unhide"}


def _secrets() -> tuple[str]:
    return (settings().facebook_client_secret,)


def verify(query: Mapping[str, str]) -> str | None:
    """The challenge to answer as plain text; None: answer 403."""
    return graph_webhooks.challenge(query, settings().facebook_verify_token)


def is_signed(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether these raw bytes are Meta's."""
    return graph_webhooks.is_signed(body, headers, _secrets())


def signed_user(signed_request: str) -> str | None:
    """The app-scoped id in a deauthorisation or data deletion call; None when it is not Meta's."""
    return graph_webhooks.signed_user(signed_request, _secrets())


def parse(body: bytes) -> list[Event]:
    """Every comment and direct message in a delivery."""
    return graph_webhooks.events(body, {"feed": _feed})


def _feed(value: Json, account_id: str, time: object) -> Iterator[InboundMessage]:
    """A comment that was written, changed, hidden or removed. The parent of a top-level comment is its post."""
    id, post_id, parent_id = (id_of(value.get(name)) for name in ("comment_id", "post_id", "parent_id"))
    verb = text_of(value.get("verb"))
    if value.get("item") != "comment" or not id or verb not in _VERBS:
        return
    row = {**value, "id": id, "created_time": value.get("created_time") or time, "is_hidden": verb == "hide"}
    thread = parent_id if parent_id != post_id else ""
    found = payloads.comment({**row, "parent": {}}, (account_id,), Post(post_id) if post_id else None, thread)
    if verb == "remove":
        found = replace(found, text="", deleted=True)
    yield replace(found, edited_at=moment(time)) if verb in ("edit", "edited") else found

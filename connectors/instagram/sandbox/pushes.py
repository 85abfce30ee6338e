"""What the stand-in pushes when something was written, in the shapes of Instagram's webhooks."""

from typing import Any

from connectors.base import COMMENT
from connectors.graph.sandbox.pushes import delivery, message_event
from connectors.instagram.sandbox.nodes import is_mention
from connectors.world import Entry, World


def webhook_body(_world: World, entry: Entry) -> dict[str, Any]:
    """The delivery about one comment, mention or direct message; an echo when the account wrote it."""
    event = {"changes": [_change(entry)]} if entry.kind == COMMENT else {"messaging": [message_event(entry)]}
    return delivery("instagram", entry, event)


def _change(entry: Entry) -> dict[str, Any]:
    if is_mention(entry):
        return {"field": "mentions", "value": {"comment_id": entry.id, "media_id": entry.post_id}}
    author = {"id": entry.author_id, "username": entry.author_username}
    if entry.by_account:
        author["self_ig_scoped_id"] = f"8{entry.account_id[1:]}"
    value = {
        "id": entry.id,
        "text": entry.text,
        "from": author,
        "media": {"id": entry.post_id, "media_product_type": "FEED"},
    }
    if entry.parent_id:
        value["parent_id"] = entry.parent_id
    return {"field": "comments", "value": value}

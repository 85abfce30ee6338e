"""What the stand-in pushes when something was written, in the shapes of the webhooks of Pages."""

from typing import Any

from connectors.base import COMMENT
from connectors.graph.sandbox.pushes import delivery, message_event
from connectors.world import Entry, World


def webhook_body(_world: World, entry: Entry) -> dict[str, Any]:
    """The delivery about one comment or message; an echo when the Page wrote it."""
    event = {"changes": [_change(entry)]} if entry.kind == COMMENT else {"messaging": [message_event(entry)]}
    return delivery("page", entry, event)


def _change(entry: Entry) -> dict[str, Any]:
    value = {
        "item": "comment", "verb": "add", "comment_id": entry.id, "post_id": entry.post_id,
        "parent_id": entry.parent_id or entry.post_id, "from": {"id": entry.author_id, "name": entry.author_username},
        "message": entry.text, "created_time": int(entry.created_at),
    }  # fmt: skip
    return {"field": "feed", "value": value}

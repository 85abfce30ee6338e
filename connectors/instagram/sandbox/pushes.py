"""What the stand-in pushes when something was written, in the shapes of Instagram's webhooks."""

import time
from typing import Any

from connectors.base import COMMENT
from connectors.world import Entry, World


def webhook_body(_world: World, entry: Entry) -> dict[str, Any]:
    """The delivery about one comment or direct message; an echo when the account wrote it."""
    event = {"changes": [_comment(entry)]} if entry.kind == COMMENT else {"messaging": [_message(entry)]}
    return {"object": "instagram", "entry": [{"id": entry.account_id, "time": int(time.time()), **event}]}


def _comment(entry: Entry) -> dict[str, Any]:
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


def _message(entry: Entry) -> dict[str, Any]:
    words: dict[str, Any] = {"mid": entry.id}
    if entry.text:
        words["text"] = entry.text
    if entry.attachments:
        kinds = ((one.get("type", "file"), one.get("url", "")) for one in entry.attachments)
        words["attachments"] = [{"type": kind, "payload": {"url": url}} for kind, url in kinds]
    if entry.by_account:
        words["is_echo"] = True
    fan, account = {"id": entry.conversation_id if entry.by_account else entry.author_id}, {"id": entry.account_id}
    sender, recipient = (account, fan) if entry.by_account else (fan, account)
    return {"sender": sender, "recipient": recipient, "timestamp": int(entry.created_at * 1000), "message": words}

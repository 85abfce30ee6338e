"""What a stand-in of a Graph API pushes about direct messages, and the envelope around it, in the shapes of its webhooks."""

import time
from typing import Any

from connectors.world import Entry


def delivery(kind: str, entry: Entry, event: dict[str, Any]) -> dict[str, Any]:
    """One event about one account, for webhooks on objects of this kind."""
    return {"object": kind, "entry": [{"id": entry.account_id, "time": int(time.time()), **event}]}


def message_event(entry: Entry) -> dict[str, Any]:
    """A direct message; an echo when the account wrote it."""
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

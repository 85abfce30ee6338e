"""What Meta calls us with: verification, signature, and the three shapes of events. No web framework here.

Events come late, twice, in any order or never; polling is the rule, this only makes it faster.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from connectors.base import DIRECT_MESSAGE, InboundMessage, Post
from connectors.instagram import payloads
from connectors.instagram.payloads import Json, moment
from settings import settings

Event = tuple[str, InboundMessage]
"""The external id of the account it happened to, and what happened."""


def verify(query: Mapping[str, str]) -> str | None:
    """The challenge to answer as plain text; None: answer 403. `query` has hub.mode, hub.verify_token and hub.challenge."""
    expected = settings().instagram_verify_token
    right = bool(expected) and hmac.compare_digest(query.get("hub.verify_token", "").encode(), expected.encode())
    return query.get("hub.challenge", "") if right and query.get("hub.mode") == "subscribe" else None


def is_signed(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether X-Hub-Signature-256 ("sha256=<hex>") is Meta's for these raw bytes."""
    secret = settings().instagram_client_secret
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(headers.get("X-Hub-Signature-256", "").encode(), expected.encode())


def signed_user(signed_request: str) -> str | None:
    """The app-scoped id in Meta's deauthorisation and data deletion calls; None when the signature is not Meta's."""
    secret = settings().instagram_client_secret
    signature, _, payload = signed_request.partition(".")
    try:
        given, asked = _unpadded(signature), json.loads(_unpadded(payload))
    except ValueError:
        return None
    expected = hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest()
    if not secret or not hmac.compare_digest(given, expected) or not isinstance(asked, dict):
        return None
    return str(asked.get("user_id") or "") or None


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))


def parse(body: bytes) -> list[Event]:
    """Every comment and direct message in a delivery; what is neither, or not readable, is left out.

    Entries come with `changes`, with `field` and `value` beside the id, or with `messaging`; some bodies are wrapped in a list.
    """
    try:
        found = json.loads(body)
    except ValueError:
        return []
    bodies = _objects(found if isinstance(found, list) else [found])
    return [event for one in bodies for entry in _objects(one.get("entry")) for event in _of_entry(entry)]


def _objects(rows: object) -> list[Json]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _of_entry(entry: Json) -> Iterator[Event]:
    account_id = str(entry.get("id") or "")
    changes = [*_objects(entry.get("changes")), *([entry] if "field" in entry else [])]
    for change in changes:
        value = change.get("value")
        read = _FIELDS.get(str(change.get("field") or ""))
        if read and isinstance(value, Mapping):
            yield from ((account_id, message) for message in read(value, account_id, entry))
    for event in [*_objects(entry.get("messaging")), *_objects(entry.get("standby"))]:
        yield from ((account_id, message) for message in _direct_message(event, account_id, entry))


def _comment(value: Json, account_id: str, entry: Json) -> Iterator[InboundMessage]:
    id = value.get("id") or value.get("comment_id")
    if not id:
        return
    media = value.get("media") or {}
    under = Post(external_id=str(media["id"])) if media.get("id") else None
    yield payloads.comment(
        {**value, "id": id, "timestamp": value.get("timestamp") or entry.get("time")}, account_id, under
    )


def _direct_message(event: Json, account_id: str, entry: Json) -> Iterator[InboundMessage]:
    sender, recipient = (str((event.get(side) or {}).get("id") or "") for side in ("sender", "recipient"))
    words: Mapping[str, Any] = event.get("message") or event.get("message_edit") or event.get("postback") or {}
    if not words.get("mid") or not sender:
        return
    mine = sender == account_id or bool(words.get("is_echo")) or bool(words.get("is_self"))
    created = moment(event.get("timestamp") or entry.get("time"))
    deleted = bool(words.get("is_deleted"))
    yield InboundMessage(
        external_id=str(words["mid"]),
        kind=DIRECT_MESSAGE,
        text="" if deleted else str(words.get("text") or words.get("title") or ""),
        author_external_id=sender,
        author_username="",
        created_at=created,
        conversation_id=recipient if mine else sender,
        from_account=mine,
        edited_at=created if "message_edit" in event else None,
        deleted=deleted,
        attachments=_attachments(words),
        reply_by=None if mine else created + payloads.WINDOW,
    )


def _attachments(words: Json) -> tuple[str, ...]:
    kinds = [str(found.get("type") or "file") for found in _objects(words.get("attachments"))]
    if (words.get("reply_to") or {}).get("story"):
        kinds.append("story_reply")
    if words.get("is_unsupported"):
        kinds.append("unsupported")
    return tuple(kinds)


_FIELDS: Mapping[str, Callable[[Json, str, Json], Iterator[InboundMessage]]] = {
    "comments": _comment,
    "live_comments": _comment,
    "messages": _direct_message,
    "message_echoes": _direct_message,
    "message_edit": _direct_message,
    "messaging_postbacks": _direct_message,
    "standby": _direct_message,
}

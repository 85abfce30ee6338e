"""What the owner of a Graph API calls us with: verification, signatures, and the envelope of events. No web framework here.

Events come late, twice, in any order or never; polling is the rule, this only makes it faster. Nothing here raises.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from connectors.base import InboundMessage
from connectors.graph.messages import pushed
from connectors.graph.values import Json, id_of, inside, objects, text_of

Event = tuple[str, InboundMessage]
"""The external id of the account it happened to, and what happened."""
Reader = Callable[[Json, str, object], Iterator[InboundMessage]]
"""From a change's value, the account's id and the entry's time to what happened."""

DIRECT = ("messages", "message_echoes", "message_edit", "messaging_postbacks", "standby")
"""The fields whose value is an object of entry[].messaging[]."""


def challenge(query: Mapping[str, str], word: str) -> str | None:
    """The challenge to answer as plain text; None: answer 403. `query` has hub.mode, hub.verify_token and hub.challenge."""
    right = bool(word) and _same(query.get("hub.verify_token", ""), word)
    return query.get("hub.challenge", "") if right and query.get("hub.mode") == "subscribe" else None


def is_signed(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    """Whether X-Hub-Signature-256 ("sha256=<hex>") was made over these raw bytes with one of the secrets."""
    given = headers.get("X-Hub-Signature-256", "")
    return any(_same(given, "sha256=" + _mac(secret, body).hex()) for secret in secrets if secret)


def signed_user(signed_request: str, secrets: Sequence[str]) -> str | None:
    """The app-scoped id in a deauthorisation or data deletion call; None when it is not signed with one of the secrets."""
    signature, _, payload = signed_request.partition(".")
    try:
        given, asked = _unpadded(signature), json.loads(_unpadded(payload))
    except (ValueError, RecursionError):
        return None
    right = any(hmac.compare_digest(given, _mac(secret, payload.encode())) for secret in secrets if secret)
    if not right or not isinstance(asked, dict) or asked.get("algorithm") != "HMAC-SHA256":
        return None
    return id_of(asked.get("user_id")) or None


def events(body: bytes, fields: Mapping[str, Reader]) -> list[Event]:
    """Every comment and direct message in a delivery; what is neither, or not readable, is left out.

    Entries come with `changes`, with `field` and `value` beside the id, or with `messaging`; some bodies are wrapped in a list.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return []
    bodies = objects(found if isinstance(found, list) else [found])
    return [event for one in bodies for entry in objects(one.get("entry")) for event in _of_entry(entry, fields)]


def _of_entry(entry: Json, fields: Mapping[str, Reader]) -> Iterator[Event]:
    account_id, time = id_of(entry.get("id")), entry.get("time")
    for change in [*objects(entry.get("changes")), *([entry] if "field" in entry else [])]:
        field = text_of(change.get("field"))
        read = pushed if field in DIRECT else fields.get(field)
        if read and (value := inside(change, "value")):
            yield from ((account_id, message) for message in read(value, account_id, time))
    for event in [*objects(entry.get("messaging")), *objects(entry.get("standby"))]:
        yield from ((account_id, message) for message in pushed(event, account_id, time))


def _mac(secret: str, body: bytes) -> bytes:
    return hmac.new(secret.encode(), body, hashlib.sha256).digest()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))


def _unpadded(text: str) -> bytes:
    """ValueError when it is not base64."""
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)

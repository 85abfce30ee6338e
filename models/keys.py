"""A new key for what is stored encrypted: every token is written again under the newest one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from models.fields import EncryptedField, rotated
from settings import settings


@dataclass
class Counted:
    """How many stored tokens were written again, had the newest key already, and cannot be read by any key we have."""

    rewritten: int = 0
    newest: int = 0
    unreadable: int = 0


def rewrite_tokens(documents: list[Any]) -> Counted:
    """Re-encrypt every token of `documents` with the newest key.

    Safe while Fanmail runs: a token that changes meanwhile is left to whoever changed it. Cut short, begin again: what is
    done already is only counted.
    """
    newest, counted = Fernet(settings().encryption_keys.split(",")[0].strip()), Counted()
    for collection, id, name, token in _tokens(documents):
        if _reads(newest, token):
            counted.newest += 1
            continue
        try:
            changes = {"$set": {name: type(token)(rotated(token))}}
        except InvalidToken:
            counted.unreadable += 1
            continue
        counted.rewritten += collection.update_one({"_id": id, name: token}, changes).matched_count
    return counted


def _tokens(documents: list[Any]) -> Iterator[tuple[Any, Any, str, bytes]]:
    """Collection, id, field and what is stored there, for every encrypted field."""
    for document in documents:
        names = [name for name, field in document._fields.items() if isinstance(field, EncryptedField)]
        collection = document._get_collection()
        for stored in collection.find({}, dict.fromkeys(names, 1)) if names else ():
            yield from ((collection, stored["_id"], name, stored[name]) for name in names if stored.get(name))


def _reads(key: Fernet, token: bytes) -> bool:
    try:
        key.decrypt(bytes(token))
    except InvalidToken:
        return False
    return True

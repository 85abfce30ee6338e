"""Everything that is stored of a person, for them to read: whatever hangs on them or on what they wrote."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId

import models
from models import Disclosure, Fan, Message
from models.fields import utcnow
from pipeline.erase_person import examples_of

_NUMBERS_OF_WORDS = frozenset({"vector", "keys"})
"""Numbers computed from words that stand in the file themselves."""


def stored_of(fans: Sequence[Fan]) -> dict[str, Any]:
    """By collection, each document as it is stored; times in ISO 8601, UTC. `fans` are the same person at several accounts."""
    found: dict[str, Any] = {"exported_at": utcnow().isoformat()}
    for fan in fans:
        messages = list(Message.of(fan.workspace_id).filter(fan_id=fan.id).order_by("created_at"))
        _add(found, Fan, [fan])
        _add(found, Message, messages)
        _add(found, models.ReplyExample, _answers_to(messages))
        _add(
            found,
            Disclosure,
            Disclosure.of(fan.workspace_id).filter(account_id=fan.account_id, fan_external_id=fan.external_id),
        )
        for kind in models.DOCUMENTS:
            if kind not in (Message, Disclosure) and (
                which := _theirs(kind, fan, [message.id for message in messages])
            ):
                _add(found, kind, kind.of(fan.workspace_id).filter(**which))
    return found


def _answers_to(messages: Sequence[Message]) -> list[Any]:
    """The creator's answers to them, whole."""
    ids = [example.id for example in examples_of(messages)]
    return list(models.ReplyExample.objects(id__in=ids)) if ids else []


def _theirs(kind: Any, fan: Fan, message_ids: list[ObjectId]) -> dict[str, Any]:
    if hasattr(kind, "fan_id"):
        return {"fan_id": fan.id}
    return {"message_id__in": message_ids} if hasattr(kind, "message_id") and kind is not models.SearchEntry else {}


def _add(found: dict[str, Any], kind: Any, documents: Any) -> None:
    rows = [_plain(document.to_mongo().to_dict()) for document in documents]
    if rows:
        found.setdefault(kind._get_collection_name(), []).extend(rows)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items() if name not in _NUMBERS_OF_WORDS}
        case list():
            return [_plain(one) for one in value]
        case datetime():
            return value.isoformat()
        case bytes():
            return None
        case ObjectId():
            return str(value)
    return value

"""By what a message can be looked up: no words, only numbers made of them that mean nothing in another workspace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from bson import ObjectId
from mongoengine import ListField, LongField, ObjectIdField

from models.fields import UtcDateTime
from models.many import insert_new
from models.workspace import Belongs

_BYTES = 6  # 48 bits: rarely the same for two words, and what is found is compared with the words themselves


@dataclass(frozen=True)
class Hit:
    """A message that may fit, and when it came."""

    message_id: ObjectId
    at: datetime


class SearchEntry(Belongs):
    """One for each message whose words are kept. It goes when they go."""

    meta = {
        "collection": "search_entries",
        "indexes": [
            {"fields": ["message_id"], "unique": True},
            ("workspace_id", "keys", "at"),
            "account_id",
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    message_id = ObjectIdField(required=True)
    keys = ListField(LongField())
    at = UtcDateTime(required=True)  # when the message was stored

    @classmethod
    def add(cls, entries: "Sequence[SearchEntry]") -> int:
        """Those whose message has none yet; returns how many."""
        return len(insert_new(cls, entries))

    @classmethod
    def hits(cls, workspace_id: ObjectId, keys: Sequence[int], low: datetime, high: datetime) -> list[Hit]:
        """Messages stored in [low, high) that have all `keys`, newest first. The first key leads: take the rarest."""
        found = cls._get_collection().find(
            {"workspace_id": workspace_id, "keys": keys[0], "at": {"$gte": low, "$lt": high}},
            {"_id": 0, "message_id": 1, "at": 1, "keys": 1},
        )
        wanted = set(keys)
        hits = [Hit(row["message_id"], row["at"]) for row in found if wanted.issubset(row["keys"])]
        return sorted(hits, key=lambda hit: (hit.at, hit.message_id), reverse=True)

    @classmethod
    def forget(cls, message_ids: Iterable[ObjectId]) -> None:
        """The words of these messages are not kept any more."""
        cls.objects(message_id__in=list(message_ids)).delete()


def key_of(workspace_id: ObjectId, word: str) -> int:
    """A word as a number."""
    return int.from_bytes(blake2b(word.encode(), digest_size=_BYTES, key=workspace_id.binary).digest())

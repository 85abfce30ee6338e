"""Who writes, per social account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId
from mongoengine import BooleanField, IntField, ObjectIdField, StringField
from pymongo import UpdateOne

from avatar.folding import folded
from models.fields import UtcDateTime
from models.many import insert_new
from models.workspace import Belongs


@dataclass(frozen=True)
class Sighting:
    """Somebody wrote. `external_id` is theirs; webhooks give no `username`."""

    external_id: str
    username: str
    at: datetime


class Fan(Belongs):
    meta = {
        "collection": "fans",
        "indexes": [
            {"fields": ["account_id", "external_id"], "unique": True},
            ("workspace_id", "last_seen_at"),
            ("workspace_id", "name_key"),
            ("workspace_id", "vip"),
            ("workspace_id", "blocked"),
            ("workspace_id", "opted_out"),
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    external_id = StringField(required=True)
    username = StringField(default="")
    name = StringField(default="")
    name_key = StringField(default="")  # the user name as people look for it
    first_seen_at = UtcDateTime(required=True)
    last_seen_at = UtcDateTime(required=True)
    messages = IntField(default=0)
    blocked = BooleanField(default=False)
    vip = BooleanField(default=False)
    opted_out = BooleanField(default=False)  # wants no answer from a machine: only a person may
    remembers = BooleanField(
        default=True
    )  # whether the avatar may remember what this fan tells; False: they do not want it

    @classmethod
    def known(cls, workspace_id: ObjectId, account_id: ObjectId, sightings: Sequence[Sighting]) -> dict[str, "Fan"]:
        """The fans who were seen, by their external ids; made at first sight, with no message counted yet."""
        first = {one.external_id: one for one in reversed(sightings)}
        theirs = cls.objects(account_id=account_id, external_id__in=list(first))
        fans = {fan.external_id: fan for fan in theirs}
        missing = [
            cls(
                workspace_id=workspace_id, account_id=account_id, external_id=one.external_id, username=one.username,
                name_key=name_key(one.username), first_seen_at=one.at, last_seen_at=one.at,
            )
            for one in first.values() if one.external_id not in fans
        ]  # fmt: skip
        made = insert_new(cls, missing)
        fans |= {fan.external_id: fan for fan in made}
        if len(made) < len(missing):  # somebody else met them just now
            fans |= {fan.external_id: fan for fan in theirs.clone()}
        return fans

    @classmethod
    def count(cls, messages: Sequence[tuple["Fan", Sighting]]) -> None:
        """Count one message more for each. An empty user name (webhooks have none) keeps the known one."""
        seen = [
            UpdateOne(
                {"_id": fan.id},
                {
                    "$inc": {"messages": 1},
                    "$max": {"last_seen_at": one.at},
                    **(
                        {"$set": {"username": one.username, "name_key": name_key(one.username)}} if one.username else {}
                    ),
                },
            )
            for fan, one in messages
        ]
        if seen:
            cls._get_collection().bulk_write(seen)

    @classmethod
    def named(cls, workspace_id: ObjectId, beginning: str, most: int) -> "list[Fan]":
        """Those whose user name begins so, however it is written; at most `most`."""
        key = name_key(beginning)
        if not key:
            return []
        theirs = cls.of(workspace_id).filter(name_key__gte=key, name_key__lt=f"{key}\U0010ffff")
        return list(theirs.order_by("name_key").limit(most))


def name_key(username: str) -> str:
    """A user name as people look for it: without the @, case and accents."""
    return folded(username.strip().lstrip("@"))

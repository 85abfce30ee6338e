"""A fan who is erased: how far it is, how much went, and what keeps their old words from coming back. Names nobody."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from bson import ObjectId
from mongoengine import EnumField, IntField, ListField, MapField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.many import insert_new
from models.workspace import Belongs


class Erasure(Belongs):
    """One erased person; also the receipt. With `next_at` there is something left to do, and only then `fan_ids`."""

    meta = {
        "collection": "erasures",
        "indexes": [("workspace_id", "asked_at"), {"fields": ["next_at"], "sparse": True}],
        "auto_create_index_on_save": False,
    }

    fan_ids = ListField(ObjectIdField())  # of the same person at each account of that platform
    platform = StringField(required=True)
    by = StringField(required=True)  # a user's id
    asked_at = UtcDateTime(default=utcnow)
    next_at = UtcDateTime()
    erased_at = UtcDateTime()  # nothing was found any more
    checked_at = UtcDateTime()  # looked again later: done for good
    deleted = MapField(IntField())  # how many documents of each collection


class About(StrEnum):
    PERSON = "person"
    MESSAGE = "message"  # a fan's, or a reply of ours


class Tombstone(Belongs):
    """Somebody or something that was erased, known by a number alone: it is not stored again."""

    meta = {
        "collection": "tombstones",
        "indexes": [{"fields": ["number"], "unique": True}, "workspace_id"],
        "auto_create_index_on_save": False,
    }

    number = StringField(required=True)
    about = EnumField(About, required=True)
    at = UtcDateTime(required=True)  # what a person wrote after it is a stranger's

    @staticmethod
    def number_of(workspace_id: ObjectId, platform: str, about: About, external_id: str) -> str:
        """The number of a platform's id in one workspace; the id cannot be read from it."""
        return blake2b(
            f"{platform}:{about}:{external_id}".encode(), digest_size=16, key=workspace_id.binary
        ).hexdigest()

    @classmethod
    def put(
        cls, workspace_id: ObjectId, platform: str, about: About, external_ids: Iterable[str], at: datetime
    ) -> None:
        """One for each id, once. A person who is erased again is a stranger from the later day on."""
        numbers = {
            cls.number_of(workspace_id, platform, about, external_id) for external_id in external_ids if external_id
        }
        insert_new(
            cls, [cls(workspace_id=workspace_id, number=number, about=about, at=at) for number in sorted(numbers)]
        )
        if about is About.PERSON:
            cls.objects(number__in=sorted(numbers)).update(max__at=at)

    @classmethod
    def of_ids(
        cls, workspace_id: ObjectId, platform: str, about: About, external_ids: Iterable[str]
    ) -> dict[str, datetime]:
        """Those of these ids that were erased, and when."""
        numbers = {cls.number_of(workspace_id, platform, about, one): one for one in external_ids if one}
        found = cls.objects(number__in=sorted(numbers)) if numbers else ()
        return {numbers[one.number]: one.at for one in found}

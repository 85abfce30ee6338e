"""A write that a program may send twice is done once: its key is a lock, and then the answer."""

from datetime import datetime, timedelta

from bson import ObjectId
from mongoengine import BinaryField, DictField, Document, IntField, ObjectIdField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime

KEPT = timedelta(hours=24)


class Idempotency(Document):
    """`code` is 0 while the write goes on."""

    meta = {
        "collection": "idempotency",
        "indexes": [
            {"fields": ["token_id", "key"], "unique": True},
            {"fields": ["expires_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    token_id = ObjectIdField(required=True)
    key = StringField(required=True, max_length=255)
    asked = StringField(required=True)  # SHA-256 of method, address and body
    began_at = UtcDateTime(required=True)
    expires_at = UtcDateTime(required=True)
    code = IntField(default=0)
    body = BinaryField(default=b"")
    headers = DictField()

    @classmethod
    def begin(cls, token_id: ObjectId, key: str, asked: str, now: datetime) -> tuple["Idempotency", bool]:
        """The document of this key, and whether whoever asks has made it and goes on with the write."""
        new = cls(token_id=token_id, key=key, asked=asked, began_at=now, expires_at=now + KEPT)
        try:
            return new.save(force_insert=True), True
        except NotUniqueError:
            known = cls.objects(token_id=token_id, key=key).first()
        # It went between the two: its day was over.
        return (known, False) if known else cls.begin(token_id, key, asked, now)

    def keep(self, code: int, body: bytes, headers: dict[str, str]) -> None:
        """What the write answered, for whoever asks again."""
        Idempotency.objects(id=self.id).update_one(set__code=code, set__body=body, set__headers=headers)

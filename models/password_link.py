"""A link for whoever forgot the password: once, for an hour."""

from datetime import datetime, timedelta

from bson import ObjectId
from mongoengine import Document, ObjectIdField, StringField

from models.fields import UtcDateTime
from models.secret_links import fresh_secret, hash_of

LASTS = timedelta(hours=1)


class PasswordLink(Document):
    meta = {
        "collection": "password_links",
        "indexes": [
            {"fields": ["secret_hash"], "unique": True},
            "user_id",
            {"fields": ["ends_at"], "expireAfterSeconds": 0},
        ],
    }

    secret_hash = StringField(required=True)
    user_id = ObjectIdField(required=True)
    ends_at = UtcDateTime(required=True)

    @classmethod
    def make(cls, user_id: ObjectId, now: datetime) -> str:
        """A new link's secret, which nobody sees again."""
        secret = fresh_secret()
        cls(secret_hash=hash_of(secret), user_id=user_id, ends_at=now + LASTS).save()
        return secret

    @classmethod
    def find(cls, secret: str, now: datetime) -> "PasswordLink | None":
        """The link, while it is good."""
        found = cls.objects(secret_hash=hash_of(secret)).first()
        return found if found and found.ends_at > now else None

    def spend(self) -> bool:
        """Use it up, and every other of that person. False: somebody was faster."""
        if PasswordLink.objects(secret_hash=self.secret_hash).delete() != 1:
            return False
        PasswordLink.objects(user_id=self.user_id).delete()
        return True

"""One browser that somebody signed in with. The cookie holds a random key, the database only its hash."""

from datetime import datetime, timedelta

from bson import ObjectId
from mongoengine import Document, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.secret_links import fresh_secret, hash_of
from models.user import Membership

LASTS = timedelta(days=30)  # after the last click
NOTED_EVERY = timedelta(minutes=5)  # a click does not write each time


class SignIn(Document):
    meta = {
        "collection": "sign_ins",
        "indexes": [
            {"fields": ["key_hash"], "unique": True},
            ("user_id", "workspace_id"),
            {"fields": ["ends_at"], "expireAfterSeconds": 0},
        ],
    }

    key_hash = StringField(required=True)
    user_id = ObjectIdField(required=True)
    workspace_id = ObjectIdField(required=True)  # the one that is open in this browser
    device = StringField(default="")  # in plain words: "Firefox on Windows"
    place = StringField(default="")  # the network address it was begun from
    started_at = UtcDateTime(default=utcnow)
    seen_at = UtcDateTime(default=utcnow)
    ends_at = UtcDateTime(default=lambda: utcnow() + LASTS)

    @classmethod
    def begin(cls, membership: Membership, device: str, place: str) -> str:
        """Somebody signs in. Returns the key for their cookie, which nobody sees again."""
        key = fresh_secret()
        cls(
            key_hash=hash_of(key), user_id=membership.user_id, workspace_id=membership.workspace_id, device=device,
            place=place,
        ).save()  # fmt: skip
        Membership.objects(id=membership.id).update_one(set__seen_at=utcnow())
        return key

    @classmethod
    def by_key(cls, key: str, now: datetime) -> "SignIn | None":
        """The sign-in this key opens, unless it was ended."""
        found = cls.objects(key_hash=hash_of(key)).first()
        return found if found and found.ends_at > now else None

    @classmethod
    def of(cls, user_id: ObjectId, now: datetime) -> list["SignIn"]:
        """All of one person that are open, the one used last first."""
        every = cls.objects(user_id=user_id)
        return sorted((one for one in every if one.ends_at > now), key=lambda one: one.seen_at, reverse=True)

    @classmethod
    def end_all(cls, user_id: ObjectId, *, but: ObjectId | None = None) -> int:
        """End every sign-in of a person, except one. Returns how many ended."""
        ending = [one.id for one in cls.objects(user_id=user_id) if one.id != but]
        return sum(cls.objects(id=id).delete() for id in ending)

    @classmethod
    def end_in(cls, user_id: ObjectId, workspace_id: ObjectId) -> None:
        """Whoever no longer belongs to a workspace is signed out where it is open."""
        cls.objects(user_id=user_id, workspace_id=workspace_id).delete()

    def note(self, membership: Membership, now: datetime) -> None:
        """It is in use: write that down now and then, and let it live on."""
        if now - self.seen_at < NOTED_EVERY:
            return
        SignIn.objects(id=self.id).update_one(set__seen_at=now, set__ends_at=now + LASTS)
        Membership.objects(id=membership.id).update_one(set__seen_at=now)

    def enter(self, membership: Membership, now: datetime) -> None:
        """Open another workspace in this browser."""
        SignIn.objects(id=self.id).update_one(set__workspace_id=membership.workspace_id)
        Membership.objects(id=membership.id).update_one(set__seen_at=now)

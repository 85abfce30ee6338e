"""What somebody must have besides the password: an app that shows six digits, or one of ten codes on paper."""

import secrets

import pyotp
from bson import ObjectId
from mongoengine import Document, IntField, ListField, ObjectIdField, StringField

from models.fields import EncryptedField, utcnow
from models.secret_links import hash_of
from models.user import User

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, none that looks like another
RECOVERY_CODES = 10


class SecondFactor(Document):
    """A user has at most one. It counts from the moment `User.factor_since` is set."""

    meta = {
        "collection": "second_factors",
        "indexes": [{"fields": ["user_id"], "unique": True}, ("user_id", "last_step"), ("user_id", "recovery")],
    }

    user_id = ObjectIdField(required=True)
    secret = EncryptedField(required=True)  # base32, shared with the app
    last_step = IntField(default=0)  # the half minute of the code that was used last: none is used twice
    recovery = ListField(StringField())  # hashes of the codes on paper that are left

    @classmethod
    def of(cls, user_id: ObjectId) -> "SecondFactor | None":
        """Of this user, whether it counts already or not."""
        return cls.objects(user_id=user_id).first()

    @classmethod
    def prepare(cls, user_id: ObjectId) -> None:
        """A new secret that does not count yet."""
        cls.objects(user_id=user_id).delete()
        cls(user_id=user_id, secret=pyotp.random_base32()).save()

    def use(self, step: int) -> bool:
        """Take the code of this half minute. False: that one or a later one was taken before."""
        return SecondFactor.objects(user_id=self.user_id, last_step__lt=step).update_one(set__last_step=step) == 1

    def use_recovery(self, code: str) -> bool:
        """Take a code on paper. False: it is none, or was taken before."""
        wanted = hash_of(plain(code))
        return SecondFactor.objects(user_id=self.user_id, recovery=wanted).update_one(pull__recovery=wanted) == 1

    def new_recovery(self) -> list[str]:
        """Ten new codes on paper; the old ones die. They can be read only now."""
        codes = [_code() for _ in range(RECOVERY_CODES)]
        hashes = [hash_of(plain(code)) for code in codes]
        SecondFactor.objects(id=self.id).update_one(set__recovery=hashes)
        return codes

    def turn_on(self) -> None:
        """From now on signing in wants it."""
        User.objects(id=self.user_id).update_one(set__factor_since=utcnow())

    @classmethod
    def turn_off(cls, user_id: ObjectId) -> None:
        """From now on the password is enough."""
        User.objects(id=user_id).update_one(unset__factor_since=True)
        cls.objects(user_id=user_id).delete()


def plain(code: str) -> str:
    """A code as it is hashed: however people write it."""
    return "".join(code.lower().split()).replace("-", "")


def _code() -> str:
    """Four groups of four: 80 random bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))

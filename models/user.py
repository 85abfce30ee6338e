"""People who sign in, and what they may do in which workspace."""

from datetime import datetime
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from bson import ObjectId
from mongoengine import Document, EnumField, ObjectIdField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime, utcnow

_hasher = PasswordHasher()
_nobody = _hasher.hash("nobody has this password")


class AddressTaken(NotUniqueError):
    """Somebody has signed up with this address."""


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    ANALYST = "analyst"


class User(Document):
    meta = {"collection": "users", "indexes": [{"fields": ["email"], "unique": True}]}

    email = StringField(required=True, max_length=254)  # lower case
    name = StringField(required=True, max_length=120)
    password_hash = StringField(required=True)
    created_at = UtcDateTime(default=utcnow)
    factor_since = UtcDateTime()  # since when signing in wants a second factor
    language = StringField(default="", max_length=8)  # of the pages; "" for that of the browser

    @classmethod
    def sign_up(cls, email: str, name: str, password: str) -> "User":
        """A new user. Raises AddressTaken."""
        try:
            return cls(email=email.strip().lower(), name=name.strip(), password_hash=_hasher.hash(password)).save()
        except NotUniqueError as error:
            raise AddressTaken(*error.args) from None

    @classmethod
    def sign_in(cls, email: str, password: str) -> "User | None":
        """The user with this address and password, or None; takes as long either way."""
        user = cls.known(email)
        right = _fits(user.password_hash if user else _nobody, password)
        return user if right else None

    @classmethod
    def known(cls, email: str) -> "User | None":
        """The user with this address, however it is written."""
        return cls.objects(email=email.strip().lower()).first()

    def has_password(self, password: str) -> bool:
        """Is this the password? Takes a while, on purpose."""
        return _fits(self.password_hash, password)

    def change_password(self, password: str) -> None:
        """From now on this one and no other. Who changes it also ends the other sign-ins."""
        self.password_hash = _hasher.hash(password)
        User.objects(id=self.id).update_one(set__password_hash=self.password_hash)


class Membership(Document):
    """One user in one workspace."""

    meta = {
        "collection": "memberships",
        "indexes": [
            {"fields": ["user_id", "workspace_id"], "unique": True},
            ("workspace_id", "role"),
            ("id", "role"),
        ],
    }

    user_id = ObjectIdField(required=True)
    workspace_id = ObjectIdField(required=True)
    role = EnumField(Role, required=True)
    seen_at = UtcDateTime()  # when they last opened a page of it, to a few minutes

    @property
    def since(self) -> datetime:
        """When they joined."""
        return self.id.generation_time

    @classmethod
    def first_of(cls, user_id: ObjectId) -> "Membership | None":
        """The membership a user lands in: where they were last, else the oldest."""
        every = list(cls.objects(user_id=user_id).order_by("id"))
        seen = [one for one in every if one.seen_at]
        return max(seen, key=lambda one: one.seen_at) if seen else next(iter(every), None)

    @classmethod
    def between(cls, user_id: ObjectId, workspace_id: ObjectId) -> "Membership | None":
        """What binds a user to a workspace, if anything does."""
        return cls.objects(user_id=user_id, workspace_id=workspace_id).first()


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False

"""People who sign in, and what they may do in which workspace."""

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
        user = cls.objects(email=email.strip().lower()).first()
        try:
            _hasher.verify(user.password_hash if user else _nobody, password)
        except (Argon2Error, InvalidHashError):
            return None
        return user


class Membership(Document):
    """One user in one workspace."""

    meta = {
        "collection": "memberships",
        "indexes": [{"fields": ["user_id", "workspace_id"], "unique": True}, "workspace_id"],
    }

    user_id = ObjectIdField(required=True)
    workspace_id = ObjectIdField(required=True)
    role = EnumField(Role, required=True)

    @classmethod
    def first_of(cls, user_id: ObjectId) -> "Membership | None":
        """The membership a user lands in."""
        return cls.objects(user_id=user_id).order_by("id").first()

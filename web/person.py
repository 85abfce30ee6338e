"""Who asks: the person behind a browser, and the workspace that is open in it."""

from typing import cast

from bson import ObjectId
from flask import request
from flask_login import LoginManager, UserMixin, current_user, login_user

from models import Membership, SignIn, User
from models.fields import utcnow
from models.user import Role
from web.devices import device

people = LoginManager()


class Person(UserMixin):
    """Somebody signed in: a user in one workspace, in one browser."""

    def __init__(self, user: User, membership: Membership, sign_in: SignIn, key: str) -> None:
        self.user, self.membership, self.sign_in, self.key = user, membership, sign_in, key
        self.id = str(user.id)
        self.name, self.email = user.name, user.email
        self.workspace_id: ObjectId = membership.workspace_id
        self.role: Role = membership.role
        self.has_factor = user.factor_since is not None

    def get_id(self) -> str:
        """What the cookie holds: the key of this sign-in, not the id of the user."""
        return self.key


def me() -> Person:
    """Who asks; only behind sign-in."""
    return cast(Person, current_user)


def is_somebody() -> bool:
    """Is anybody signed in?"""
    return bool(current_user.is_authenticated)


def remember(membership: Membership) -> None:
    """From now on this browser is this member's, until the sign-in ends."""
    key = SignIn.begin(membership, device(request.user_agent.string), request.remote_addr or "")
    person = _person(key)
    assert person is not None  # noqa: S101 it was stored a moment ago
    login_user(person)


@people.user_loader
def _person(key: str) -> Person | None:
    now = utcnow()
    sign_in = SignIn.by_key(key, now)
    if sign_in is None:
        return None
    user = User.objects(id=sign_in.user_id).first()
    membership = user and Membership.between(user.id, sign_in.workspace_id)
    if not membership:
        return None
    sign_in.note(membership, now)
    return Person(user, membership, sign_in, key)

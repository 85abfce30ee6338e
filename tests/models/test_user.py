from datetime import timedelta

import pytest
from mongoengine.errors import NotUniqueError

from models import Membership, SignIn, User
from models.fields import utcnow
from models.user import Role
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")


def test_a_user_signs_in_with_the_right_password_whatever_the_case_of_the_address() -> None:
    user = User.sign_up(" Ada@Example.org ", "Ada", "correct horse battery")
    assert User.sign_in("ada@example.ORG", "correct horse battery").id == user.id
    assert User.sign_in("ada@example.org", "wrong") is None
    assert User.sign_in("nobody@example.org", "correct horse battery") is None
    assert "correct" not in user.password_hash


def test_an_address_signs_up_once() -> None:
    User.sign_up("ada@example.org", "Ada", "correct horse battery")
    with pytest.raises(NotUniqueError):
        User.sign_up("ADA@example.org", "Ada", "another password")


def test_a_user_lands_in_the_first_membership() -> None:
    user, first, second = User.sign_up("ada@example.org", "Ada", "x" * 12), make.workspace(), make.workspace()
    for workspace in (first, second):
        Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER).save()
    assert Membership.first_of(user.id).workspace_id == first.id


def test_a_user_lands_where_they_were_last() -> None:
    user, first, second = User.sign_up("ada@example.org", "Ada", "x" * 12), make.workspace(), make.workspace()
    for workspace, seen_at in ((first, None), (second, utcnow())):
        Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER, seen_at=seen_at).save()
    landed = Membership.first_of(user.id)
    assert landed and landed.workspace_id == second.id


def test_a_changed_password_is_the_only_one() -> None:
    user = User.sign_up("ada@example.org", "Ada", "correct horse battery")
    user.change_password("another password")
    assert User.objects.get().has_password("another password")
    assert not User.objects.get().has_password("correct horse battery")


def test_a_sign_in_is_opened_by_its_key_until_it_ends() -> None:
    user, home = User(email="a@example.org", name="A", password_hash="x").save(), make.workspace()
    membership = Membership(user_id=user.id, workspace_id=home.id, role=Role.OWNER).save()
    key, now = SignIn.begin(membership, "Firefox on Linux", "127.0.0.1"), utcnow()
    found = SignIn.by_key(key, now)
    assert found and (found.user_id, found.workspace_id) == (user.id, home.id)
    assert SignIn.by_key(found.key_hash, now) is None, "what is stored opens nothing"
    assert SignIn.by_key(key, now + timedelta(days=31)) is None
    assert SignIn.end_all(user.id) == 1 and SignIn.by_key(key, now) is None

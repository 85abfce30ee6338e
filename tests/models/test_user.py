import pytest
from mongoengine.errors import NotUniqueError

from models import Membership, User
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

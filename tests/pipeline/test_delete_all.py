# ruff: noqa: F401, F811 fixtures of another file serve here
"""A workspace goes with everything of every kind, another one stays untouched, and whoever dies in the middle is no trouble."""

from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

import connectors
import models
from connectors.errors import Unavailable
from connectors.world import World
from models import AuditEntry, Farewell, Membership, Message, Notification, Receipt, SocialAccount, User, Workspace
from models.fields import utcnow
from models.social_account import AccountStatus
from models.user import Role
from pipeline.delete_all import GRACE, STAYS, ask_to_delete, delete_all, keep_it, kinds_of_workspaces
from tests.models import make
from tests.pipeline.conftest import Scene
from tests.pipeline.test_forget import account, world
from worker.farewells import delete_workspace, finish_farewells

NOW = utcnow()
LATER = NOW + GRACE + timedelta(minutes=1)
MADE = (SocialAccount, Membership, Receipt, Message, Workspace)
"""Made as they are in life; of the others a bare row is enough."""


def row_of(kind: Any, workspace_id: ObjectId) -> ObjectId:
    """A bare document of a kind, with words of its own where they must be unique."""
    unique = {name for index in kind._meta["index_specs"] if index.get("unique") for name, _ in index["fields"]}
    fields = {name: str(ObjectId()) for name in unique if "." not in name and name != "_id"}
    id = ObjectId()
    kind._get_collection().insert_one({"_id": id, **fields, "workspace_id": workspace_id})
    return id


def person(workspace: Workspace, name: str) -> User:
    user = User(email=f"{name}{ObjectId()}@example.com", name=name, password_hash="x").save()
    Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER).save()
    return user


def filled(account: SocialAccount) -> dict[str, int]:
    """One document of every kind in the account's workspace; how many it has then."""
    make.message(account)
    Receipt(workspace_id=account.workspace_id, platform="x", reason="erased", by="system").save()
    for kind in kinds_of_workspaces():
        if kind not in MADE:
            row_of(kind, account.workspace_id)
    return counted(account.workspace_id)


def counted(workspace_id: ObjectId) -> dict[str, int]:
    kinds = [kind for kind in models.DOCUMENTS if hasattr(kind, "workspace_id") and kind not in STAYS]
    return {kind.__name__: kind.objects(workspace_id=workspace_id).count() for kind in kinds}


@pytest.fixture
def other(clean: None) -> SocialAccount:
    account = make.account(make.workspace(name="Another"))
    person(Workspace.objects.get(id=account.workspace_id), "stranger")
    return account


def test_everything_of_every_kind_goes_and_nothing_of_another_workspace(scene: Scene, other: SocialAccount) -> None:
    workspace = Workspace.objects.get(id=scene.account.workspace_id)
    ada = person(workspace, "ada")
    before, theirs = filled(scene.account), filled(other)
    assert all(before.values()) and set(before) == set(theirs), "every kind has one, or the test says nothing"
    farewell = ask_to_delete(workspace, str(ada.id), NOW)
    assert not delete_all(farewell, connectors.get, LATER), "another round must find nothing"
    assert delete_all(farewell, connectors.get, LATER)
    assert not any(counted(workspace.id).values())
    assert Workspace.objects(id=workspace.id).first() is None and User.objects(id=ada.id).first() is None
    assert counted(other.workspace_id) == theirs and User.objects.get().name == "stranger"
    farewell.reload()
    assert farewell.deleted_at == LATER and farewell.due_at is None and farewell.deleted["messages"] == 1
    assert farewell.deleted["social_accounts"] == 1


def test_the_access_to_accounts_is_given_back(world: World, account: SocialAccount) -> None:
    farewell = ask_to_delete(Workspace(id=account.workspace_id, name="Nika").save(), "nika", NOW)
    assert world.token("lasting"), "it is needed if somebody keeps it"
    delete_all(farewell, connectors.get, LATER)
    assert world.token("lasting") is None and not SocialAccount.objects


def test_everything_rests_at_once_and_nothing_goes_before_its_day(scene: Scene) -> None:
    workspace = Workspace.objects.get(id=scene.account.workspace_id)
    lost = make.account(workspace, status=AccountStatus.NEEDS_RECONNECT)
    farewell = ask_to_delete(workspace, "ada", NOW)
    workspace.reload()
    assert workspace.stopped and workspace.leaves_at == NOW + GRACE
    assert (scene.account.reload().status, lost.reload().status) == (
        AccountStatus.PAUSED,
        AccountStatus.NEEDS_RECONNECT,
    )
    assert not delete_all(farewell, connectors.get, NOW + GRACE - timedelta(seconds=1))
    assert SocialAccount.objects.count() == 2 and farewell.reload().begun_at is None
    assert "is deleted on" in Notification.open_of(workspace.id)[0].sentence


def test_who_keeps_it_has_everything_as_it_was(scene: Scene) -> None:
    workspace = Workspace.objects.get(id=scene.account.workspace_id)
    paused = make.account(workspace, status=AccountStatus.PAUSED)
    farewell = ask_to_delete(workspace, "ada", NOW)
    assert keep_it(workspace.id, "ada", NOW + timedelta(days=6))
    assert keep_it(workspace.id, "ada", NOW + timedelta(days=6)), "a second click is no harm"
    workspace.reload()
    assert not workspace.stopped and workspace.leaves_at is None and workspace.resumed_at
    assert (scene.account.reload().status, paused.reload().status) == (AccountStatus.CONNECTED, AccountStatus.PAUSED)
    assert not delete_all(farewell.reload(), connectors.get, LATER) and SocialAccount.objects.count() == 2
    assert [one.action for one in AuditEntry.of(workspace.id).order_by("at")] == [
        "workspace.deletion_asked",
        "workspace.kept",
    ]
    assert Notification.open_of(workspace.id) == []
    again = ask_to_delete(workspace, "ada", NOW + timedelta(days=20))
    assert again.id != farewell.id and again.delete_at == NOW + timedelta(days=27)


def test_what_was_stopped_before_stays_stopped(clean: None) -> None:
    workspace = make.workspace(stopped=True)
    ask_to_delete(workspace, "ada", NOW)
    keep_it(workspace.id, "ada", NOW)
    assert workspace.reload().stopped


def test_once_it_has_begun_it_cannot_be_kept(scene: Scene) -> None:
    workspace = Workspace.objects.get(id=scene.account.workspace_id)
    farewell = ask_to_delete(workspace, "ada", NOW)
    SocialAccount.objects(id=scene.account.id).update_one(set__leased_until=LATER + timedelta(minutes=1))
    assert not delete_all(farewell, connectors.get, LATER), "somebody still reads from the account"
    assert farewell.begun_at and not keep_it(workspace.id, "ada", LATER)
    after = LATER + timedelta(minutes=2)
    assert not delete_all(farewell, connectors.get, after) and delete_all(farewell, connectors.get, after)


def test_a_platform_that_does_not_answer_holds_back_only_its_receipt(scene: Scene) -> None:
    class Silent:
        def revoke(self, _tokens: object) -> str:
            raise Unavailable("x", "It does not answer.")

    workspace = Workspace.objects.get(id=scene.account.workspace_id)
    farewell = ask_to_delete(workspace, "ada", NOW)
    for _ in range(3):
        assert not delete_all(farewell, lambda _name: Silent(), LATER)  # type: ignore[arg-type,return-value]
    left = {name: count for name, count in counted(workspace.id).items() if count}
    assert left == {"Receipt": 1} and Workspace.objects(id=workspace.id).first() is None
    assert delete_all(farewell, connectors.get, LATER + timedelta(hours=1))
    assert Receipt.objects.count() == 0


class Died(RuntimeError):
    """A worker that was killed."""


@pytest.mark.parametrize("calls", [0, 1])
def test_whoever_dies_in_the_middle_leaves_the_rest_to_the_next(scene: Scene, other: SocialAccount, calls: int) -> None:
    workspace = Workspace.objects.get(id=scene.account.workspace_id)
    make.account(workspace, access_token="x", platform=scene.account.platform)
    filled(scene.account)
    farewell, left = ask_to_delete(workspace, "ada", NOW), iter(range(calls))

    def dies(name: str) -> Any:
        if next(left, None) is None:
            raise Died
        return connectors.get(name)

    with pytest.raises(Died):
        for _ in range(3):
            delete_all(farewell, dies, LATER)
    for _ in range(4):
        delete_all(farewell.reload(), connectors.get, LATER + timedelta(days=8))
    assert farewell.reload().deleted_at and not any(counted(workspace.id).values())
    assert SocialAccount.objects.get().id == other.id


def test_who_works_elsewhere_too_stays(clean: None) -> None:
    mine, elsewhere = make.workspace(), make.workspace()
    ada = person(mine, "ada")
    Membership(user_id=ada.id, workspace_id=elsewhere.id, role=Role.REVIEWER).save()
    farewell = ask_to_delete(mine, "ada", NOW)
    delete_all(farewell, connectors.get, LATER), delete_all(farewell, connectors.get, LATER)
    assert User.objects.get().id == ada.id and Membership.objects.get().workspace_id == elsewhere.id


def test_one_that_nobody_was_told_of_deletes_nothing(clean: None) -> None:
    workspace = make.workspace()
    farewell = Farewell(workspace_id=workspace.id, delete_at=NOW, due_at=NOW).save()  # its asker died at once
    assert not delete_all(farewell, connectors.get, LATER)
    assert Workspace.objects.count() == 1 and farewell.reload().kept_at


def test_asked_twice_it_is_one(clean: None) -> None:
    workspace = make.workspace()
    first = ask_to_delete(workspace, "ada", NOW)
    assert ask_to_delete(workspace.reload(), "ben", NOW + timedelta(days=1)).id == first.id
    assert Farewell.objects.count() == 1 and workspace.reload().leaves_at == NOW + GRACE


def test_the_clock_finishes_what_is_due(clean: None, redis_url: str) -> None:
    workspace, young = make.workspace(), make.workspace()
    farewell = ask_to_delete(workspace, "ada", NOW - GRACE - timedelta(hours=1))
    waits = ask_to_delete(young, "ada", NOW)
    finish_farewells()
    for _ in range(2):
        delete_workspace(str(farewell.id))
        Farewell.objects(id=farewell.id, due_at__ne=None).update(set__due_at=NOW)
    delete_workspace(str(waits.id))
    assert farewell.reload().deleted_at and Workspace.objects.get().id == young.id and redis_url

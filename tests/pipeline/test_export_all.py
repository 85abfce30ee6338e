"""An export has all of one workspace and nothing of another, no secret, and survives whoever dies while writing it."""

import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest

import connectors
import models
from models import (
    Export,
    ExportPart,
    Fan,
    Membership,
    Message,
    Notification,
    ReplyExample,
    SocialAccount,
    User,
    Workspace,
)
from models.export import ExportState
from models.fields import utcnow
from models.user import Role
from pipeline.export_all import (
    A_PART,
    KEPT,
    LEASE,
    TRIES,
    archive,
    ask_for_export,
    claim,
    drop_exports,
    kept_for,
    write,
)
from pipeline.export_rows import LEFT_OUT, SECRET, kinds, name_of
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")
NOW = utcnow()


@pytest.fixture
def account(clean: None) -> SocialAccount:
    workspace = make.workspace()
    user = User(email="ada@example.com", name="Ada", password_hash="a hash").save()
    Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER).save()
    account = make.account(workspace, access_token="a token", refresh_token="another token", scopes=["read"])
    ReplyExample(
        workspace_id=workspace.id, account_id=account.id, external_id="r1", platform="x", kind="comment", source="by_hand",
        text="gracias ❤", vector=b"\x01" * 16,
    ).save()  # fmt: skip
    return account


def written(account: SocialAccount) -> Export:
    export = ask_for_export(account.workspace_id, "ada", KEPT, NOW)
    assert claim(export, NOW) and write(export, lambda: False, NOW)
    return Export.objects.get(id=export.id)


def files(export: Export) -> dict[str, str]:
    with archive(export, Workspace.objects.get(id=export.workspace_id)) as file, ZipFile(file) as whole:
        assert whole.testzip() is None
        return {name: whole.read(name).decode() for name in whole.namelist()}


def rows(found: dict[str, str], name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in found[f"{name}.jsonl"].splitlines()]


def test_an_export_has_every_kind_as_lines_with_a_readme(account: SocialAccount) -> None:
    message = make.message(account, text="qué harina\nusas? 🍞")
    found = files(written(account))
    [row] = rows(found, "messages")
    assert (row["id"], row["text"], row["fan_username"]) == (str(message.id), "qué harina\nusas? 🍞", "ada")
    assert [row["text"] for row in rows(found, "reply_examples")] == ["gracias ❤"]
    assert [row["email"] for row in rows(found, "users")] == ["ada@example.com"]
    assert [row["name"] for row in rows(found, "workspaces")] == ["Nika"]
    assert "messages.jsonl: 1" in found["README.txt"] and "Nika" in found["README.txt"]


def test_nothing_of_another_workspace_is_in_it(account: SocialAccount) -> None:
    other = make.account(make.workspace(name="Somebody else"))
    make.message(other, text="a secret of somebody else")
    Fan(
        workspace_id=other.workspace_id,
        account_id=other.id,
        external_id="f9",
        username="stranger",
        first_seen_at=NOW,
        last_seen_at=NOW,
    ).save()
    User(email="stranger@example.com", name="Stranger", password_hash="x").save()
    whole = "".join(files(written(account)).values())
    assert not [word for word in ("a secret of", "stranger", "Somebody else", str(other.workspace_id)) if word in whole]


def test_no_secret_and_no_vector_leaves(account: SocialAccount) -> None:
    found = files(written(account))
    whole = "".join(found.values())
    stored = SocialAccount._get_collection().find_one({"_id": account.id})
    assert stored
    for secret in ("a token", "a hash", bytes(stored["access_token"]).decode(), "vector"):
        assert f'"{secret}' not in whole, secret
    assert rows(found, "social_accounts")[0]["scopes"] == ["read"]


def test_every_kind_of_document_is_in_it_or_left_out_on_purpose() -> None:
    names = {name_of(kind) for kind in kinds()}
    mine = {kind for kind in models.DOCUMENTS if hasattr(kind, "workspace_id")}
    assert {name_of(kind) for kind in mine - LEFT_OUT} | {"users", "workspaces"} == names
    assert not {name_of(kind) for kind in LEFT_OUT} & names


def test_names_of_secrets_are_known_wherever_they_stand() -> None:
    for name in (
        "access_token",
        "password_hash",
        "code",
        "recovery_codes",
        "secret",
        "vector",
        "key_hash",
        "signing_key",
    ):
        assert SECRET.search(name), name
    for name in ("text", "key", "token_expires_at", "language", "why", "encoded", "username"):
        assert not SECRET.search(name), name


def many(account: SocialAccount, count: int) -> None:
    row = Message._get_collection().find_one({"_id": make.message(account).id})
    assert row
    del row["_id"]
    Message._get_collection().insert_many([{**row, "external_id": f"x{number}"} for number in range(count - 1)])


def test_whoever_dies_in_the_middle_loses_nothing_and_doubles_nothing(account: SocialAccount) -> None:
    count = 2 * A_PART + 10
    many(account, count)
    export = ask_for_export(account.workspace_id, "ada", KEPT, NOW)
    assert claim(export, NOW) and not write(export, lambda: ExportPart.objects(kind="messages").count() == 1, NOW)
    again = Export.objects.get(id=export.id)
    mine = {"workspace_id": account.workspace_id, "export_id": export.id, "gone_at": export.gone_at}
    ExportPart(
        **mine, number=again.parts, kind="messages", lines="half\n"
    ).save()  # its worker died before it was counted
    assert claim(again, NOW) and write(again, lambda: False, NOW)
    done = Export.objects.get(id=export.id)
    ids = [row["id"] for row in rows(files(done), "messages")]
    assert sorted(ids) == sorted(str(one.id) for one in Message.objects.only("id")) and len(ids) == count
    assert done.written["messages"] == count and ExportPart.objects(export_id=done.id, kind="messages").count() == 3


def test_one_worker_writes_at_a_time_and_another_takes_over_from_a_dead_one(account: SocialAccount) -> None:
    export = ask_for_export(account.workspace_id, "ada", KEPT, NOW)
    assert claim(export, NOW)
    other = Export.objects.get(id=export.id)
    assert not claim(other, NOW)
    assert claim(other, NOW + LEASE + timedelta(seconds=1))


def test_what_cannot_be_written_is_given_up_with_a_sentence(account: SocialAccount) -> None:
    export = ask_for_export(account.workspace_id, "ada", KEPT, NOW)
    for number in range(TRIES):
        assert claim(export, NOW + number * (LEASE + timedelta(seconds=1)))
    assert not claim(export, NOW + TRIES * (LEASE + timedelta(seconds=1)))
    assert export.reload().state is ExportState.FAILED and "Ask again" in export.problem


def test_two_who_ask_get_the_same_one(account: SocialAccount) -> None:
    first = ask_for_export(account.workspace_id, "ada", KEPT, NOW)
    assert ask_for_export(account.workspace_id, "ben", KEPT, NOW).id == first.id and Export.objects.count() == 1


def test_it_is_stored_encrypted_told_in_the_bell_and_goes_after_a_week(account: SocialAccount, database: Any) -> None:
    make.message(account, text="a very plain word")
    export = written(account)
    assert "very plain" not in str(list(database["export_parts"].find()))
    assert export.gone_at == NOW + KEPT and {part.gone_at for part in ExportPart.objects} == {NOW + KEPT}
    [notice] = Notification.open_of(account.workspace_id)
    assert notice.key == f"export:{export.id}" and "Your export is ready" in notice.sentence
    for name in ("exports", "export_parts"):
        assert any(index.get("expireAfterSeconds") == 0 for index in database[name].index_information().values())


def test_where_a_platform_lets_words_be_kept_for_some_days_only_it_goes_after_one(account: SocialAccount) -> None:
    [short] = [one for one in connectors.platforms().values() if one.keep_days]
    assert kept_for(account.workspace_id, connectors.get) == KEPT
    make.account(Workspace.objects.get(id=account.workspace_id), platform=short.name)
    assert kept_for(account.workspace_id, connectors.get) == timedelta(days=1)


def test_who_is_erased_is_in_no_export_any_more(account: SocialAccount) -> None:
    written(account)
    other = make.account(make.workspace())
    theirs = written(other)
    drop_exports(account.workspace_id)
    assert Export.objects.get().id == theirs.id and ExportPart.of(account.workspace_id).count() == 0
    assert Notification.open_of(account.workspace_id) == [] and files(theirs)


def test_a_document_that_went_meanwhile_is_no_trouble(account: SocialAccount) -> None:
    export = ask_for_export(account.workspace_id, "ada", KEPT, NOW)
    make.message(account)

    def all_go() -> bool:
        Message.objects.delete()
        return False

    assert claim(export, NOW) and write(export, all_go, NOW)
    assert Export.objects.get(id=export.id).state is ExportState.READY

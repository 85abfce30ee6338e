"""The demo's world and workspace are made once, whatever happens in between."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

import connectors
from connectors.base import Credentials, Tokens
from connectors.world import World
from infra.demo import content
from infra.demo.seed import seed
from infra.sandbox.remote import Remote
from models import Membership, Persona, ReplyExample, SocialAccount, Status, User, Workspace
from models.fields import utcnow
from models.social_account import AccountStatus
from models.user import Role
from pipeline.forget import disconnect_account
from pipeline.ingest import ingest

PLATFORMS = sorted(content.creator()["usernames"])


@pytest.fixture
def remote(sandbox: str, world: World, clean: None) -> Remote:
    return Remote(sandbox)


def _tokens_of(account: SocialAccount) -> Tokens:
    return Tokens(account.access_token, account.refresh_token)


def _everything(world: World, database: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        table: [tuple(row) for row in world.rows(f"select * from {table}")]
        for table in ("accounts", "posts", "people", "entries", "tokens")
    }
    for name in sorted(database.list_collection_names()):
        if not name.startswith("system."):
            found[name] = list(database[name].find(sort=[("_id", 1)]))
    return found


def test_seeding_again_changes_nothing(remote: Remote, world: World, database: Any) -> None:
    seed(remote, utcnow())
    before = _everything(world, database)
    seed(remote, utcnow() + timedelta(hours=1))
    assert _everything(world, database) == before


def test_the_demo_person_can_sign_in_and_owns_the_workspace(remote: Remote) -> None:
    workspace = seed(remote, utcnow())
    user = User.sign_in(content.EMAIL, content.PASSWORD)
    assert user
    membership = Membership.first_of(user.id)
    assert membership and (membership.workspace_id, membership.role) == (workspace.id, Role.OWNER)
    assert workspace.demo and workspace.name == "Nika Vidal"
    (persona,) = Persona.of(workspace.id)
    assert persona.motto and len(persona.traits) >= 4 and len(persona.facts) >= 8


def test_auto_send_is_on_only_where_the_platform_allows_it_by_default(remote: Remote) -> None:
    workspace = seed(remote, utcnow())
    accounts = {account.platform: account for account in SocialAccount.of(workspace.id)}
    assert sorted(accounts) == PLATFORMS
    for name, account in accounts.items():
        allowed = connectors.get(name).may_auto_send_by_default
        assert (account.auto_send, bool(account.consents)) == (allowed, allowed)
        assert account.auto_send_intents == (["praise", "greeting"] if allowed else [])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_history_is_read_as_the_creators_own_answers(remote: Remote, platform: str) -> None:
    workspace = seed(remote, utcnow())
    account = SocialAccount.of(workspace.id).filter(platform=platform).get()
    connector = connectors.get(platform).open(Credentials(account.external_id, _tokens_of(account)))
    found = [message for page in ingest(account, connector, utcnow()) for message in page]
    told = [row for row in content.replies() if row["platform"] == platform]
    examples = ReplyExample.objects(account_id=account.id)
    assert [message for message in found if message.reload().status is Status.RECEIVED] == []
    assert Counter((example.fan_text, example.text) for example in examples) == Counter(
        (row["fan_text"], row["reply"]) for row in told
    )


def test_what_the_person_changed_stays(remote: Remote, world: World) -> None:
    workspace = seed(remote, utcnow())
    first, *others = SocialAccount.of(workspace.id).order_by("platform")
    SocialAccount.objects(id=first.id).update_one(set__auto_send=False)
    Persona.of(workspace.id).update_one(set__motto="new words")
    row = content.replies()[0]
    world.delete_entry(row["platform"], content.answer_id(row))
    for account in others:
        disconnect_account(account, "test", utcnow())
    seed(remote, utcnow())
    assert first.reload().auto_send is False
    assert [account.reload().status for account in others] == [AccountStatus.DISCONNECTED] * len(others)
    assert Persona.of(workspace.id).get().motto == "new words"
    deleted = world.entry(row["platform"], content.answer_id(row))
    assert deleted is None or deleted.deleted_at


def test_a_world_that_was_deleted_is_made_again_and_connected_again(remote: Remote, world: World) -> None:
    workspace = seed(remote, utcnow())
    SocialAccount.of(workspace.id).update(set__auto_send=False)
    entries = len(world.rows("select 1 from entries"))
    world.clear()
    seed(remote, utcnow())
    assert len(world.rows("select 1 from entries")) == entries
    for account in SocialAccount.of(workspace.id):
        assert connectors.get(account.platform).identify(_tokens_of(account)).external_id == account.external_id
        assert account.auto_send is False
    assert Workspace.objects.count() == 1


def test_an_access_token_that_can_be_refreshed_is_left_alone(remote: Remote, world: World) -> None:
    workspace = seed(remote, utcnow())
    (account,) = [account for account in SocialAccount.of(workspace.id) if account.refresh_token]
    world.expire_token(account.access_token)
    seed(remote, utcnow())
    assert SocialAccount.objects(id=account.id).get().access_token == account.access_token


def test_what_the_demo_tells_fits_together() -> None:
    posts = {post["key"]: post for post in content.creator()["posts"]}
    lines = [*content.replies(), *content.fan_messages()]
    texts = Counter(
        (line["platform"], line["kind"], line["fan"], line.get("fan_text") or line["text"]) for line in lines
    )
    assert [line for line, count in texts.items() if count > 1] == []
    assert [line for line in lines if line["post"] and posts[line["post"]]["platform"] != line["platform"]] == []
    assert [
        line for line in content.replies() if line["post"] and line["days_ago"] > posts[line["post"]]["days_ago"]
    ] == []
    assert [
        line for line in content.replies() if timedelta(days=line["days_ago"]) <= content.answered_after(line)
    ] == []

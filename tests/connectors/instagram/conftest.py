"""A stand-in for Instagram with one creator and one post, served over HTTP."""

import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from connectors.base import COMMENT, DIRECT_MESSAGE, ReplyTarget, Tokens
from connectors.instagram import PLATFORM, oauth
from connectors.instagram.client import InstagramConnector
from connectors.instagram.sandbox import blueprint
from connectors.world import World
from tests.connectors.contract import Stage, configured, serving

ACCOUNT = "17841400000000077"


@dataclass(kw_only=True)
class InstagramStage(Stage):
    address: str

    def connector(self) -> InstagramConnector:
        found = super().connector()
        assert isinstance(found, InstagramConnector)
        return found

    def fan_sends(self, text: str, *, username: str = "ada", seconds_ago: float = 60.0, **more: object) -> str:
        """A fan's direct message; its id."""
        fan = self.world.person("instagram", username)
        id = "aWdfZAG1" + secrets.token_urlsafe(30)
        self.world.add_entry(
            "instagram", self.account_id, DIRECT_MESSAGE, id, fan, text, conversation_id=fan,
            author_username=username, created_at=time.time() - seconds_ago, **more,
        )  # fmt: skip
        return id

    def message_target(self, message_id: str) -> ReplyTarget:
        entry = self.world.entry("instagram", message_id)
        assert entry
        return ReplyTarget(DIRECT_MESSAGE, entry.id, entry.author_id, entry.author_id)

    def private_target(self, comment_id: str) -> ReplyTarget:
        return replace(self.target(comment_id), private=True)

    def mentioned(self, text: str, *, username: str = "ada") -> str:
        """A fan's comment under somebody else's post that names the account; its id."""
        id = self.new_id()
        self.world.add_entry(
            "instagram", self.account_id, COMMENT, id, self.world.person("instagram", username), text,
            post_id="17800000000000001", author_username=username, created_at=time.time() - 60, attachments=[{"type": "mention"}],
        )  # fmt: skip
        return id

    def account_with(self, **facts: object) -> None:
        """The account with these facts about it."""
        account = {**(self.world.account("instagram", self.account_id) or {}), **facts}
        self.world.add_account("instagram", account.pop("id"), account.pop("username"), account.pop("name"), **account)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[InstagramStage]:
    world = World(tmp_path / "world.db")
    with serving(blueprint(world)) as address, _at(address):
        world.add_account("instagram", ACCOUNT, "nika", "Nika", account_type="MEDIA_CREATOR", app_scoped_id="9900")
        post = str(17 * 10**15 + secrets.randbelow(10**15))
        world.add_post(
            "instagram", ACCOUNT, post, "", "Rye on embers", time.time() - 86_400, permalink="https://x.test/p/1/"
        )
        world.keep_token("token", "instagram", ACCOUNT, "dashboard", 3600)
        yield InstagramStage(
            platform=PLATFORM, world=world, account_id=ACCOUNT, post_id=post, tokens=Tokens("token"), address=address
        )
    world.close()


@pytest.fixture
def linked(stage: InstagramStage) -> Iterator[InstagramStage]:
    """The same account, let in by the login of the Page that it is linked to."""
    stage.world.keep_token("page token", "instagram", ACCOUNT, "page", 3600)
    stage.world.keep_token("user token", "instagram", ACCOUNT, "user", 3600, ",".join(oauth.PAGE_SCOPES))
    with _at(stage.address, INSTAGRAM_LOGIN="facebook"):
        stage.tokens = Tokens("page token", "user token")
        yield stage


def _at(address: str, **more: str) -> AbstractContextManager[None]:
    return configured(
        SANDBOX_URL=address,
        INSTAGRAM_API_URL=f"{address}/instagram/v26.0",
        INSTAGRAM_OAUTH_URL=f"{address}/instagram",
        INSTAGRAM_CLIENT_ID="instagram-app",
        INSTAGRAM_CLIENT_SECRET="instagram-app-secret",
        INSTAGRAM_VERIFY_TOKEN="instagram-verify",
        **more,
    )

"""A stand-in for Facebook with one Page and one post, served over HTTP."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from connectors.base import DIRECT_MESSAGE, ReplyTarget, Tokens
from connectors.facebook import PLATFORM, oauth
from connectors.facebook.sandbox import blueprint, new_id
from connectors.world import World
from infra.demo.addresses import addresses
from tests.connectors.contract import Stage, configured, serving

PAGE = "102000000000077"


@dataclass(kw_only=True)
class FacebookStage(Stage):
    address: str

    def new_id(self, parent: str = "") -> str:
        return new_id("comment", parent or self.post_id)

    def fan_sends(self, text: str, *, username: str = "ada", seconds_ago: float = 60.0, **more: object) -> str:
        """A fan's message in Messenger; its id."""
        fan = self.world.person("facebook", username)
        id = "m_" + secrets.token_urlsafe(30)
        self.world.add_entry(
            "facebook", self.account_id, DIRECT_MESSAGE, id, fan, text, conversation_id=fan,
            author_username=username, created_at=time.time() - seconds_ago, **more,
        )  # fmt: skip
        return id

    def message_target(self, message_id: str) -> ReplyTarget:
        entry = self.world.entry("facebook", message_id)
        assert entry
        return ReplyTarget(DIRECT_MESSAGE, entry.id, entry.author_id, entry.author_id)

    def private_target(self, comment_id: str) -> ReplyTarget:
        return replace(self.target(comment_id), private=True)

    def account_with(self, **facts: object) -> None:
        """The Page with these facts about it."""
        account = {**(self.world.account("facebook", self.account_id) or {}), **facts}
        self.world.add_account("facebook", account.pop("id"), account.pop("username"), account.pop("name"), **account)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[FacebookStage]:
    world = World(tmp_path / "world.db")
    with serving(blueprint(world)) as address, configured(**addresses(address)):
        yield furnished(world, address)
    world.close()


def furnished(world: World, address: str) -> FacebookStage:
    """One Page with one post, and tokens for it."""
    world.add_account("facebook", PAGE, "nika.bakes", "Nika bakes", app_scoped_id="9900")
    post = f"{PAGE}_{10**15 + secrets.randbelow(10**15)}"
    world.add_post("facebook", PAGE, post, "", "Rye on embers", time.time() - 86_400)
    world.keep_token("page token", "facebook", PAGE, "page", 3600)
    world.keep_token("user token", "facebook", PAGE, "user", 3600, ",".join(oauth.SCOPES))
    tokens = Tokens("page token", "user token")
    return FacebookStage(platform=PLATFORM, world=world, account_id=PAGE, post_id=post, tokens=tokens, address=address)

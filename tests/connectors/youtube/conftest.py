"""A stand-in for YouTube with one channel and one video, served over HTTP."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.base import Tokens
from connectors.world import World
from connectors.youtube import PLATFORM
from connectors.youtube.client import YouTubeConnector
from connectors.youtube.sandbox import blueprint, quota, statuses
from tests.connectors.contract import Stage, configured, serving


@dataclass(kw_only=True)
class YouTubeStage(Stage):
    address: str

    def connector(self) -> YouTubeConnector:
        found = super().connector()
        assert isinstance(found, YouTubeConnector)
        return found

    def new_id(self, parent: str = "") -> str:
        """A reply's id begins with that of its top-level comment."""
        return f"{parent}.{secrets.token_urlsafe(16)}" if parent else f"Ugx{secrets.token_urlsafe(15)}AaABAg"

    def revoke(self) -> None:
        """An access token alone would be renewed."""
        self.world.expire_token(self.tokens.access_token)
        self.world.drop_token(self.tokens.refresh_token)

    def holds(self, comment_id: str, status: str) -> None:
        """YouTube or the creator gives the comment this moderation status."""
        statuses.put(self.world, comment_id, status)

    def status_of(self, comment_id: str) -> str:
        """The comment's moderation status."""
        entry = self.world.entry("youtube", comment_id)
        assert entry
        return statuses.of(self.world, entry)

    def spent(self) -> int:
        """The units that the stand-in has counted today."""
        return self.world.count(quota.counter(datetime.now(UTC)), 0)

    def edits(self, comment_id: str, text: str) -> None:
        """The fan changes the words of a comment."""
        self.world.edit_entry("youtube", comment_id, text)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[YouTubeStage]:
    world = World(tmp_path / "world.db")
    account, video = "UC" + secrets.token_urlsafe(16), secrets.token_urlsafe(8)
    with serving(blueprint(world)) as address, configured(**settings_at(address)):
        world.add_account("youtube", account, "nika", "Nika Ember")
        world.add_post("youtube", account, video, "Rye on embers", "How I bake outside", time.time() - 86_400)
        world.keep_token("token", "youtube", account, "access", 3600)
        world.keep_token("lasting", "youtube", account, "refresh", 86_400 * 180)
        yield YouTubeStage(
            platform=PLATFORM, world=world, account_id=account, post_id=video,
            tokens=Tokens("token", refresh_token="lasting"), address=address,
        )  # fmt: skip
    world.close()


class Counted:
    """A purse with so many units that remembers what was taken from it."""

    def __init__(self, units: int) -> None:
        self.units, self.taken = units, list[tuple[int, bool]]()
        self.shares: dict[str, Counted] = {}

    def take(self, units: int, writes: bool) -> bool:
        if units > self.units:
            return False
        self.units -= units
        self.taken.append((units, writes))
        return True

    def share(self, use: str, most_units: int) -> "Counted":
        return self.shares.setdefault(use, Counted(most_units))


def settings_at(address: str) -> dict[str, str]:
    return {
        "SANDBOX_URL": address,
        "YOUTUBE_API_URL": f"{address}/youtube-api",
        "YOUTUBE_OAUTH_URL": f"{address}/google",
        "YOUTUBE_CLIENT_ID": "youtube-app",
        "YOUTUBE_CLIENT_SECRET": "youtube-app-secret",
    }

"""A stage for the steps: a stand-in platform over real HTTP, a connected account, and a person who writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import connectors
from connectors.base import DIRECT_MESSAGE
from connectors.embeddings import embed
from connectors.instagram.sandbox import blueprint
from connectors.world import World
from connectors.youtube.sandbox import blueprint as youtube_blueprint
from models import Message, SocialAccount
from models.fields import utcnow
from pipeline.classify import Judge
from pipeline.ingest import ingest
from tests.connectors.contract import configured, serving
from tests.connectors.youtube.conftest import settings_at
from tests.models import make
from tests.pipeline.channel import Channel
from tests.stand_in import people_at, write

PLATFORM = "instagram"


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Labels as they are learned from the texts that ship."""
    return Judge.from_texts(embed)


class Scene:
    """One creator's account with its fans."""

    def __init__(self, world: World) -> None:
        self.world = world
        tokens, identity = people_at(world, PLATFORM)
        self.platform = connectors.get(PLATFORM)
        self.account: SocialAccount = make.account(
            make.workspace(), platform=PLATFORM, external_id=identity.external_id, username=identity.username, token_refreshed_at=utcnow(),
            access_token=tokens.access_token,
        )  # fmt: skip
        self.connector = self.platform.open(connectors.base.Credentials(identity.external_id, tokens))
        self._number = 0

    def fan_writes(self, text: str, kind: str = "comment") -> str:
        """The external id of what the fan wrote."""
        self._number += 1
        return str(write(self.world, self.account, self._number, kind, text).id)

    def by_hand(self, text: str, external_id: str) -> str:
        """The creator answers in the platform's own app."""
        entry = self.world.entry(PLATFORM, external_id)
        assert entry
        top = "" if entry.kind == DIRECT_MESSAGE else entry.parent_id or entry.id
        return self.world.add_entry(
            PLATFORM, entry.account_id, entry.kind, external_id[::-1], entry.account_id, text, post_id=entry.post_id,
            parent_id=top, conversation_id=entry.conversation_id, author_username="nika", by_account=True, answers=entry.id,
        ).id  # fmt: skip

    def poll(self) -> list[Message]:
        """What one look brings that waits for classification."""

        self.account.reload()
        return [message for page in ingest(self.account, self.connector, utcnow()) for message in page]

    def stored(self, external_id: str) -> Message:
        return Message.objects.get(account_id=self.account.id, external_id=external_id)

    def sent(self) -> list[str]:
        """The texts on the platform that came through us."""
        return [entry.text for entry in self.world.entries(PLATFORM, "via_api=1")]


@pytest.fixture
def scene(clean: None, tmp_path: Path) -> Iterator[Scene]:
    world = World(tmp_path / "world.sqlite")
    with serving(blueprint(world)) as address, configured(
        SANDBOX_URL=address, INSTAGRAM_API_URL=f"{address}/instagram/v26.0", INSTAGRAM_OAUTH_URL=f"{address}/instagram", UNDO_SECONDS="0",
        DOUBT_SECONDS="2",
    ):  # fmt: skip
        yield Scene(world)


@pytest.fixture
def channel(clean: None, tmp_path: Path) -> Iterator[Channel]:
    world = World(tmp_path / "channel.sqlite")
    many = {"YOUTUBE_UNITS_PER_DAY": "10000000"}  # so that the hour of the day at which the tests run does not matter
    with serving(youtube_blueprint(world)) as address, configured(**settings_at(address), **many):
        yield Channel(world)
    world.close()

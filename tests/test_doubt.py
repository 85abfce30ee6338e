"""The doubt test: whatever goes wrong while Fanmail writes at a platform, it happens there exactly once, or is said honestly.

Every platform, every kind of message, every write, every trouble. The effects are counted where they happen: in the stand-in's
own database. `pytest -s tests/test_doubt.py` ends with the table.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

import connectors
from connectors.base import DIRECT_MESSAGE, LIVE_CHAT, InboundMessage
from connectors.limits import Limits, Moderation
from connectors.world import World
from models import Budget, Message, SocialAccount, Status
from models.lifecycle import move
from pipeline.ingest import receive
from pipeline.review import approve, approve_privately
from tests.connectors.contract import configured
from tests.doubt import DOUBT_SECONDS, TROUBLES, Trial, Trouble
from tests.doubt_child import PERSON, PRIVATE_REPLY, REPLIES, REPLY, TAKE_DOWN, TAKE_PRIVATE_DOWN, TAKES_DOWN, do
from tests.effects import Effect, Ledger, Row, watching
from tests.models import make
from tests.stand_in import people_at
from tests.system import System

CHAT = "KicKGGRvdWJ0"
WORDS = "thank you so much"
SHOWS = {Moderation.HIDE: ("hidden",), Moderation.SHOW: ("shown",)}
REMOVES = ("gone", "hidden")


def trials() -> list[Any]:
    """Platform, kind, write and trouble: everything that connectors say they can do, and all that may go wrong in it."""
    return [
        pytest.param(name, kind, write, trouble, id=f"{name}-{kind}-{write}-{trouble.name}")
        for name, platform in sorted(connectors.platforms().items())
        for kind, limits in platform.limits.items()
        for write in writes(limits)
        for trouble in TROUBLES
        if not trouble.mode or not is_refused(write, limits)  # refused before anything is asked: nothing fails
    ]


def writes(limits: Limits) -> list[str]:
    """All that is written at a platform for a message of this kind."""
    private = [PRIVATE_REPLY, TAKE_PRIVATE_DOWN] if limits.private_window else []
    return [REPLY, TAKE_DOWN, *private, *sorted(limits.moderation)]


def is_refused(write: str, limits: Limits) -> bool:
    """Whether the platform does not let it be done: what lies in somebody's inbox stays there."""
    return write == TAKE_PRIVATE_DOWN or (write == TAKE_DOWN and not limits.can_delete)


@dataclass
class Place:
    """One creator's account at each platform, and fans who write."""

    world: World
    ledger: Ledger
    accounts: dict[str, SocialAccount] = field(default_factory=dict)
    _number: int = 0

    def connect(self, platform: str) -> None:
        tokens, identity = people_at(self.world, platform)
        self.accounts[platform] = make.account(
            make.workspace(), platform=platform, external_id=identity.external_id, username=identity.username,
            access_token=tokens.access_token,
        )  # fmt: skip
        self.world.add_post(
            platform, identity.external_id, "broadcast", "Live", "", time.time() - 600, live_chat_id=CHAT
        )

    def ready(self, platform: str, kind: str, write: str) -> Trial:
        """All that comes before this write: the fan's message, an approved reply, one that is sent, or a hidden comment."""
        self.world.rows("delete from counters")  # a day's quota, and who was banned
        Budget.objects.delete()
        SocialAccount.objects(id=self.accounts[platform].id).update_one(set__next_slot_at=None)  # and who goes next
        message = self._approved(platform, kind, TAKES_DOWN.get(write, write))
        trial = Trial(self.world, self.ledger, write, str(message.id))
        if write in TAKES_DOWN:
            do(TAKES_DOWN[write], trial.message_id)
        if write == Moderation.SHOW:
            do(Moderation.HIDE, trial.message_id)
        self.ledger.turn_over()
        return trial

    def _approved(self, platform: str, kind: str, write: str) -> Message:
        account, limits = self.accounts[platform], connectors.get(platform).limits
        (message,) = receive(account, [self._fan_writes(account, kind)])
        classified = move(message, Status.CLASSIFIED, by="worker", why="")
        in_review = move(classified, Status.IN_REVIEW, by="worker", why="")
        if write == PRIVATE_REPLY:
            return approve_privately(in_review, PERSON, limits, WORDS)
        return approve(in_review, PERSON, limits[kind], WORDS)

    def _fan_writes(self, account: SocialAccount, kind: str) -> InboundMessage:
        self._number += 1
        id, fan = f"{kind.replace('_', '')}{self._number:06d}", f"fan{self._number % 5}"
        author = self.world.person(account.platform, fan)
        place = {DIRECT_MESSAGE: author, LIVE_CHAT: CHAT}.get(kind, id)
        entry = self.world.add_entry(
            account.platform, account.external_id, kind, id, author, "love it", author_username=fan, conversation_id=place,
            post_id="" if kind == DIRECT_MESSAGE else "broadcast" if kind == LIVE_CHAT else f"{account.platform}post0",
        )  # fmt: skip
        thread = f"{CHAT}/{author}" if kind == LIVE_CHAT else place
        at = datetime.fromtimestamp(entry.created_at, UTC)
        return InboundMessage(id, kind, entry.text, author, fan, at, thread)


@pytest.fixture(scope="module")
def place(system: System, database: object, sandbox: str) -> Iterator[Place]:
    world = World(system.world_file)
    world.clear()
    for documents in (Message, SocialAccount):
        documents.objects.delete()
    with configured(UNDO_SECONDS="0", DOUBT_SECONDS=str(DOUBT_SECONDS)), watching(world) as ledger:
        found = Place(world, ledger)
        for platform in connectors.platforms():
            found.connect(platform)
        yield found
    world.close()


@pytest.mark.parametrize(("platform", "kind", "write", "trouble"), trials())
def test_it_happens_exactly_once_or_is_said_honestly(
    place: Place, platform: str, kind: str, write: str, trouble: Trouble, record_property: Callable[[str, object], None]
) -> None:
    trial = place.ready(platform, kind, write)
    ends_as = trial.run(trouble)
    effects = place.ledger.effects()
    right = is_right(trial.stored(), write, ends_as, effects)
    record_property(
        "effect", json.dumps(astuple(Row(platform, kind, write, trouble.name, len(effects), ends_as, right)))
    )
    assert right, f"{len(effects)} effects, and it ends as {ends_as!r}: {effects}"


def is_right(message: Message, write: str, ends_as: str, effects: list[Effect]) -> bool:
    """One effect, the one that was meant, and the creator is told so; none and the creator is told so; or an open doubt."""
    limits = connectors.get(message.platform).limits[message.kind]
    if write in REPLIES:
        return _reply_is_right(message, ends_as, effects)
    if is_refused(write, limits):
        return (ends_as, effects, message.status) == ("refused", [], Status.SENT)
    if write == TAKE_DOWN:
        return effects == [Effect("gone", message.reply.external_id)] and message.status is Status.WITHDRAWN
    wanted = SHOWS.get(Moderation(write), REMOVES)
    return ends_as == "done" and [(one.id, one.what in wanted) for one in effects] == [(message.external_id, True)]


def _reply_is_right(message: Message, ends_as: str, effects: list[Effect]) -> bool:
    if message.status is Status.SENT:
        return effects == [Effect("replied", message.reply.external_id)]
    return (ends_as == "failed" and not effects) or (ends_as == "failed, says maybe" and len(effects) <= 1)

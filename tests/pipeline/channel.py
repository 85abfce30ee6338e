"""A channel at a platform whose rules let words be kept for some days only, over real HTTP, and a clock that can be moved."""

from datetime import datetime, timedelta
from typing import Any

import connectors
from connectors.base import Connector, Credentials
from connectors.limits import BOTTOMLESS, Purse
from connectors.world import World
from models import Message, ReplyExample, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import move
from models.message import Reply, UsedExample, UsedFact
from pipeline import fading, freshness
from pipeline.ingest import ingest
from tests.models import make
from tests.stand_in import people_at, write

NAME = "youtube"
FOREVER_AGO = timedelta(days=365)


class Channel:
    """One creator's channel with fans."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tokens, identity = people_at(world, NAME)
        self.platform = connectors.get(NAME)
        self.account: SocialAccount = make.account(
            make.workspace(), platform=NAME, external_id=identity.external_id, access_token=self.tokens.access_token,
            username="nika", token_refreshed_at=utcnow(), onboarded_at=utcnow() - FOREVER_AGO,
        )  # fmt: skip
        self._number = 0

    def connector(self, purse: Purse = BOTTOMLESS) -> Connector:
        return self.platform.open(Credentials(self.account.external_id, self.tokens), purse)

    def fan_writes(self, text: str, status: Status = Status.IN_REVIEW, **fields: Any) -> Message:
        """A comment that was read from the platform and has come as far as `status`."""
        self._number += 1
        id = str(write(self.world, self.account, self._number, "comment", text).id)
        for _page in ingest(self.account, self.connector(), utcnow()):
            pass
        message = Message.objects.get(account_id=self.account.id, external_id=id)
        for step in ROADS[status]:
            message = move(message, step, by="worker", why="")
        reply = Reply(
            text="thank you", draft_text="thank you", external_id=f"r{id}",
            memories=["has a dog"], facts=[UsedFact(text="The flour is rye.")],
        )  # fmt: skip
        message.modify(reply=reply, **fields)
        return message

    def example_of(self, message: Message, **fields: Any) -> ReplyExample:
        """The creator has answered `message`, and the avatar learns from it."""
        return ReplyExample(
            workspace_id=self.account.workspace_id, account_id=self.account.id, platform=NAME, kind="comment", source="by_hand",
            external_id=f"own{message.external_id}", answers=message.external_id, fan_text=message.text, text="thank you so much",
            fan_username=message.fan_username, conversation_id=message.conversation_id, vector=b"\x01" * 16, **fields,
        ).save()  # fmt: skip

    def quote(self, message: Message, example: ReplyExample) -> None:
        """The draft for `message` was shown with `example`."""
        used = UsedExample(example_id=str(example.id), fan_text=example.fan_text, text=example.text)
        Message.objects(id=message.id).update_one(set__reply__examples=[used])

    def after(self, days: float) -> datetime:
        return utcnow() + timedelta(days=days)

    def asks_again(self, now: datetime, purse: Purse = BOTTOMLESS) -> list[Message]:
        """What of it is to be classified anew."""
        due = freshness.due(self.account, self.terms(now), now)
        return [one for page in freshness.ask_again(self.account, self.connector(purse), due, now) for one in page]

    def fades(self, now: datetime) -> int:
        return fading.fade(self.account, self.terms(now), now)

    def terms(self, now: datetime) -> freshness.Terms:
        assert self.platform.keep_days
        return freshness.terms(self.platform.keep_days, now)

    def raw(self, message: Message) -> dict[str, Any]:
        """The document as it lies in the database."""
        found = Message._get_collection().find_one({"_id": message.id})
        assert found
        return dict(found)


ROADS: dict[Status, tuple[Status, ...]] = {
    Status.RECEIVED: (),
    Status.CLASSIFIED: (Status.CLASSIFIED,),
    Status.IN_REVIEW: (Status.CLASSIFIED, Status.IN_REVIEW),
    Status.APPROVED: (Status.CLASSIFIED, Status.APPROVED),
    Status.SENT: (Status.CLASSIFIED, Status.APPROVED, Status.SENDING, Status.SENT),
    Status.FAILED: (Status.CLASSIFIED, Status.FAILED),
    Status.REJECTED: (Status.CLASSIFIED, Status.IN_REVIEW, Status.REJECTED),
    Status.IGNORED: (Status.IGNORED,),
}

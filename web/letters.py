"""A message as a page shows it: with its account, its fan, what was said before, and what may be done with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from flask import abort, g

import connectors
from avatar.drafting import NEVER_ANSWERED, NEVER_DRAFTED
from connectors.limits import Limits
from models import Fan, Message, ReplyExample, SocialAccount, Status, User
from web.auth import me

EARLIER, SHOWN = 12, 4
CLOSING = timedelta(hours=6)


@dataclass(frozen=True)
class Said:
    """One thing that was said before in a conversation. `mode` says how a reply of ours came to be."""

    at: datetime
    text: str
    by_fan: str = ""
    mode: str = ""


@dataclass(frozen=True)
class Letter:
    """Everything the review room and the message page say of one message."""

    message: Message
    account: SocialAccount | None
    fan: Fan | None
    earlier: list["Said"]
    limits: Limits
    now: datetime

    @property
    def can_undo(self) -> bool:
        """Approved, and not on its way yet."""
        return self.message.status is Status.APPROVED

    @property
    def can_lay_back(self) -> bool:
        """Rejected, which can be thought over."""
        return self.message.status is Status.REJECTED

    @property
    def why(self) -> list[str]:
        """Why it waits for a person or was sent by itself, without what is said of the draft."""
        reply, problem = self.message.reply, self.message.problem
        reasons = [reason for reason in reply.reasons if reason not in reply.notes]
        if self.message.status is not Status.IN_REVIEW:
            return reasons
        if problem:
            reasons.append(problem)
        return reasons or ([] if reply.text else ["There is no draft to send."])

    @property
    def may_draft(self) -> bool:
        """The avatar would try. What it never drafts, it does not draft with a hint either."""
        label = self.message.label
        return not label or (label.intent not in NEVER_ANSWERED and NEVER_DRAFTED.isdisjoint(label.risks))

    @property
    def other_drafts(self) -> list[str]:
        """What the avatar might have said instead."""
        return [text for text in self.message.reply.candidates if text != self.message.reply.text]

    @property
    def can_withdraw(self) -> bool:
        """Sent, and the platform lets us delete it."""
        return self.message.status is Status.SENT and self.limits.can_delete

    @property
    def lately(self) -> list["Said"]:
        """What a page shows of `earlier` at first; the rest is folded away."""
        return self.earlier[-SHOWN:]

    @property
    def is_closing(self) -> bool:
        """Little is left of the time to answer."""
        return closes_soon(self.message, self.now)


def one(message_id: str) -> Message:
    """A message of this workspace. Ends the request with 404 when there is none."""
    message = Message.one_of(me().workspace_id, message_id)
    return message or abort(404)


def letter(message: Message, now: datetime) -> Letter:
    """The message with all that stands around it."""
    account = accounts().get(message.account_id)
    fan = Fan.one_of(message.workspace_id, message.fan_id) if message.fan_id else None
    return Letter(message, account, fan, earlier_than(message), limits_of(message), now)


def limits_of(message: Message) -> Limits:
    """What the platform allows for a reply to this message."""
    return connectors.get(message.platform).limits[message.kind]


def earlier_than(message: Message) -> list[Said]:
    """The last of what was said in this conversation before `message`, oldest first, by the fan, the avatar and the creator."""
    before = {"account_id": message.account_id, "conversation_id": message.conversation_id}
    fans = Message.objects(platform_created_at__lt=message.platform_created_at, **before).order_by(
        "-platform_created_at"
    )
    own = ReplyExample.objects(created_at__lt=message.platform_created_at, **before).order_by("-created_at")
    said = [line for other in _ours(fans.limit(EARLIER), message) for line in _lines_of(other)]
    said += [
        Said(one.created_at, one.text, mode="by_hand")
        for one in _ours(own.limit(EARLIER), message)
        if one.source == "by_hand"
    ]
    return sorted(said, key=lambda one: one.at)[-EARLIER:]


def _ours(found: Iterable[Any], message: Message) -> list[Any]:
    """Conversations are indexed by account, not by workspace, so the workspace is looked at afterwards."""
    return [one for one in found if one.workspace_id == message.workspace_id]


def _lines_of(other: Message) -> Iterator[Said]:
    yield Said(other.platform_created_at, other.text or "deleted by the fan", by_fan=other.fan_username)
    if other.reply.text and other.status in (Status.SENT, Status.SENDING, Status.APPROVED):
        yield Said(other.reply.sent_at or other.moved_at, other.reply.text, mode=other.reply.mode)


def closes_soon(message: Message, now: datetime) -> bool:
    """Is the time to answer nearly over?"""
    return bool(message.reply_by and message.reply_by - now < CLOSING)


def accounts() -> dict[ObjectId, SocialAccount]:
    """The accounts of this workspace by id, read once a request."""
    if "accounts" not in g:
        g.accounts = {account.id: account for account in SocialAccount.of(me().workspace_id).order_by("id")}
    return g.accounts


def who(by: str) -> str:
    """A name for whoever moved a message: "You", a colleague's name, "The avatar", "The fan"."""
    if by == me().id:
        return "You"
    return {"worker": "Fanmail", "fan": "The fan", "creator": "You, by hand", "system": "Fanmail"}.get(
        by
    ) or _colleague(by)


def _colleague(by: str) -> str:
    names: dict[str, Any] = g.setdefault("names", {})
    if by not in names:
        user = User.objects(id=by).only("name").first() if ObjectId.is_valid(by) else None
        names[by] = user.name if user else "Somebody who left"
    return names[by]

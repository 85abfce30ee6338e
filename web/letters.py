"""A message as a page shows it: with its account, its fan, what was said before, and what may be done with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from flask import abort, g
from flask_babel import gettext

import connectors
from avatar.drafting import NEVER_ANSWERED, NEVER_DRAFTED
from connectors.base import DIRECT_MESSAGE
from connectors.limits import Limits, Moderation
from models import Fan, Message, ReplyExample, SocialAccount, Status, User
from models.message import WAITING
from pipeline.moderate import choices
from pipeline.review import by_hand_until, failed_while_sent, private_until
from web.auth import me
from web.said import N_
from web.words import MODERATED, Sign, words_deleted

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
class Deadline:
    """Until when the platform allows an answer at all; until `drafts_until` also one that the avatar wrote."""

    at: datetime
    drafts_until: datetime

    def is_over(self, now: datetime) -> bool:
        return self.at <= now

    def is_by_hand(self, now: datetime) -> bool:
        """Only a person's own words may still go."""
        return self.drafts_until <= now < self.at

    def next(self, now: datetime) -> datetime:
        """The moment that ends what is allowed now."""
        return self.at if self.drafts_until <= now else self.drafts_until


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
        return reasons or ([] if reply.text else [N_("There is no draft to send.")])

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
        return self.message.status is Status.SENT and reply_limits(self.message).can_delete

    @property
    def can_change(self) -> bool:
        """The platform did not take the answer, and surely has none of it."""
        return failed_while_sent(self.message) and not self.message.reply.doubtful_since

    @property
    def deadline(self) -> Deadline | None:
        """Only while it matters: the message waits, or failed and may be tried again."""
        open_ones = WAITING | {Status.FAILED}
        return deadline_of(self.message) if self.message.status in open_ones else None

    @property
    def choices(self) -> list[Moderation]:
        """What can be done with the fan's message at the platform."""
        return choices(self.message, self.limits.moderation)

    @property
    def can_show(self) -> bool:
        """The platform keeps it from the public, and lets us change that."""
        return Moderation.SHOW in self.choices

    @property
    def moderated(self) -> Sign | None:
        """What a person did with it at the platform last."""
        done = self.message.moderation
        return MODERATED.get(Moderation(done)) if done in set(Moderation) else None

    @property
    def private_until(self) -> datetime | None:
        """Until when it may be answered in the fan's inbox instead; None: not, or no longer."""
        until = private_until(self.message, self.limits)
        return until if until and until > self.now else None

    @property
    def private_bytes(self) -> int:
        """How long such an answer may be."""
        return connectors.get(self.message.platform).limits[DIRECT_MESSAGE].max_reply_bytes

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


def reply_limits(message: Message) -> Limits:
    """What the platform allows for the reply as it goes out: one in private is a direct message."""
    kind = DIRECT_MESSAGE if message.reply.private else message.kind
    return connectors.get(message.platform).limits[kind]


def deadline_of(message: Message) -> Deadline | None:
    """None: the platform takes an answer at any time."""
    if not message.reply_by:
        return None
    by_hand = by_hand_until(message, limits_of(message))
    return Deadline(max(by_hand or message.reply_by, message.reply_by), message.reply_by)


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
    text = other.text or words_deleted(other) or gettext("deleted by the fan")
    yield Said(other.platform_created_at, text, by_fan=other.fan_username)
    if other.reply.text and other.status in (Status.SENT, Status.SENDING, Status.APPROVED):
        yield Said(other.reply.sent_at or other.moved_at, other.reply.text, mode=other.reply.mode)


def closes_soon(message: Message, now: datetime) -> bool:
    """Is the time to answer nearly over?"""
    deadline = deadline_of(message)
    return bool(deadline and timedelta() < deadline.next(now) - now < CLOSING)


def accounts() -> dict[ObjectId, SocialAccount]:
    """The accounts of this workspace by id, read once a request."""
    if "accounts" not in g:
        g.accounts = {account.id: account for account in SocialAccount.of(me().workspace_id).order_by("id")}
    return g.accounts


def who(by: str) -> str:
    """A name for whoever moved a message: "You", a colleague's name, "The avatar", "The fan"."""
    if by == me().id:
        return gettext("You")
    known = {"worker": "Fanmail", "system": "Fanmail", "fan": gettext("The fan"), "creator": gettext("You, by hand")}
    return known.get(by) or _colleague(by)


def _colleague(by: str) -> str:
    names: dict[str, Any] = g.setdefault("names", {})
    if by not in names:
        user = User.objects(id=by).only("name").first() if ObjectId.is_valid(by) else None
        names[by] = user.name if user else gettext("Somebody who left")
    return names[by]

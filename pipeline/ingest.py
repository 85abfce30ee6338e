"""First step: what a platform gives becomes a stored message, once. Poll and webhook meet in `receive`."""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.base import DIRECT_MESSAGE, Connector, InboundMessage, Known
from logs import log
from models import Fan, Message, NotUnique, ReplyExample, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import IllegalMove, Lost, move, touch
from models.message import WAITING, Change, PostCard

BEFORE_CONNECTING = timedelta(days=1)
"""Unanswered messages older than this before the account was connected are kept, but not answered."""

PLATFORM_TICK = timedelta(seconds=1)
"""Platforms tell times in whole seconds: a question and its answer may carry the same one."""


def ingest(account: SocialAccount, connector: Connector, now: datetime) -> Iterator[list[Message]]:
    """Store what is new at the platform. Yields, page by page, the messages that are to be classified.

    A page is handed on only when all of it is stored, so that what the creator answered by hand has been moved by then.
    The first time everything the platform still has is read: the creator's own replies are the examples we learn from.
    """
    for page in connector.fetch(_known(account), history=account.onboarded_at is None):
        seen = {message.external_id: message for message in _stored(account, [parcel.external_id for parcel in page])}
        fresh = [_take(account, parcel, seen.get(parcel.external_id), now) for parcel in sorted(page, key=_by_time)]
        yield [message for message in fresh if message is not None]


def receive(account: SocialAccount, parcel: InboundMessage, now: datetime | None = None) -> Message | None:
    """Store one parcel. The message if it now waits for classification; None if there is nothing to do."""
    stored = Message.objects(account_id=account.id, external_id=parcel.external_id).first()
    return _take(account, parcel, stored, now or utcnow())


def _take(account: SocialAccount, parcel: InboundMessage, stored: Message | None, now: datetime) -> Message | None:
    parcel = replace(parcel, text=_writable(parcel.text), author_username=_writable(parcel.author_username))
    if parcel.from_account:
        _keep_own(account, parcel)
        return None
    if stored is None:
        return None if parcel.deleted else _store(account, parcel, now)
    if parcel.deleted:
        return _withdraw(stored)
    if parcel.text != stored.text and _is_newer(parcel, stored):
        return _update(stored, parcel)
    return None


def _is_newer(parcel: InboundMessage, stored: Message) -> bool:
    """Edits may come late and in any order."""
    return parcel.edited_at is not None and (stored.edited_at is None or parcel.edited_at > stored.edited_at)


def _writable(text: str) -> str:
    """Half of an emoji (a lone surrogate) is legal JSON, but no text that a database takes."""
    return text.encode("utf-8", "replace").decode()


def _store(account: SocialAccount, parcel: InboundMessage, now: datetime) -> Message | None:
    message = _message(account, parcel, now)
    try:
        message.save(force_insert=True)
    except NotUnique:  # the other door was faster
        return None
    fan = Fan.seen(
        account.workspace_id, account.id, parcel.author_external_id, parcel.author_username, parcel.created_at
    )
    message.fan_id, message.fan_username = fan.id, parcel.author_username or fan.username
    Message.objects(id=message.id).update_one(set__fan_id=fan.id, set__fan_username=message.fan_username)
    if (example := _answered_already(account, parcel)) is not None:
        if not example.fan_text:
            ReplyExample.objects(id=example.id).update_one(
                set__fan_text=parcel.text, set__fan_username=parcel.author_username
            )
        _overtake(message, Status.ANSWERED, "creator", "You had answered this by hand.")
        return None
    if parcel.reply_by and parcel.reply_by <= now:
        _overtake(message, Status.EXPIRED, "worker", "The time to answer was over before the message was read.")
        return None
    if parcel.created_at < account.connected_at - BEFORE_CONNECTING:
        _overtake(message, Status.IGNORED, "worker", "This came before you connected the account.")
        return None
    return message


def _message(account: SocialAccount, parcel: InboundMessage, now: datetime) -> Message:
    post = parcel.post and PostCard(
        external_id=parcel.post.external_id, title=parcel.post.title, caption=parcel.post.caption,
        permalink=parcel.post.permalink, thumbnail_url=parcel.post.thumbnail_url,
    )  # fmt: skip
    return Message(
        workspace_id=account.workspace_id, account_id=account.id, platform=account.platform, kind=parcel.kind,
        external_id=parcel.external_id, answers=parcel.answers, conversation_id=parcel.conversation_id, post=post,
        fan_external_id=parcel.author_external_id, fan_username=parcel.author_username, text=parcel.text,
        attachments=list(parcel.attachments), platform_created_at=parcel.created_at, created_at=now,
        edited_at=parcel.edited_at, reply_by=parcel.reply_by, moved_at=now, wake_at=Message.wakes(Status.RECEIVED, now),
        history=[Change(at=now, after=Status.RECEIVED, by="fan", why="")],
    )  # fmt: skip


def _update(stored: Message, parcel: InboundMessage) -> Message | None:
    changes = {"text": parcel.text, "edited_at": parcel.edited_at}
    try:
        if stored.status is Status.RECEIVED or Status.RECEIVED not in Message.LIFE[stored.status]:
            touch(stored, **changes)
            return None
        return move(stored, Status.RECEIVED, by="fan", why="The fan changed the words.", **changes)
    except Lost:  # it moves just now; the next look finds the edit again
        return None


def _withdraw(stored: Message) -> Message | None:
    if stored.status in WAITING:
        _overtake(stored, Status.WITHDRAWN_BY_FAN, "fan", "The fan deleted it.", text="")
        return None
    if stored.text:
        Message.objects(id=stored.id).update_one(set__text="")
    return None


def _overtake(message: Message, to: Status, by: str, why: str, **changes: object) -> None:
    try:
        move(message, to, by=by, why=why, **changes)
    except (Lost, IllegalMove):
        log.info("overtaking lost", message=str(message.id), to=str(to))


def _keep_own(account: SocialAccount, parcel: InboundMessage) -> None:
    """What the creator wrote by hand answers what waits, and is an example. What we sent comes back too: that is neither."""
    if parcel.deleted or not parcel.text.strip() or _is_ours(account, parcel):
        return
    answered = _answers_of(account, parcel)
    for message in answered:
        if message.status in WAITING:
            _overtake(message, Status.ANSWERED, "creator", "You answered this by hand.")
    example = ReplyExample(
        workspace_id=account.workspace_id, account_id=account.id, external_id=parcel.external_id,
        platform=account.platform, kind=parcel.kind, source="by_hand", text=parcel.text,
        conversation_id=parcel.conversation_id, answers=answered[-1].external_id if answered else parcel.answers,
        fan_text=answered[-1].text if answered else "", created_at=parcel.created_at,
        fan_username=answered[-1].fan_username if answered else "",
        post_external_id=parcel.post.external_id if parcel.post else "",
    )  # fmt: skip
    with suppress(NotUnique):  # seen before, and what it answers was moved then
        example.save(force_insert=True)


def _is_ours(account: SocialAccount, parcel: InboundMessage) -> bool:
    if Message.objects(account_id=account.id, reply__external_id=parcel.external_id).first():
        return True
    thread = Message.objects(account_id=account.id, conversation_id=parcel.conversation_id).only("status", "reply.text")
    return any(message.status is Status.SENDING and message.reply.text == parcel.text for message in thread)


def _answers_of(account: SocialAccount, parcel: InboundMessage) -> list[Message]:
    thread = Message.objects(
        account_id=account.id,
        conversation_id=parcel.conversation_id,
        platform_created_at__lt=parcel.created_at + PLATFORM_TICK,
    )
    earlier = list(thread.order_by("platform_created_at"))
    if parcel.kind == DIRECT_MESSAGE:
        return earlier
    called = re.match(r"@([\w.\-]+)", parcel.text)
    name = called[1].rstrip(".").lower() if called else ""
    named = [message for message in earlier if name and message.fan_username.lstrip("@").lower() == name]
    return named[-1:] or [message for message in earlier if message.external_id == parcel.answers]


def _answered_already(account: SocialAccount, parcel: InboundMessage) -> ReplyExample | None:
    later = ReplyExample.objects(
        account_id=account.id, conversation_id=parcel.conversation_id, created_at__gt=parcel.created_at - PLATFORM_TICK
    ).order_by("created_at")
    if parcel.kind == DIRECT_MESSAGE:
        return next((example for example in later if example.source == "by_hand"), None)
    return next((example for example in later if example.answers == parcel.external_id), None)


def _known(account: SocialAccount) -> Known:
    def known(external_ids: Collection[str]) -> set[str]:
        ids = list(external_ids)
        found = {message.external_id for message in _stored(account, ids)}
        own = ReplyExample.objects(account_id=account.id, external_id__in=ids).only("external_id")
        ours = Message.objects(account_id=account.id, reply__external_id__in=ids).only("reply.external_id")
        return found | {example.external_id for example in own} | {message.reply.external_id for message in ours}

    return known


def _stored(account: SocialAccount, external_ids: list[str]) -> list[Message]:
    return list(Message.objects(account_id=account.id, external_id__in=external_ids).exclude("history"))


def _by_time(parcel: InboundMessage) -> tuple[datetime, bool]:
    return parcel.created_at, parcel.from_account

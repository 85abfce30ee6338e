"""First step: what a platform gives becomes a stored message, once. Poll and webhook meet in one door."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto

from connectors.base import Connector, InboundMessage, Known
from models import Fan, Message, ReplyExample, SocialAccount, Status
from models.fan import name_key
from models.fields import utcnow
from models.lifecycle import Lost, move, touch
from models.message import WAITING
from pipeline.arrival import store
from pipeline.by_hand import keep_own, overtake
from pipeline.erased import erased_ids, without_erased
from pipeline.forget import kept_of_accounts
from pipeline.indexing import index_anew
from pipeline.memory import forget_message
from pipeline.quotes import forget_words_of
from settings import settings

HOLD = 3
"""Times RETRY_SECONDS for which a poll holds its account after each page: a page of a slow platform takes a while."""


class Way(Enum):
    """How parcels came. Only a poll tells all of what it tells: silence of a push, or of what was asked for, means nothing."""

    POLL = auto()
    PUSH = auto()
    ASKED = auto()  # for by their ids: what is not stored was deleted here meanwhile


def hold(account: SocialAccount) -> None:
    """Keep the lease of a poll that goes on."""
    if account.leased_until:
        account.extend(utcnow() + timedelta(seconds=HOLD * settings().retry_seconds))


def ingest(account: SocialAccount, connector: Connector, now: datetime) -> Iterator[list[Message]]:
    """Store what is new at the platform. Yields, page by page, the messages that are to be classified.

    A page is handed on only when all of it is stored, so that what the creator answered by hand has been moved by then.
    The first time everything the platform still has is read: the creator's own replies are the examples we learn from.
    """
    for page in connector.fetch(_known(account), history=account.onboarded_at is None):
        yield receive(account, page, now)


def receive(
    account: SocialAccount, page: Iterable[InboundMessage], now: datetime | None = None, by: Way = Way.POLL
) -> list[Message]:
    """Store these parcels, oldest first. The messages that now wait for classification.

    An account that was erased meanwhile keeps nothing.
    """
    now = now or utcnow()
    parcels = without_erased(account, sorted(map(_writable, page), key=_by_time))
    stored = {message.external_id: message for message in _stored(account, [one.external_id for one in parcels])}
    waiting: list[Message] = []
    fresh: list[InboundMessage] = []
    for parcel in parcels:
        if _is_new(parcel, stored):
            fresh += [] if by is Way.ASKED else [parcel]
            continue
        waiting += store(account, fresh, now)  # what the creator wrote may answer what came just before it
        fresh = []
        known = stored.get(parcel.external_id)
        if known and known.text_deleted_at and not parcel.deleted:  # what had to be deleted does not come back
            continue
        if known:
            _complete(known, parcel, by)
        waiting += _take(account, parcel, known, by)
    waiting += store(account, fresh, now)
    if parcels and SocialAccount.objects(id=account.id).only("id").first() is None:
        for kind in kept_of_accounts():
            kind.objects(account_id=account.id).delete()
        return []
    return waiting


def _is_new(parcel: InboundMessage, stored: dict[str, Message]) -> bool:
    return not (parcel.from_account or parcel.deleted or parcel.external_id in stored)


def _take(account: SocialAccount, parcel: InboundMessage, stored: Message | None, by: Way) -> list[Message]:
    if parcel.from_account:
        keep_own(account, parcel)
        return []
    if stored is None:
        return []
    if parcel.deleted:
        return _withdraw(stored)
    if parcel.text != stored.text and (by is Way.ASKED or _is_newer(parcel, stored)):
        return _update(stored, parcel)
    return []


def _complete(stored: Message, parcel: InboundMessage, by: Way) -> None:
    """What does not change what the message says: who wrote it, and whether the public sees it."""
    changes = {}
    if parcel.author_username and not stored.fan_username:
        changes["fan_username"] = parcel.author_username
        Fan.objects(id=stored.fan_id, username="").update_one(
            set__username=parcel.author_username, set__name_key=name_key(parcel.author_username)
        )
    if parcel.held != stored.held and not parcel.deleted and (parcel.held or by is Way.POLL):
        changes["held"] = parcel.held
    if changes:
        Message.objects(id=stored.id).update_one(**{f"set__{name}": value for name, value in changes.items()})
        for name, value in changes.items():
            stored[name] = value


def _is_newer(parcel: InboundMessage, stored: Message) -> bool:
    """Edits may come late and in any order."""
    return parcel.edited_at is not None and (stored.edited_at is None or parcel.edited_at > stored.edited_at)


def _writable(parcel: InboundMessage) -> InboundMessage:
    """Half of an emoji (a lone surrogate) is legal JSON, but no text that a database takes."""
    text, name = (words.encode("utf-8", "replace").decode() for words in (parcel.text, parcel.author_username))
    return replace(parcel, text=text, author_username=name)


def _update(stored: Message, parcel: InboundMessage) -> list[Message]:
    try:
        waiting = _edited(stored, parcel)
    except Lost:  # it moved just now
        waiting = _edited(stored.reload(), parcel)
    index_anew(stored)
    return waiting


def _edited(stored: Message, parcel: InboundMessage) -> list[Message]:
    changes = {"text": parcel.text, "edited_at": parcel.edited_at or utcnow()}
    may_stand_there = stored.reply.doubtful_since is not None  # an answer to the new words could be a second one
    if stored.status is Status.RECEIVED or Status.RECEIVED not in Message.LIFE[stored.status] or may_stand_there:
        touch(stored, **changes)
        return []
    return [move(stored, Status.RECEIVED, by="fan", why="The fan changed the words.", **changes)]


def _withdraw(stored: Message) -> list[Message]:
    forget_message(stored.id)
    if stored.status in WAITING:
        overtake(stored, Status.WITHDRAWN_BY_FAN, "fan", "The fan deleted it.", text="")
    elif stored.text:
        Message.objects(id=stored.id).update_one(set__text="")
    forget_words_of(stored)
    return []


def _known(account: SocialAccount) -> Known:
    def known(external_ids: Collection[str]) -> set[str]:
        hold(account)  # a page was read: whoever polls is alive
        ids = list(external_ids)
        theirs = Message.objects(account_id=account.id, external_id__in=ids).only("external_id")
        own = ReplyExample.objects(account_id=account.id, external_id__in=ids).only("external_id")
        ours = Message.objects(account_id=account.id, reply__external_id__in=ids).only("reply.external_id")
        found = {stored.external_id for stored in [*theirs, *own]}
        return found | {message.reply.external_id for message in ours} | erased_ids(account, ids)

    return known


def _stored(account: SocialAccount, external_ids: list[str]) -> list[Message]:
    return list(Message.objects(account_id=account.id, external_id__in=external_ids).exclude("history"))


def _by_time(parcel: InboundMessage) -> tuple[datetime, bool]:
    return parcel.created_at, parcel.from_account

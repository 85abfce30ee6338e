"""Some platforms let words be kept for some days only. Before they are over, what is still needed is asked for again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from connectors.base import Connector, InboundMessage
from models import Message, ReplyExample, SocialAccount, Status
from pipeline import ingest
from pipeline.quotes import forget_fans

ASK_DAYS_BEFORE, DELETE_DAYS_BEFORE = 7, 1
"""So many days before the last one words are asked for again, and deleted: a day of dead workers breaks no rule."""
TRY_AGAIN = timedelta(days=1)
A_CALL = 50  # as many as every platform takes in one call
CALLS = 4  # at one time
NEEDED = (Status.IN_REVIEW, Status.APPROVED, Status.FAILED, Status.RECEIVED, Status.CLASSIFIED)
"""Whose words somebody or something still reads. Of what is over only the creator's examples are; the rest may go."""
_SEEN_AT_ONCE = 1_000


@dataclass(frozen=True)
class Terms:
    """What was read before `ask_before` is asked for again; what was read before `gone_before` must go."""

    ask_before: datetime
    gone_before: datetime


@dataclass(frozen=True)
class Due:
    """What is to be asked for again: of messages, and of what fans wrote in the creator's examples."""

    messages: Sequence[Message]
    examples: Sequence[ReplyExample]

    def calls(self) -> Iterator[tuple[str, list[str]]]:
        """By kind, at most A_CALL external ids each; at most CALLS of them."""
        wanted: dict[str, dict[str, None]] = defaultdict(dict)
        for message in self.messages:
            wanted[message.kind][message.external_id] = None
        for example in self.examples:
            wanted[example.kind][example.answers] = None
        calls = (
            (kind, list(ids)[at : at + A_CALL]) for kind, ids in wanted.items() for at in range(0, len(ids), A_CALL)
        )
        yield from islice(calls, CALLS)


def terms(keep_days: int, now: datetime) -> Terms:
    """The two days that count where a platform lets words be kept for `keep_days`."""
    ask, delete = keep_days - ASK_DAYS_BEFORE, keep_days - DELETE_DAYS_BEFORE
    return Terms(now - timedelta(days=ask), now - timedelta(days=delete))


def due(account: SocialAccount, when: Terms, now: datetime) -> Due:
    """What is worth asking for again and was not asked for within TRY_AGAIN, read longest ago first in each status."""
    window = {"account_id": account.id, "read_at__gte": when.gone_before, "read_at__lt": when.ask_before}
    tried = now - TRY_AGAIN
    old: list[Message] = []
    for status in NEEDED:
        found = Message.objects(status=status, **window).order_by("read_at").limit(_SEEN_AT_ONCE)
        # nowhere it is written that what is held back is shown by its id
        old += [
            one
            for one in found.only("kind", "external_id", "checked_at", "held")
            if one.checked_at < tried and not one.held
        ]
    own = ReplyExample.objects(**window).order_by("read_at").limit(_SEEN_AT_ONCE)
    return Due(old, [one for one in own if one.answers and one.fan_text and one.checked_at < tried])


def ask_again(account: SocialAccount, connector: Connector, what: Due, now: datetime) -> Iterator[list[Message]]:
    """Take these messages as the platform has them now, through the door of new ones. Yields, call by call, those that are to
    be classified anew because the fan changed the words. Raises the branches of connectors.errors; what was taken stays.
    """
    for kind, ids in what.calls():
        parcels = list(connector.revisit(kind, ids))
        yield ingest.receive(account, parcels, now, by=ingest.Way.ASKED)
        confirm(account, parcels, now)
        _renew([one for one in what.examples if one.answers in ids], parcels, now)
        asked = [one.id for one in what.messages if one.external_id in ids]
        Message.objects(id__in=asked).update(set__checked_at=now)


def confirm(account: SocialAccount, parcels: Iterable[InboundMessage], now: datetime) -> None:
    """The platform has just given these: what is stored with the same words is as fresh as can be."""
    shown = {parcel.external_id: parcel for parcel in parcels if not parcel.deleted}
    stored = Message.objects(account_id=account.id, external_id__in=list(shown))
    stored = stored.only("external_id", "text", "fan_username", "text_deleted_at")
    same = [one for one in stored if not one.text_deleted_at and one.text == shown[one.external_id].text]
    Message.objects(id__in=[one.id for one in same]).update(set__read_at=now)
    for one in same:
        name = shown[one.external_id].author_username
        if name and name != one.fan_username:
            Message.objects(id=one.id).update_one(set__fan_username=name)


def _renew(examples: Iterable[ReplyExample], parcels: Iterable[InboundMessage], now: datetime) -> None:
    """The fans' words in the creator's examples, as they are now. What the fan deleted goes at once."""
    given = {parcel.external_id: parcel for parcel in parcels}
    for example in examples:
        mine, parcel = ReplyExample.objects(id=example.id), given.get(example.answers)
        if parcel is None:
            mine.update_one(set__checked_at=now)
        elif parcel.deleted:
            forget_fans([example])
        else:
            edited = {"unset__vector": True} if parcel.text != example.fan_text else {}
            name = parcel.author_username or example.fan_username
            mine.update_one(
                set__checked_at=now, set__read_at=now, set__fan_text=parcel.text, set__fan_username=name, **edited
            )

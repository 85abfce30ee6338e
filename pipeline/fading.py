"""What a platform's rules let nobody keep any longer loses its words. What we did stays: nothing is sent twice, and people can see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import (
    Fan,
    Knowledge,
    Memory,
    Message,
    Relabel,
    ReplyExample,
    SearchEntry,
    SocialAccount,
    Status,
    Unanswered,
)
from pipeline.by_hand import overtake
from pipeline.freshness import NEEDED, Terms
from pipeline.quotes import forget_fans, unset

AT_ONCE = 500  # of each status and kind, at one time
_OVER = "The platform's rules do not let us keep its words any longer, so it can no longer be answered here."
_WORDS = ("text", "fan_username", "attachments", "reply__examples", "reply__facts", "reply__memories", "read_at")
_OF_THE_POST = ("post__title", "post__caption", "post__thumbnail_url")


@dataclass(frozen=True)
class Over:
    """When words are deleted, from before which moment, and why, for what still waited for a machine."""

    now: datetime
    gone_before: datetime
    why: str = _OVER


def fade(account: SocialAccount, when: Terms, now: datetime) -> int:
    """Delete the words of fans that were read before `when.gone_before` and not again since, wherever they were copied to.

    Messages keep their status, ids, label and our own answer; what still waited for a machine expires, for it would answer
    nothing. The creator's examples keep what the creator wrote. At most AT_ONCE of each; returns how many documents changed.
    """
    count = sum(_fade_messages(account, status, when, now) for status in Status)
    _fade_posts(account, when)
    return count + _fade_examples(account, when)


def _fade_messages(account: SocialAccount, status: Status, when: Terms, now: datetime) -> int:
    old = Message.objects(account_id=account.id, status=status, read_at__lt=when.gone_before)
    found = list(old.only("status", "revision", "fan_id").limit(AT_ONCE))
    same = Message.objects(id__in=[message.id for message in found], read_at__lt=when.gone_before)
    return forget_words(found, same, Over(now, when.gone_before))


def forget_words(found: Sequence[Message], same: Any, over: Over) -> int:
    """Delete the words of these messages, known with status, revision and fan, and every copy of them.

    `same` is the query of those that are still too old when it is done. Gives how many changed.
    """
    if not found:
        return 0
    for message in found:
        if message.status in (Status.RECEIVED, Status.CLASSIFIED):
            overtake(message, Status.EXPIRED, "worker", over.why)
    gone = same.update(set__text_deleted_at=over.now, **unset(*_WORDS, *_OF_THE_POST))
    Relabel.objects(message_id__in=[message.id for message in found]).delete()
    Memory.objects(message_id__in=[message.id for message in found]).delete()
    Unanswered.objects(message_id__in=[message.id for message in found]).delete()
    SearchEntry.forget(message.id for message in found)
    _fade_names([message.fan_id for message in found if message.fan_id], over)
    return int(gone)


def _fade_names(fan_ids: Iterable[Any], over: Over) -> None:
    """Of those who wrote nothing since: a fan's last message is the last to go."""
    for fan in Fan.objects(id__in=list(set(fan_ids))).only("last_seen_at"):
        if fan.last_seen_at < over.gone_before:
            Fan.objects(id=fan.id).update_one(**unset("username", "name", "name_key"))


def _fade_posts(account: SocialAccount, when: Terms) -> None:
    """What posts say: as it was learned, and as it was copied when a message came. A message that still waits keeps only its own words."""
    Knowledge.objects(account_id=account.id, source="post", learned_at__lt=when.gone_before).delete()
    for status in NEEDED:
        waiting = Message.of(account.workspace_id).filter(status=status, created_at__lt=when.gone_before)
        old = [one for one in waiting.only("account_id", "post") if one.account_id == account.id and _has_copy(one)]
        if old:
            Message.objects(id__in=[one.id for one in old]).update(**unset(*_OF_THE_POST))


def _has_copy(message: Message) -> bool:
    return bool(message.post and (message.post.title or message.post.caption or message.post.thumbnail_url))


def _fade_examples(account: SocialAccount, when: Terms) -> int:
    old = ReplyExample.objects(account_id=account.id, read_at__lt=when.gone_before)
    found = list(old.only("workspace_id", "vector").limit(AT_ONCE))
    forget_fans(found)
    return len(found)

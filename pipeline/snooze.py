"""A letter is put off: it leaves the queue and comes back by itself, because the queue asks for what is not put off any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from avatar.labels import Risk
from models import AuditEntry, Message, SocialAccount, Status
from models.lifecycle import Lost

MORNING = time(8)
A_WHILE = timedelta(hours=3)
LONGEST = timedelta(days=60)
BEFORE_THE_END = timedelta(hours=1)
"""So long before the platform takes no answer any more, a letter is back at the latest."""
MONDAY = 0


class BadSnooze(ValueError):
    """It cannot be put off so. The sentence says why."""


@dataclass(frozen=True)
class Choice:
    """A moment to which a letter may be put off."""

    name: str
    word: str
    at: datetime


@dataclass(frozen=True)
class Until:
    """When a letter comes back. `is_sooner`: before the moment that was asked for, because its time to answer ends."""

    at: datetime
    is_sooner: bool = False


def choices(now: datetime, zone: ZoneInfo) -> list[Choice]:
    """What is offered at `now` to people whose clocks show `zone`; nothing twice."""
    here = now.astimezone(zone)
    offered = [Choice("tomorrow", "Tomorrow morning", _morning(here, 1, zone))]
    if (here + A_WHILE).date() == here.date():
        offered.insert(0, Choice("today", "Later today", now + A_WHILE))
    days = (MONDAY - here.weekday()) % 7 or 7
    if days > 1:
        offered.append(Choice("monday", "Monday morning", _morning(here, days, zone)))
    return offered


def asked_for(name: str, own: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a choice, or of a person's own "2026-11-23T14:30" on the clock of `zone`. Raises BadSnooze."""
    chosen = {choice.name: choice.at for choice in choices(now, zone)}.get(name)
    at = chosen or _own(own, zone)
    if at <= now:
        raise BadSnooze("That moment is over already. Choose a later one.")
    if at > now + LONGEST:
        raise BadSnooze(f"A letter can be put off for {LONGEST.days} days at most.")
    return at


def until(at: datetime, deadline: datetime | None, now: datetime) -> Until:
    """When it comes back if `at` was asked for and the platform takes no answer after `deadline`. Raises BadSnooze."""
    last = deadline - BEFORE_THE_END if deadline and deadline > now else None
    if last is None or at <= last:
        return Until(at)
    if last <= now:
        raise BadSnooze("Little more than an hour or less is left to answer this, so it stays here.")
    return Until(last, is_sooner=True)


def snooze(message: Message, by: str, back: Until) -> Message:
    """Put a waiting letter off. Raises BadSnooze when somebody may be in danger, Lost when it does not wait any more."""
    if message.label and Risk.CRISIS in message.label.risks:
        raise BadSnooze("Somebody may be in danger. This stays here until you have answered it.")
    _set(message, back.at, by)
    AuditEntry.add(message.workspace_id, by, "message.snoozed", message.id, back.at.isoformat())
    return message


def wake(message: Message, by: str) -> Message:
    """Back into the queue now. Raises Lost."""
    _set(message, None, "")
    AuditEntry.add(message.workspace_id, by, "message.unsnoozed", message.id)
    return message


def is_snoozed(message: Message, now: datetime) -> bool:
    """Whether it is put off at this moment."""
    return bool(message.snoozed_until and message.snoozed_until > now)


def bring_back(account: SocialAccount, arrived: Sequence[Message], now: datetime) -> list[Message]:
    """The fan writes again: what of that conversation was put off waits again at once. Gives these letters."""
    spoken = {(one.conversation_id, one.fan_external_id) for one in arrived if one.fan_external_id}
    if not spoken:
        return []
    window = {"snoozed_until__gte": now, "snoozed_until__lt": now + LONGEST + timedelta(days=1)}
    asleep = Message.of(account.workspace_id).filter(status=Status.IN_REVIEW, **window)
    theirs = asleep.only("id", "account_id", "workspace_id", "conversation_id", "fan_external_id", "status")
    found = [
        one for one in theirs if one.account_id == account.id and (one.conversation_id, one.fan_external_id) in spoken
    ]
    for one in found:
        Message.objects(id=one.id, status=Status.IN_REVIEW).update_one(set__snoozed_until=now)
    return found


def _set(message: Message, at: datetime | None, by: str) -> None:
    mine = Message.objects(id=message.id, status=Status.IN_REVIEW, revision=message.revision)
    if not mine.update_one(set__snoozed_until=at, set__snoozed_by=by):
        raise Lost(f"{message.id} does not wait as it did")
    message.snoozed_until, message.snoozed_by = at, by


def _morning(here: datetime, days: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(here.date() + timedelta(days=days), MORNING, zone)


def _own(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone)
    except ValueError:
        raise BadSnooze("Say until when: a day and a time.") from None

"""Replies leave an account one after the other, with uneven pauses: a burst looks like spam, to platforms and to people."""

import random
from datetime import datetime, timedelta

from connectors.base import Platform
from models import Message, SocialAccount
from settings import settings

_HOUR = 3600.0


def slot_of(message: Message, account: SocialAccount, platform: Platform, now: datetime) -> datetime:
    """When this reply may go: now, or at a place in the row that is kept for it in `slot_at`."""
    if message.slot_at is not None:
        return message.slot_at if message.slot_at > now else now
    pause = _pause_seconds(message, platform)
    if not pause:
        return now
    return account.take_slot(now, timedelta(seconds=pause * random.uniform(0.5, 1.5)))


def _pause_seconds(message: Message, platform: Platform) -> float:
    limits = platform.limits[message.kind]
    if message.reply.private and limits.sends_an_hour:
        return max(settings().pace_seconds, _HOUR / limits.sends_an_hour)
    return settings().pace_seconds

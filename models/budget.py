"""What may be spent in a day: one counter document a key, taken before the call it pays for."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mongoengine import Document, IntField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime


class Budget(Document):
    meta = {"collection": "budgets", "indexes": [{"fields": ["gone_at"], "expireAfterSeconds": 0}]}

    key = StringField(primary_key=True)  # "platform:2026-11-21"
    used = IntField(default=0)
    gone_at = UtcDateTime()

    @classmethod
    def spend(cls, key: str, cost: int, limit: int, gone_at: datetime) -> bool:
        """Take `cost` units of `limit` from the counter `key`. False when they are not there any more."""
        if cls.objects(key=key, used__lt=limit - cost + 1).update_one(inc__used=cost):
            return True
        if cost > limit:
            return False
        try:
            cls(key=key, used=cost, gone_at=gone_at).save(force_insert=True)
        except NotUniqueError:
            return bool(cls.objects(key=key, used__lt=limit - cost + 1).update_one(inc__used=cost))
        return True

    @classmethod
    def used_of(cls, key: str) -> int:
        """Units taken from `key` so far."""
        budget = cls.objects(key=key).first()
        return budget.used if budget else 0


PLATFORM_MIDNIGHT = ZoneInfo("America/Los_Angeles")
"""Where the day of a daily quota begins of a project resets, midnight Pacific time."""


def day_of(now: datetime) -> tuple[str, datetime]:
    """The quota day that `now` is in, and when it ends (UTC)."""
    there = now.astimezone(PLATFORM_MIDNIGHT)
    end = datetime.combine(there.date() + timedelta(days=1), datetime.min.time(), PLATFORM_MIDNIGHT)
    return there.date().isoformat(), end.astimezone(UTC)

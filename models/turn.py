"""Whose turn it is: a moment that is given to one worker only, and the next one some time later."""

from datetime import datetime, timedelta

from mongoengine import Document, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime

LONGEST = timedelta(minutes=1)
"""A turn farther away was written by a clock that is wrong: it is not waited for."""
_KEPT = timedelta(hours=1)


class Turn(Document):
    meta = {"collection": "turns", "indexes": [{"fields": ["gone_at"], "expireAfterSeconds": 0}]}

    key = StringField(primary_key=True)  # of what keeps its distance: "platform account"
    next_at = UtcDateTime(required=True)
    gone_at = UtcDateTime()

    @classmethod
    def take(cls, key: str, now: datetime, gap: timedelta) -> datetime:
        """A moment from `now` on that nobody else has; whoever comes next gets one `gap` later."""
        while True:
            known = cls.objects(key=key).first()
            at = max(now, known.next_at) if known and known.next_at - now < LONGEST else now
            if cls._keep(known, cls(key=key, next_at=at + gap, gone_at=now + _KEPT)):
                return at

    @classmethod
    def _keep(cls, known: "Turn | None", new: "Turn") -> bool:
        """False: somebody else was faster."""
        if known is not None:
            mine = cls.objects(key=known.key, next_at=known.next_at)
            return bool(mine.update_one(set__next_at=new.next_at, set__gone_at=new.gone_at))
        try:
            new.save(force_insert=True)
        except NotUniqueError:
            return False
        return True

"""What the payment vendor is to be told of metered use: one row for each reply that stands on a platform."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from bson import ObjectId
from mongoengine import IntField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class UsageReport(Belongs):
    """Waiting while `due_at` is set."""

    meta = {
        "collection": "usage_reports",
        "indexes": [
            {"fields": ["identifier"], "unique": True},
            {"fields": ["due_at"], "sparse": True},
            ("id", "due_at"),
            ("workspace_id", "at"),
        ],
        "auto_create_index_on_save": False,
    }

    identifier = StringField(required=True)  # the message's id: the vendor counts the same one once
    customer_id = StringField(required=True)
    at = UtcDateTime(required=True)  # when the reply was sent
    told_at = UtcDateTime()  # the vendor has taken it
    due_at = UtcDateTime()  # when it is told next; empty: told, or refused
    tries = IntField(default=0)
    problem = StringField(default="")  # why the vendor did not take it, as a sentence

    @classmethod
    def keep(cls, workspace_id: ObjectId, identifier: str, customer_id: str, at: datetime) -> None:
        """Have one reply told. Done again, it is one row."""
        row = cls(workspace_id=workspace_id, identifier=identifier, customer_id=customer_id, at=at, due_at=utcnow())
        with suppress(NotUniqueError):
            row.save(force_insert=True)

    @classmethod
    def told(cls, workspace_id: ObjectId, start: datetime, end: datetime) -> int:
        """How many replies from `start` to `end` the vendor has taken."""
        rows = cls.of(workspace_id).filter(at__gte=start, at__lt=end).only("told_at")
        return sum(row.told_at is not None for row in rows.no_cache())

    def claim(self, until: datetime) -> bool:
        """Be the one who tells it. False: somebody else is."""
        mine = UsageReport.objects(id=self.id, due_at=self.due_at)
        taken = bool(mine.update_one(set__due_at=until, inc__tries=1))
        self.due_at, self.tries = until, self.tries + 1
        return taken

    def end(self, **changes: Any) -> None:
        """Nothing is to be done any more."""
        sets = {f"set__{name}": value for name, value in changes.items()}
        UsageReport.objects(id=self.id).update_one(unset__due_at=True, **sets)

    def later(self, when: datetime, problem: str) -> None:
        """Tell it again."""
        UsageReport.objects(id=self.id, due_at=self.due_at).update_one(set__due_at=when, set__problem=problem)

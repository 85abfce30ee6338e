"""A workspace that is to be deleted with everything in it: the days in which it can be kept, and the proof that it is gone."""

import secrets
from datetime import datetime

from bson import ObjectId
from mongoengine import BooleanField, Document, IntField, ListField, MapField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow


class Farewell(Document):
    """Outlives its workspace, and names nobody: an id that means nothing any more, times and counts."""

    meta = {
        "collection": "farewells",
        "indexes": [
            {"fields": ["code"], "unique": True},
            ("workspace_id", "asked_at"),
            {"fields": ["due_at"], "sparse": True},
        ],
    }

    workspace_id = ObjectIdField(required=True)
    code = StringField(default=lambda: secrets.token_urlsafe(24))  # opens the public page; cannot be guessed
    asked_at = UtcDateTime(default=utcnow)
    delete_at = UtcDateTime(required=True)
    due_at = UtcDateTime()  # when a worker looks next; empty: kept, or all is done

    # What was at work before, for whoever keeps it.
    paused = ListField(ObjectIdField())
    was_stopped = BooleanField(default=False)

    kept_at = UtcDateTime()
    begun_at = UtcDateTime()  # from here on nobody can keep it
    deleted_at = UtcDateTime()
    deleted = MapField(IntField())  # how many documents of each collection there were

    @classmethod
    def open_of(cls, workspace_id: ObjectId) -> "Farewell | None":
        """The one that is on its way, if any."""
        found = cls.objects(workspace_id=workspace_id).order_by("-asked_at").first()
        return found if found and not found.kept_at and not found.deleted_at else None

    def begin(self, now: datetime) -> bool:
        """The days of grace are over. False: it was kept, or is not due yet."""
        if self.begun_at is None and self.delete_at <= now:
            mine = Farewell.objects(id=self.id, begun_at=None, kept_at=None)
            mine.update_one(set__begun_at=now)
        self.reload()
        return self.begun_at is not None

    def keep(self, now: datetime) -> bool:
        """Nothing is deleted. False: it has begun, or was kept already."""
        mine = Farewell.objects(id=self.id, begun_at=None, kept_at=None)
        return bool(mine.update_one(set__kept_at=now, unset__due_at=True))

"""Who did what to which document, and when. Never changed, never with the text of a message."""

from datetime import datetime
from typing import Any, NoReturn

from bson import ObjectId
from mongoengine import QuerySet, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Unchangeable(TypeError):
    """What was written down stays as it was written."""


class AppendOnly(QuerySet):
    """Finds, and neither changes nor deletes."""

    def _refuse(self, *_values: object, **_named: object) -> NoReturn:
        raise Unchangeable("The audit log is only ever added to.")

    update = update_one = upsert_one = modify = delete = insert = _refuse


class AuditEntry(Belongs):
    meta = {
        "collection": "audit",
        "indexes": [
            ("workspace_id", "at"),
            ("workspace_id", "by", "at"),
            ("workspace_id", "action", "at"),
            ("workspace_id", "by", "action", "at"),
        ],
        "auto_create_index_on_save": False,
        "queryset_class": AppendOnly,
    }

    at = UtcDateTime(default=utcnow)
    by = StringField(required=True)  # a user's id, or "system"
    action = StringField(required=True)  # "message.approved", "account.connected"
    subject = StringField(default="")  # the id of what it was done to
    note = StringField(default="")

    @classmethod
    def add(cls, workspace_id: ObjectId, by: str, action: str, subject: object = "", note: str = "") -> None:
        """Write one line."""
        cls(workspace_id=workspace_id, by=by, action=action, subject=str(subject), note=note).save()

    @classmethod
    def drop_before(cls, workspace_id: ObjectId, before: datetime | None) -> int:
        """What is older than a workspace keeps, or (None) all of one that is deleted: the only way out. Returns how many went."""
        old = {"workspace_id": workspace_id, **({"at": {"$lt": before}} if before else {})}
        return cls._get_collection().delete_many(old).deleted_count

    def save(self, *values: Any, **named: Any) -> "AuditEntry":
        """Once. Raises Unchangeable for what is stored already."""
        if self.pk is not None:
            raise Unchangeable("The audit log is only ever added to.")
        return super().save(*values, **{**named, "force_insert": True})

    def delete(self, *_values: object, **_named: object) -> NoReturn:
        """Never."""
        raise Unchangeable("The audit log is only ever added to.")

    def update(self, *_values: object, **_named: object) -> NoReturn:
        """Never."""
        raise Unchangeable("The audit log is only ever added to.")

    modify = update

"""Who did what to which document, and when. Never changed, never with the text of a message."""

from bson import ObjectId
from mongoengine import StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class AuditEntry(Belongs):
    meta = {"collection": "audit", "indexes": [("workspace_id", "at")], "auto_create_index_on_save": False}

    at = UtcDateTime(default=utcnow)
    by = StringField(required=True)  # a user's id, or "system"
    action = StringField(required=True)  # "message.approved", "account.connected"
    subject = StringField(default="")  # the id of what it was done to
    note = StringField(default="")

    @classmethod
    def add(cls, workspace_id: ObjectId, by: str, action: str, subject: object = "", note: str = "") -> None:
        """Write one line."""
        cls(workspace_id=workspace_id, by=by, action=action, subject=str(subject), note=note).save()

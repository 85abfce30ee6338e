"""An export of all that a workspace has: its progress, and its parts, encrypted, until they go by themselves."""

from enum import StrEnum

from bson import ObjectId
from mongoengine import EnumField, IntField, MapField, ObjectIdField, StringField

from models.fields import EncryptedField, UtcDateTime, utcnow
from models.workspace import Belongs


class ExportState(StrEnum):
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


class Export(Belongs):
    meta = {
        "collection": "exports",
        "indexes": [
            {"fields": ["slot"], "unique": True},
            ("workspace_id", "asked_at"),
            ("state", "busy_until"),
            {"fields": ["gone_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    slot = StringField(required=True)  # the workspace and the minute: two clicks are one
    state = EnumField(ExportState, default=ExportState.WORKING)
    by = StringField(required=True)  # a user's id
    asked_at = UtcDateTime(default=utcnow)
    ready_at = UtcDateTime()
    gone_at = UtcDateTime(required=True)
    busy_until = UtcDateTime()  # a worker is at it
    tries = IntField(default=0)  # stretches without progress
    problem = StringField(default="")

    # Where it stands: everything before is in its parts.
    kind = StringField(default="")  # the kind that is being written; "": none yet
    after = ObjectIdField()  # the last of that kind that was written
    parts = IntField(default=0)
    total = IntField(default=0)
    written = MapField(IntField())  # how many documents of each kind

    @property
    def percent(self) -> int:
        """How much of it is written, 0 to 100; new documents may come meanwhile."""
        return min(99, 100 * sum(self.written.values()) // max(self.total, 1))

    @classmethod
    def latest_of(cls, workspace_id: ObjectId) -> "Export | None":
        """The one that was asked for last."""
        return cls.of(workspace_id).order_by("-asked_at").first()


class ExportPart(Belongs):
    """Some lines of one kind. In the database, because a worker writes them and the dashboard reads them, often on different hosts."""

    meta = {
        "collection": "export_parts",
        "indexes": [
            {"fields": ["export_id", "number"], "unique": True},
            "workspace_id",
            {"fields": ["gone_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    export_id = ObjectIdField(required=True)
    number = IntField(required=True)
    kind = StringField(required=True)
    lines = EncryptedField(required=True)
    gone_at = UtcDateTime(required=True)

"""What each kind of message on each account has earned, and what outcomes have taught of confidence. Both can be computed again."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from mongoengine import FloatField, IntField, ListField, ObjectIdField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Autonomy(Belongs):
    """One account and intent: from which confidence on drafts go by themselves, and the numbers behind it."""

    meta = {
        "collection": "autonomy",
        "indexes": [
            {"fields": ["account_id", "intent"], "unique": True},
            ("id", "revision"),
            "workspace_id",
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    intent = StringField(required=True)
    voice_version = StringField(default="")  # what the evidence is of
    since = UtcDateTime(required=True)  # older evidence is void
    threshold = FloatField()  # none: closed
    trials = IntField(default=0)
    errors = IntField(default=0)
    bound = FloatField(default=1.0)
    needed = IntField(default=0)
    why = StringField(default="")  # why it is closed though enough was counted, or why it was closed last
    opened_at = UtcDateTime()
    closed_at = UtcDateTime()  # when evidence was made void last
    sent = IntField(default=0)  # by themselves since it opened
    revision = IntField(default=0)

    @classmethod
    def at(cls, account_id: ObjectId, intent: str) -> "Autonomy | None":
        """What is stored of one account and intent."""
        found: Autonomy | None = cls.objects(account_id=account_id, intent=intent).first()
        return found

    @classmethod
    def begin(cls, workspace_id: ObjectId, account_id: ObjectId, intent: str, since: datetime) -> "Autonomy":
        """The stored one, made now if there is none."""
        new = cls(workspace_id=workspace_id, account_id=account_id, intent=intent, since=since)
        try:
            return cls.at(account_id, intent) or new.save(force_insert=True)
        except NotUniqueError:  # somebody else began at the same moment
            return cls.objects.get(account_id=account_id, intent=intent)

    def change(self, **fields: Any) -> bool:
        """Set these if nobody changed it since it was read. False: somebody did, and theirs stands."""
        mine = Autonomy.objects(id=self.id, revision=self.revision)
        return bool(mine.update_one(inc__revision=1, **{f"set__{name}": value for name, value in fields.items()}))


class Calibration(Belongs):
    """`avatar.confidence.Learned` of one workspace, stored."""

    meta = {
        "collection": "calibrations",
        "indexes": [{"fields": ["workspace_id"], "unique": True}],
        "auto_create_index_on_save": False,
    }

    weights = ListField(FloatField())
    folds = ListField(ListField(FloatField()))
    slope = FloatField(default=1.0)
    shift = FloatField(default=0.0)
    outcomes = IntField(default=0)
    made_at = UtcDateTime(default=utcnow)

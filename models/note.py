"""What a member writes beside a letter for the others. Never sent to anybody."""

from datetime import datetime, timedelta

from bson import ObjectId
from mongoengine import ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs

LONGEST = 1_000
THINK = timedelta(hours=1)


class Note(Belongs):
    """One note. `gone_after` is set when its author takes it away: until then it can be laid back, then it is deleted."""

    meta = {
        "collection": "notes",
        "indexes": [
            ("workspace_id", "message_id", "at"),
            ("account_id",),
            {"fields": ["gone_after"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)  # it goes with what was read of the account
    message_id = ObjectIdField(required=True)
    by = StringField(required=True)  # a member's id
    at = UtcDateTime(default=utcnow)
    text = StringField(required=True, max_length=LONGEST)
    gone_after = UtcDateTime()

    @classmethod
    def beside(cls, workspace_id: ObjectId, message_id: ObjectId) -> list["Note"]:
        """The notes beside one letter, the oldest first, without those that were taken away."""
        every = cls.of(workspace_id).filter(message_id=message_id).order_by("at")
        return [note for note in every if note.gone_after is None]

    def take_away(self, now: datetime) -> None:
        """Gone for everybody; for THINK it can be laid back."""
        type(self).objects(id=self.id).update_one(set__gone_after=now + THINK)

    def lay_back(self, now: datetime) -> bool:
        """Not taken away after all. False: it is deleted for good."""
        if self.gone_after is None or self.gone_after <= now:
            return False
        return bool(type(self).objects(id=self.id).update_one(unset__gone_after=True))

"""What a member has typed into an answer and not sent yet: kept here, so that a reload or another device finds it again."""

from datetime import datetime, timedelta

from mongoengine import ObjectIdField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime
from models.message import Message
from models.workspace import Belongs

KEPT = timedelta(days=14)
LONGEST = 20_000


class DraftEdit(Belongs):
    """One text of one member for one letter. `drafted` is the draft that it was typed over."""

    meta = {
        "collection": "draft_edits",
        "indexes": [
            {"fields": ["message_id", "by"], "unique": True},
            ("account_id",),
            {"fields": ["expires_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)  # it goes with what was read of the account
    message_id = ObjectIdField(required=True)
    by = StringField(required=True)
    text = StringField(default="")
    drafted = StringField(default="")
    at = UtcDateTime(required=True)
    expires_at = UtcDateTime(required=True)

    @classmethod
    def of_one(cls, message: Message, by: str) -> "DraftEdit | None":
        """What `by` has typed for this letter."""
        found = cls.objects(message_id=message.id, by=by).first()
        return found if found and found.workspace_id == message.workspace_id else None

    @classmethod
    def keep(cls, message: Message, by: str, text: str, now: datetime) -> None:
        """Keep `text` in place of what was typed before."""
        news = {
            "set__text": text, "set__drafted": message.reply.text, "set__at": now, "set__expires_at": now + KEPT,
        }  # fmt: skip
        if cls.objects(message_id=message.id, by=by).update_one(**news):
            return
        new = cls(
            workspace_id=message.workspace_id, account_id=message.account_id, message_id=message.id, by=by, text=text,
            drafted=message.reply.text, at=now, expires_at=now + KEPT,
        )  # fmt: skip
        try:
            new.save(force_insert=True)
        except NotUniqueError:  # another device of theirs was faster by a moment
            cls.objects(message_id=message.id, by=by).update_one(**news)

    @classmethod
    def forget(cls, message: Message, by: str) -> None:
        """It was sent, or it is the draft again."""
        cls.objects(message_id=message.id, by=by).delete()

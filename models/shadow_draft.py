"""What a model on trial would have said to a letter that another model answered. Never sent; goes with its message."""

from mongoengine import FloatField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class ShadowDraft(Belongs):
    meta = {
        "collection": "shadow_drafts",
        "indexes": [
            {"fields": ["job_id", "message_id"], "unique": True},
            ("workspace_id", "job_id", "at"),
            "message_id",
            {"fields": ["gone_after"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    job_id = ObjectIdField(required=True)
    message_id = ObjectIdField(required=True)
    text = StringField(default="")
    edit = FloatField()  # what a person would have had to change of it; None: not decided yet
    edit_of_current = FloatField()  # the same of the draft that was really shown
    at = UtcDateTime(default=utcnow)
    gone_after = UtcDateTime(required=True)

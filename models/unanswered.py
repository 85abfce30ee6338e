"""A question of a fan that nothing known could answer."""

from mongoengine import BinaryField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Unanswered(Belongs):
    """One message whose question had no answer, without its words: these stay with the message and go with it."""

    meta = {
        "collection": "unanswered",
        "indexes": [
            {"fields": ["message_id"], "unique": True},
            ("workspace_id", "created_at"),
            "account_id",
            ("workspace_id", "fan_id"),
            {"fields": ["expires_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    message_id = ObjectIdField(required=True)
    fan_id = ObjectIdField()
    kind = StringField(default="")  # of answer that is asked for: "place", "how long"...
    vector = BinaryField(required=True)  # float32: the meaning of the question
    created_at = UtcDateTime(default=utcnow)
    expires_at = UtcDateTime(required=True)

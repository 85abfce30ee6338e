"""One fact about one fan, with the message it came from."""

from mongoengine import BinaryField, ObjectIdField, StringField

from avatar.memory import LONGEST, Kind
from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Memory(Belongs):
    meta = {
        "collection": "memories",
        "indexes": [
            {"fields": ["message_id", "kind", "slot"], "unique": True},
            ("workspace_id", "fan_id"),
            "account_id",
            {"fields": ["expires_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    fan_id = ObjectIdField(required=True)
    kind = StringField(required=True, choices=[str(kind) for kind in Kind])
    slot = StringField(default="")  # what of that kind: a fan has one home, but may have two dogs
    text = StringField(required=True, max_length=LONGEST)
    message_id = ObjectIdField(required=True)  # which message told it
    vector = BinaryField()  # float32, unit length
    said_at = UtcDateTime(required=True)  # by the fan
    created_at = UtcDateTime(default=utcnow)
    expires_at = UtcDateTime(required=True)
    superseded_by = ObjectIdField()
    superseded_at = UtcDateTime()
    corrected_by = StringField(default="")  # the id of the user who put it right

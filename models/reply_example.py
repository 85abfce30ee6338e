"""Something the creator really wrote, with what it answered."""

from mongoengine import BinaryField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class ReplyExample(Belongs):
    meta = {
        "collection": "reply_examples",
        "indexes": [
            {"fields": ["account_id", "external_id"], "unique": True},
            ("account_id", "conversation_id", "created_at"),
            ("workspace_id", "created_at"),
            ("account_id", "read_at"),
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    external_id = StringField(required=True)  # the platform's id of the reply
    platform = StringField(required=True)
    kind = StringField(required=True)
    conversation_id = StringField(default="")
    answers = StringField(default="")  # the external id of the fan's message
    source = StringField(required=True, choices=("by_hand", "approved", "edited"))
    fan_text = StringField(default="")
    text = StringField(required=True)
    draft_text = StringField(default="")  # what the avatar had proposed; with `text` a preference pair
    language = StringField(default="")
    vector = BinaryField()  # float32: the embedding of fan_text, then that of text
    fan_username = StringField(default="")
    post_external_id = StringField(default="")  # what the fan's comment stood under
    created_at = UtcDateTime(default=utcnow)
    read_at = UtcDateTime(
        default=utcnow
    )  # when the platform last gave the fan's words; not stored once they are deleted
    checked_at = UtcDateTime(default=utcnow)  # when it was last asked for them

    @property
    def vector_of_reply(self) -> bytes:
        """The vector with nothing of the fan's words left in it; as long as before."""
        half = len(self.vector or b"") // 2
        return bytes(half) + bytes(self.vector or b"")[half:]

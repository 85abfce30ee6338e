"""Proof that a fan was told who answers: what was shown to whom, where and when. Never changed."""

from mongoengine import ObjectIdField, StringField

from models.fields import UtcDateTime
from models.workspace import Belongs


class Disclosure(Belongs):
    """One line that one fan has seen with a reply. Kept as long as the account; never with words of the fan."""

    meta = {
        "collection": "disclosures",
        "indexes": [
            {"fields": ["message_id"], "unique": True},
            ("account_id", "fan_external_id", "shown_at"),
            ("workspace_id", "account_id", "fan_external_id", "shown_at"),
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    fan_external_id = StringField(required=True)
    surface = StringField(required=True)  # "comment" or "direct_message"
    language = StringField(default="en")
    text = StringField(required=True)  # the line, word for word
    message_id = ObjectIdField(required=True)  # the message whose reply carried it
    shown_at = UtcDateTime(required=True)

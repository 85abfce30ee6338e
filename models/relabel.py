"""What a person says a message is: an example for the labels of that workspace."""

from mongoengine import BinaryField, EnumField, ListField, ObjectIdField, StringField

from avatar.labels import Intent, Sentiment
from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Relabel(Belongs):
    """One message with a person's label; the newest word counts. It goes when the message's text goes."""

    meta = {
        "collection": "relabels",
        "indexes": [{"fields": ["message_id"], "unique": True}, ("workspace_id", "at"), ("account_id", "at")],
        "auto_create_index_on_save": False,
    }

    message_id = ObjectIdField(required=True)
    account_id = ObjectIdField(required=True)
    text = StringField(required=True)
    intent = EnumField(Intent, required=True)
    sentiment = EnumField(Sentiment, required=True)
    risks = ListField(StringField())
    before = StringField(default="")  # the intent that it had
    vector = BinaryField()  # float32: the meaning of the text
    by = StringField(required=True)  # a user's id
    at = UtcDateTime(default=utcnow)

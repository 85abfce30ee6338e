"""A blind test and how it went."""

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Pair(EmbeddedDocument):
    """One question: two replies to the same words, in the order in which they are shown."""

    example_id = ObjectIdField(required=True)
    fan_text = StringField(required=True)
    own = StringField(required=True)
    made = StringField(required=True)
    own_first = BooleanField(required=True)
    right = BooleanField()  # None: not answered yet


class BlindTest(Belongs):
    meta = {
        "collection": "blind_tests",
        "indexes": [("workspace_id", "made_at")],
        "auto_create_index_on_save": False,
    }

    persona_version = StringField(default="")
    pairs = EmbeddedDocumentListField(Pair)  # none: it is still being made, or there is a `problem`
    problem = StringField(default="")  # why it could not be made
    revision = IntField(default=0)
    by = StringField(required=True)  # who takes it: a user's id
    made_at = UtcDateTime(default=utcnow)
    finished_at = UtcDateTime()

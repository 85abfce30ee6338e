"""A round of letters that a person is asked about, what they said of each, and what that has changed."""

from enum import StrEnum

from mongoengine import (
    BooleanField,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    EnumField,
    IntField,
    ObjectIdField,
    StringField,
)

from models.fields import UtcDateTime, utcnow
from models.label import StoredLabel
from models.workspace import Belongs


class Answer(StrEnum):
    OPEN = "open"
    RIGHT = "right"
    RELABELLED = "relabelled"
    SKIPPED = "skipped"
    GONE = "gone"  # somebody else spoke of it meanwhile, or it was deleted


class Lesson(EmbeddedDocument):
    """One letter of a round. `before` is the label it had when it was answered, for whoever takes the answer back."""

    message_id = ObjectIdField(required=True)
    by_chance = BooleanField(default=False)
    answer = EnumField(Answer, default=Answer.OPEN)
    before = EmbeddedDocumentField(StoredLabel)
    said = StringField(default="")  # the intent that the person named
    became = StringField(default="")  # the status of the letter then; "" where it stayed where it was
    at = UtcDateTime()


class ReadAnew(EmbeddedDocument):
    """A letter that waits and would be labelled otherwise than when the round began."""

    message_id = ObjectIdField(required=True)
    before = StringField(required=True)  # intents
    after = StringField(required=True)


class TeachingRound(Belongs):
    meta = {
        "collection": "teaching_rounds",
        "indexes": [
            ("workspace_id", "begun_at"),
            ("id", "revision"),
            {"fields": ["gone_after"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    by = StringField(required=True)  # a member's id
    begun_at = UtcDateTime(default=utcnow)
    is_ready = BooleanField(default=False)  # False: a worker has yet to look through the letters
    lessons = EmbeddedDocumentListField(Lesson)
    finished_at = UtcDateTime()
    counted_at = UtcDateTime()  # when a worker said what it changed
    waiting = IntField(default=0)  # letters that were looked at for that
    changed = EmbeddedDocumentListField(ReadAnew)
    revision = IntField(default=0)
    gone_after = UtcDateTime(required=True)

"""What a persona's model may learn from, as ids: the words stay where they were, so whoever erases them there erases them here."""

from mongoengine import (
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    MapField,
    ObjectIdField,
    StringField,
)

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class StoredCounts(EmbeddedDocument):
    """`avatar.dataset.Counts`, stored."""

    parts = MapField(IntField())
    pairs = MapField(IntField())
    intents = MapField(IntField())
    platforms = MapField(IntField())
    origins = MapField(IntField())


class LeftOut(EmbeddedDocument):
    """How many exchanges were left out for one reason, a sentence."""

    why = StringField(required=True)
    count = IntField(required=True)


class Dataset(Belongs):
    """One version of a persona's data set. Never changed. The lists hold ids of reply examples, the oldest first."""

    meta = {
        "collection": "datasets",
        "indexes": [{"fields": ["persona_id", "version"], "unique": True}, ("workspace_id", "made_at")],
        "auto_create_index_on_save": False,
    }

    persona_id = ObjectIdField(required=True)
    version = IntField(required=True)
    made_at = UtcDateTime(default=utcnow)
    by = StringField(required=True)  # a user's id, or "system"
    train = ListField(ObjectIdField())
    validation = ListField(ObjectIdField())
    test = ListField(ObjectIdField())
    counts = EmbeddedDocumentField(StoredCounts, default=StoredCounts)
    dropped = EmbeddedDocumentListField(LeftOut)
    digest = StringField(required=True)  # SHA-256 over the rows as they were, in hex

"""The owner's rules, in order."""

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, ListField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class StoredCondition(EmbeddedDocument):
    """`avatar.rules.Condition`, stored."""

    on = StringField(required=True)
    values = ListField(StringField())
    negated = BooleanField(default=False)


class StoredEffect(EmbeddedDocument):
    """`avatar.rules.Effect`, stored."""

    do = StringField(required=True)
    value = StringField(default="")


class StoredRule(Belongs):
    """One rule. Those that are off are kept, and tried in a dry run."""

    meta = {"collection": "rules", "indexes": [("workspace_id", "position")], "auto_create_index_on_save": False}

    position = IntField(default=0)
    conditions = EmbeddedDocumentListField(StoredCondition)
    effects = EmbeddedDocumentListField(StoredEffect)
    enabled = BooleanField(default=False)
    revision = IntField(default=0)  # how often its words were changed
    made_by = StringField(default="")
    made_at = UtcDateTime(default=utcnow)

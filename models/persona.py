"""Who the avatar is, as far as a first version needs it."""

from mongoengine import EmbeddedDocument, EmbeddedDocumentListField, FloatField, IntField, ListField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Trait(EmbeddedDocument):
    name = StringField(required=True)
    intensity = FloatField(default=0.5, min_value=0, max_value=1)
    description = StringField(default="")


class Persona(Belongs):
    meta = {"collection": "personas", "indexes": ["workspace_id"]}

    name = StringField(required=True)
    motto = StringField(default="")
    portrait = StringField(default="")
    languages = ListField(StringField(), default=lambda: ["en"])
    traits = EmbeddedDocumentListField(Trait)
    taboo = ListField(StringField())
    facts = ListField(StringField())  # what the avatar may state as true
    version = IntField(default=1)
    updated_at = UtcDateTime(default=utcnow)

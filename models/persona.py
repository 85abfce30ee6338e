"""Who the avatar is: what people say of it, what was measured, and every version there ever was."""

from mongoengine import (
    DictField,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    FloatField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Trait(EmbeddedDocument):
    """`avatar.persona.Trait`, stored. `by`: "person", "measured" or "model"; what a person wrote is never overwritten."""

    name = StringField(required=True)
    intensity = FloatField(default=0.5, min_value=0, max_value=1)
    description = StringField(default="")
    by = StringField(default="person")


class StoredAdaptation(EmbeddedDocument):
    """`avatar.persona.Adaptation` with its quality, stored."""

    platform = StringField(required=True)
    replies = IntField(default=0)
    shortest = IntField(default=0)  # characters
    longest = IntField(default=0)
    habits = ListField(StringField())
    consistency = FloatField(default=0.0)
    coverage = FloatField(default=0.0)
    material = FloatField(default=0.0)
    score = FloatField(default=0.0)
    advice = ListField(StringField())


class StoredBar(EmbeddedDocument):
    """`avatar.style.pictures.Bar`, stored."""

    name = StringField(required=True)
    value = FloatField(default=0.0)


class StoredPicture(EmbeddedDocument):
    """One of `avatar.style.pictures.Pictures` that is made of bars; `name` is its name there."""

    name = StringField(required=True)
    bars = EmbeddedDocumentListField(StoredBar)


class Persona(Belongs):
    meta = {"collection": "personas", "indexes": ["workspace_id", ("id", "version")]}

    name = StringField(required=True)
    motto = StringField(default="")
    portrait = StringField(default="")
    languages = ListField(StringField(), default=lambda: ["en"])
    traits = EmbeddedDocumentListField(Trait)
    taboo = ListField(StringField())  # what a person wants never to be said; follows "never"
    never = ListField(StringField())  # what was never seen; follows "never"
    facts = ListField(StringField())  # what the avatar may state as true
    tone = ListField(FloatField(), default=lambda: [0.0, 1.0])  # calmest and most excited, 0..1
    adaptations = EmbeddedDocumentListField(StoredAdaptation)
    replies = IntField(default=0)  # what it was measured from
    sentences = ListField(StringField())  # how the creator writes; each follows the creator's name
    pictures = EmbeddedDocumentListField(StoredPicture)
    measured_at = UtcDateTime()
    measuring_since = UtcDateTime()  # somebody asked, and a worker is at it
    measuring_said = StringField(default="")  # what came of it the last time somebody asked
    dataset_asked_at = UtcDateTime()  # a data set is being made since then
    version = IntField(default=1)
    updated_at = UtcDateTime(default=utcnow)


class PersonaVersion(Belongs):
    """The persona as it was. Never changed."""

    meta = {
        "collection": "persona_versions",
        "indexes": [{"fields": ["persona_id", "version"], "unique": True}],
        "auto_create_index_on_save": False,
    }

    persona_id = ObjectIdField(required=True)
    version = IntField(required=True)
    fields = DictField()  # what `KEPT` names, as stored
    by = StringField(required=True)  # who replaced it: a user's id, or "system"
    why = StringField(default="")
    at = UtcDateTime(default=utcnow)


KEPT = ("name", "motto", "portrait", "languages", "traits", "taboo", "never", "facts", "tone", "adaptations", "replies")
"""What makes a persona, and so what a version keeps."""

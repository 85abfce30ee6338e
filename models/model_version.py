"""Which model writes for a persona, and every one that did: the newest number counts. Only added to, never changed."""

from bson import ObjectId
from mongoengine import IntField, ObjectIdField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs

USUAL = ""
"""The model of the settings."""


class ModelVersion(Belongs):
    """From `at` on `model` writes, until a higher number does. Two people at once: one of them is first."""

    meta = {
        "collection": "model_versions",
        "indexes": [{"fields": ["persona_id", "number"], "unique": True}, "workspace_id"],
        "auto_create_index_on_save": False,
    }

    persona_id = ObjectIdField(required=True)
    number = IntField(required=True)
    model = StringField(default=USUAL)
    back_end = StringField(default="")  # "hosted" or "local"; "" with the usual model
    job_id = ObjectIdField()  # that made it
    by = StringField(required=True)  # a member's id, or "rule" where a person had said so before
    reason = StringField(default="")
    at = UtcDateTime(default=utcnow)

    @classmethod
    def all_of(cls, workspace_id: ObjectId, persona_id: ObjectId) -> list["ModelVersion"]:
        """Every one, the newest first."""
        return sorted(cls.of(workspace_id).filter(persona_id=persona_id), key=lambda one: -one.number)

    def keep(self) -> bool:
        """Store it. False: somebody was faster with this number."""
        try:
            self.save(force_insert=True)
        except NotUniqueError:
            return False
        return True

"""A consent that was given for several accounts: whoever gave it still has to say which one is meant."""

from datetime import timedelta

from bson import ObjectId
from mongoengine import EmbeddedDocument, EmbeddedDocumentListField, ListField, ObjectIdField, StringField

from models.fields import EncryptedField, UtcDateTime, utcnow
from models.workspace import Belongs

_KEPT = timedelta(minutes=10)


class Offered(EmbeddedDocument):
    """`connectors.base.Choice`, stored."""

    external_id = StringField(required=True)
    name = StringField(default="")


class PendingConsent(Belongs):
    """Lives for ten minutes and is used once. The browser knows its id, never the token."""

    meta = {
        "collection": "pending_consents",
        "indexes": [{"fields": ["gone_at"], "expireAfterSeconds": 0}],
        "auto_create_index_on_save": False,
    }

    user_id = ObjectIdField(required=True)
    platform = StringField(required=True)
    token = EncryptedField()
    scopes = ListField(StringField())
    offered = EmbeddedDocumentListField(Offered)
    gone_at = UtcDateTime(default=lambda: utcnow() + _KEPT)

    @classmethod
    def open_for(cls, workspace_id: ObjectId, user_id: ObjectId, id: object) -> "PendingConsent | None":
        """The one with this id, while it lasts; only for the person who gave it."""
        found = cls.one_of(workspace_id, id)
        return found if found and found.user_id == user_id and found.gone_at > utcnow() else None

    def use(self) -> bool:
        """Take it away. False: somebody else was faster."""
        return bool(PendingConsent.objects(id=self.id).delete())

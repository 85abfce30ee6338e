"""Who writes, per social account."""

from datetime import datetime

from bson import ObjectId
from mongoengine import BooleanField, IntField, ObjectIdField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime
from models.workspace import Belongs


class Fan(Belongs):
    meta = {
        "collection": "fans",
        "indexes": [{"fields": ["account_id", "external_id"], "unique": True}, ("workspace_id", "last_seen_at")],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    external_id = StringField(required=True)
    username = StringField(default="")
    name = StringField(default="")
    first_seen_at = UtcDateTime(required=True)
    last_seen_at = UtcDateTime(required=True)
    messages = IntField(default=0)
    blocked = BooleanField(default=False)
    vip = BooleanField(default=False)

    @classmethod
    def seen(cls, workspace_id: ObjectId, account_id: ObjectId, external_id: str, username: str, at: datetime) -> "Fan":
        """The fan, made at first sight; counts one message more. An empty `username` (webhooks have none) keeps the known one."""
        named = {"set__username": username} if username else {}
        known = cls.objects(account_id=account_id, external_id=external_id)
        if not known.update_one(inc__messages=1, max__last_seen_at=at, **named):
            try:
                return cls(
                    workspace_id=workspace_id,
                    account_id=account_id,
                    external_id=external_id,
                    username=username,
                    first_seen_at=at,
                    last_seen_at=at,
                    messages=1,
                ).save()
            except NotUniqueError:
                known.update_one(inc__messages=1, max__last_seen_at=at)
        return known.first()

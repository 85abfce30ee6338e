"""A token with which a program of a workspace asks the HTTP API, and what it may do."""

from datetime import datetime
from enum import StrEnum

from bson import ObjectId
from mongoengine import EnumField, ListField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Scope(StrEnum):
    MESSAGES_READ = "messages:read"
    MESSAGES_DECIDE = "messages:decide"
    FANS_READ = "fans:read"
    FANS_WRITE = "fans:write"
    KNOWLEDGE_READ = "knowledge:read"
    KNOWLEDGE_WRITE = "knowledge:write"
    RULES_READ = "rules:read"
    RULES_WRITE = "rules:write"
    PERSONA_READ = "persona:read"
    ACCOUNTS_READ = "accounts:read"
    ANALYTICS_READ = "analytics:read"
    JOBS_READ = "jobs:read"
    JOBS_CANCEL = "jobs:cancel"


class ApiToken(Belongs):
    """The token itself is stored nowhere: only a hash of the number in it."""

    meta = {
        "collection": "api_tokens",
        "indexes": [{"fields": ["number_hash"], "unique": True}, "workspace_id"],
        "auto_create_index_on_save": False,
    }

    name = StringField(required=True, max_length=80)
    made_by = ObjectIdField(required=True)  # it can never do more than this user may now
    scopes = ListField(EnumField(Scope))
    number_hash = StringField(required=True)  # SHA-256 of the "jti" in the token, in hex
    made_at = UtcDateTime(default=utcnow)
    expires_at = UtcDateTime(required=True)
    used_at = UtcDateTime()  # to the minute
    revoked_at = UtcDateTime()

    @classmethod
    def numbered(cls, number_hash: str) -> "ApiToken | None":
        """The token with this number, alive or not."""
        return cls.objects(number_hash=number_hash).first()

    def is_alive(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and self.expires_at > now

    @classmethod
    def those_of(cls, workspace_id: ObjectId) -> list["ApiToken"]:
        """All of a workspace, the newest first. They are few."""
        return sorted(cls.of(workspace_id), key=lambda one: one.made_at, reverse=True)

"""A platform account that a workspace connected, its tokens, its polling and its switches."""

from datetime import datetime, timedelta
from enum import StrEnum

from mongoengine import (
    BooleanField,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    EnumField,
    IntField,
    ListField,
    StringField,
)

from models.fields import EncryptedField, UtcDateTime, utcnow
from models.workspace import Belongs


class AccountStatus(StrEnum):
    CONNECTED = "connected"
    PAUSED = "paused"
    NEEDS_RECONNECT = "needs_reconnect"
    DISCONNECTED = "disconnected"


class Consent(EmbeddedDocument):
    """The owner's standing, revocable consent to auto-send: what it said, who gave it and when."""

    text = StringField(required=True)
    by = StringField(required=True)
    at = UtcDateTime(default=utcnow)
    revoked_at = UtcDateTime()


class SocialAccount(Belongs):
    meta = {
        "collection": "social_accounts",
        "indexes": [
            {"fields": ["platform", "external_id"], "unique": True},
            "workspace_id",
            ("status", "poll_after"),
        ],
    }

    platform = StringField(required=True)
    external_id = StringField(required=True)
    app_scoped_id = StringField(default="")
    username = StringField(default="")
    name = StringField(default="")
    picture_url = StringField(default="")

    access_token = EncryptedField()
    refresh_token = EncryptedField()
    token_expires_at = UtcDateTime()
    token_refreshed_at = UtcDateTime()
    scopes = ListField(StringField())

    status = EnumField(AccountStatus, default=AccountStatus.CONNECTED)
    problem = StringField(default="")  # the last error as a sentence; empty when all is well
    connected_at = UtcDateTime(default=utcnow)
    onboarded_at = UtcDateTime()  # history has been read

    poll_after = UtcDateTime(default=utcnow)
    leased_until = UtcDateTime()
    polled_at = UtcDateTime()
    active_at = UtcDateTime()  # when the last new message was seen
    failures = IntField(default=0)

    auto_send = BooleanField(default=False)
    auto_send_intents = ListField(StringField())
    consents = EmbeddedDocumentListField(Consent)

    def lease(self, now: datetime, seconds: float) -> bool:
        """Claim this account for one poll. False: someone else polls, or it is no longer connected."""
        if self.leased_until and self.leased_until > now:
            return False
        mine = SocialAccount.objects(id=self.id, status=AccountStatus.CONNECTED, leased_until=self.leased_until)
        until = now + timedelta(seconds=seconds)
        if not mine.update_one(set__leased_until=until):
            return False
        self.leased_until = until
        return True

    def extend(self, until: datetime) -> None:
        """Keep the lease while a long poll goes on."""
        SocialAccount.objects(id=self.id).update_one(set__leased_until=until)
        self.leased_until = until

    def release(self, **changes: object) -> None:
        """Give the lease back, with what the poll found."""
        sets = {f"set__{name}": value for name, value in changes.items()}
        SocialAccount.objects(id=self.id).update_one(set__leased_until=None, **sets)
        self.reload()

"""A platform account that a workspace connected, its tokens, its polling and its switches."""

from datetime import datetime, timedelta
from enum import StrEnum

from mongoengine import (
    BooleanField,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    EnumField,
    FloatField,
    IntField,
    ListField,
    QuerySet,
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
    """The owner's standing, revocable consent to auto-send: what it covers, what it said, who gave it and when."""

    text = StringField(required=True)
    intents = ListField(StringField())  # which kinds of messages it is for
    rule = StringField(default="")  # the id of the owner's rule that it is for; "": the switch of the account
    by = StringField(required=True)
    at = UtcDateTime(default=utcnow)
    revoked_at = UtcDateTime()
    revoked_by = StringField(default="")  # a user's id, or "system" when the account left


class SocialAccount(Belongs):
    meta = {
        "collection": "social_accounts",
        "indexes": [
            {"fields": ["platform", "external_id"], "unique": True},
            "workspace_id",
            ("status", "poll_after"),
            ("platform", "app_scoped_id"),
            {"fields": ["forget_at"], "sparse": True},
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
    token_problem = StringField(default="")  # why the last renewal failed; empty when it went well
    scopes = ListField(StringField())
    forget_at = UtcDateTime()  # when all that was read of it is deleted, unless it is connected again before

    status = EnumField(AccountStatus, default=AccountStatus.CONNECTED)
    problem = StringField(default="")  # the last error as a sentence; empty when all is well
    connected_at = UtcDateTime(default=utcnow)
    onboarded_at = UtcDateTime()  # history has been read

    poll_after = UtcDateTime(default=utcnow)
    leased_until = UtcDateTime()
    polled_at = UtcDateTime()
    active_at = UtcDateTime()  # when the last new message was seen
    failures = IntField(default=0)
    hours = ListField(FloatField())  # how much its fans write in each hour of the day, UTC

    next_slot_at = UtcDateTime()  # when the next reply may go out, so that they do not go in a burst
    pressure = FloatField(default=0.0)  # share of the platform's allowance that is used, 0..1
    refusals = IntField(default=0)  # replies in a row that the platform did not take
    sending_rests_until = UtcDateTime()  # the breaker is open: nothing is sent
    sending_problem = StringField(default="")  # why, as a sentence

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

    def take_slot(self, now: datetime, gap: timedelta) -> datetime:
        """A moment to send at that nobody else has; the next one is `gap` later."""
        while True:
            slot = max(now, self.next_slot_at or now)
            mine = SocialAccount.objects(id=self.id, next_slot_at=self.next_slot_at)
            if mine.update_one(set__next_slot_at=slot + gap):
                return slot
            self.reload("next_slot_at")

    def extend(self, until: datetime) -> None:
        """Keep the lease while a long poll goes on, unless it was taken from us."""
        if self._leased().update_one(set__leased_until=until):
            self.leased_until = until

    def release(self, **changes: object) -> None:
        """Give the lease back, with what the poll found. What a poll found that lost its lease counts for nothing: the
        account was connected anew meanwhile."""
        sets = {f"set__{name}": value for name, value in changes.items()}
        self._leased().update_one(set__leased_until=None, **sets)
        self.reload()

    @property
    def page(self) -> str:
        """Where people find it: a path of the dashboard."""
        return f"/accounts#account-{self.id}"

    def consented(self, rule: str = "") -> bool:
        """Whether a consent stands open: for the switch of the account, or for one of the owner's rules."""
        return any(consent.rule == rule and consent.revoked_at is None for consent in self.consents)

    def end_consents(self, by: str, now: datetime, rule: str | None = None) -> None:
        """Close what stands open: all of it, or what is for one rule ("": for the switch of the account).

        Nobody writes consents but the owner, so writing the list whole is safe.
        """
        for consent in self.consents:
            if consent.revoked_at is None and rule in (None, consent.rule):
                consent.revoked_at, consent.revoked_by = now, by
        self.auto_send = self.auto_send and bool(rule)
        SocialAccount.objects(id=self.id).update_one(set__consents=self.consents, set__auto_send=self.auto_send)

    def _leased(self) -> QuerySet:
        return SocialAccount.objects(id=self.id, leased_until=self.leased_until)

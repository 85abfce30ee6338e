"""What was given back and deleted when an account left, and what is still to be done: the person's own proof of it."""

import secrets
from enum import StrEnum

from mongoengine import EnumField, IntField, MapField, ObjectIdField, StringField

from models.fields import EncryptedField, UtcDateTime, utcnow
from models.workspace import Belongs


class Reason(StrEnum):
    DISCONNECTED = "disconnected"  # a person disconnected it here
    WITHDRAWN = "withdrawn"  # the consent ended at the platform
    ERASED = "erased"  # everything is to go at once: asked here, or through the platform


class Receipt(Belongs):
    """One leave-taking. Without a workspace it answers a platform's call about somebody we do not know."""

    meta = {
        "collection": "receipts",
        "indexes": [
            {"fields": ["code"], "unique": True},
            ("workspace_id", "asked_at"),
            ("account_id", "asked_at"),
            {"fields": ["give_back_after"], "sparse": True},
            {"fields": ["delete_by"], "sparse": True},
        ],
        "auto_create_index_on_save": False,
    }

    workspace_id = ObjectIdField()
    account_id = ObjectIdField()
    platform = StringField(required=True)
    username = StringField(default="")
    code = StringField(default=lambda: secrets.token_urlsafe(24))  # opens the public page; cannot be guessed

    reason = EnumField(Reason, required=True)
    by = StringField(required=True)  # a user's id, "system", or "platform"
    asked_at = UtcDateTime(default=utcnow)
    undone_at = UtcDateTime()  # connected again before the deletion

    # What the platform gave, kept encrypted for nothing but giving it back; gone as soon as that is done or given up.
    access_token = EncryptedField()
    refresh_token = EncryptedField()
    give_back_after = UtcDateTime()  # when it is tried next; empty: nothing to give back any more
    tries = IntField(default=0)
    given_back_at = UtcDateTime()
    said = StringField(default="")  # what the platform's side of it came to, as a sentence

    delete_by = UtcDateTime()  # the last day of what was read; empty: done, undone, or kept until somebody asks
    deleted_at = UtcDateTime()
    deleted = MapField(IntField())  # how many documents of each collection

    @property
    def is_open(self) -> bool:
        """Neither undone nor done."""
        return self.undone_at is None and self.deleted_at is None

    @property
    def page(self) -> str:
        """Where people find it: a path of the dashboard."""
        return f"/accounts/receipts/{self.id}"

    @classmethod
    def open_for(cls, account_id: object) -> "Receipt | None":
        """The account's latest receipt, if what it promises is still ahead."""
        found = cls.objects(account_id=account_id).order_by("-asked_at").first()
        return found if found and found.is_open else None

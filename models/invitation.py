"""Somebody is asked into a workspace: by address, with a role, by a link that works once, for a week."""

from datetime import datetime, timedelta
from enum import StrEnum

from bson import ObjectId
from mongoengine import EnumField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.secret_links import fresh_secret, hash_of
from models.user import Role
from models.workspace import Belongs

LASTS = timedelta(days=7)


class Answer(StrEnum):
    """What became of it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


class Invitation(Belongs):
    meta = {
        "collection": "invitations",
        "indexes": [{"fields": ["secret_hash"], "unique": True}, ("workspace_id", "answer"), ("id", "answer")],
        "auto_create_index_on_save": False,
    }

    email = StringField(required=True, max_length=254)  # lower case
    role = EnumField(Role, required=True)
    secret_hash = StringField(required=True)
    answer = EnumField(Answer, default=Answer.OPEN)
    invited_by = ObjectIdField(required=True)
    invited_at = UtcDateTime(default=utcnow)
    ends_at = UtcDateTime(required=True)
    mailed_at = UtcDateTime()
    mail_problem = StringField(default="")  # a sentence, where the mail server did not take it

    @classmethod
    def write(cls, workspace_id: ObjectId, email: str, role: Role, by: ObjectId) -> tuple["Invitation", str]:
        """A new one, and its link's secret, which nobody sees again."""
        secret, now = fresh_secret(), utcnow()
        invitation = cls(
            workspace_id=workspace_id, email=email.strip().lower(), role=role, secret_hash=hash_of(secret),
            invited_by=by, invited_at=now, ends_at=now + LASTS,
        )  # fmt: skip
        return invitation.save(), secret

    @classmethod
    def by_secret(cls, secret: str) -> "Invitation | None":
        """The one this link is of, whatever became of it."""
        return cls.objects(secret_hash=hash_of(secret)).first()

    @classmethod
    def open_of(cls, workspace_id: ObjectId) -> list["Invitation"]:
        """Those that nobody answered, also those whose week is over, the newest first."""
        found = cls.of(workspace_id).filter(answer=Answer.OPEN)
        return sorted(found, key=lambda one: one.invited_at, reverse=True)

    def is_over(self, now: datetime) -> bool:
        """Its week is over."""
        return self.ends_at <= now

    def close(self, answer: Answer) -> bool:
        """Accepted or revoked, once. False: it was answered before."""
        return Invitation.objects(id=self.id, answer=Answer.OPEN).update_one(set__answer=answer) == 1

"""What a member wants to be told of, and how; and the mails that come of it, each cause once."""

from collections.abc import Iterable
from enum import StrEnum

from bson import ObjectId
from mongoengine import BooleanField, EnumField, IntField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.user import Role
from models.workspace import Belongs


class Kind(StrEnum):
    """What people are told of."""

    CRISIS = "crisis"
    ACCESS = "access"
    STOPPED = "stopped"
    WAITING = "waiting"
    LIMIT = "limit"
    READY = "ready"


class Way(StrEnum):
    """How mail about it comes."""

    NONE = "none"
    NOW = "now"
    DAILY = "daily"


_KINDS = {
    "crisis": Kind.CRISIS,
    "access": Kind.ACCESS,
    "sending": Kind.STOPPED,
    "autonomy": Kind.STOPPED,
    "rule": Kind.STOPPED,
    "leaving": Kind.STOPPED,
    "waiting": Kind.WAITING,
    "limit": Kind.LIMIT,
    "budget": Kind.LIMIT,
    "report": Kind.READY,
    "export": Kind.READY,
    "forgotten": Kind.READY,
}
"""By what stands before the colon in the key of a notice."""
AT_ONCE = frozenset({Kind.CRISIS, Kind.ACCESS})
"""Mailed at once unless somebody says otherwise, except to who decides nothing."""


def kind_of(key: str) -> Kind | None:
    """Of what kind a notice is; None for one that nobody can choose about: it is in the bell of everybody."""
    return _KINDS.get(key.partition(":")[0])


class NotificationChoice(Belongs):
    """One member's choice for one kind. Where there is none, `choices_of` says what holds."""

    meta = {
        "collection": "notification_choices",
        "indexes": [{"fields": ["workspace_id", "user_id", "kind"], "unique": True}],
        "auto_create_index_on_save": False,
    }

    user_id = ObjectIdField(required=True)
    kind = EnumField(Kind, required=True)
    in_app = BooleanField(default=True)
    way = EnumField(Way, default=Way.NONE)

    @classmethod
    def choices_of(cls, workspace_id: ObjectId, user_id: ObjectId, role: Role) -> "dict[Kind, NotificationChoice]":
        """What holds for one member, for every kind."""
        chosen = {one.kind: one for one in cls.of(workspace_id).filter(user_id=user_id)}
        mails = frozenset() if role is Role.ANALYST else AT_ONCE
        usual = {kind: Way.NOW if kind in mails else Way.NONE for kind in Kind}
        return {
            kind: chosen.get(kind) or cls(workspace_id=workspace_id, user_id=user_id, kind=kind, way=usual[kind])
            for kind in Kind
        }

    def keep(self) -> None:
        """Store it in the place of an earlier one."""
        mine = NotificationChoice.of(self.workspace_id).filter(user_id=self.user_id, kind=self.kind)
        mine.update_one(upsert=True, set__in_app=self.in_app, set__way=self.way)


class Mailing(Belongs):
    """One mail to one member about one cause: waiting while `due_at` is set. Never with the text of a message."""

    meta = {
        "collection": "mailings",
        "indexes": [
            {"fields": ["user_id", "key"], "unique": True},
            {"fields": ["due_at"], "sparse": True},
            ("workspace_id", "user_id", "made_at"),
            {"fields": ["gone_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    user_id = ObjectIdField(required=True)
    key = StringField(required=True)  # the workspace, the cause and its day
    kind = EnumField(Kind, required=True)
    way = EnumField(Way, required=True)
    sentence = StringField(required=True)
    url = StringField(default="")  # a path of ours
    made_at = UtcDateTime(default=utcnow)
    due_at = UtcDateTime()  # when it is tried next; empty: sent, or given up
    sent_at = UtcDateTime()
    tries = IntField(default=0)
    problem = StringField(default="")  # why it was not sent, as a sentence
    gone_at = UtcDateTime(required=True)

    @classmethod
    def end(cls, ids: Iterable[ObjectId], **changes: object) -> None:
        """These are not tried again."""
        sets = {f"set__{name}": value for name, value in changes.items()}
        cls.objects(id__in=list(ids)).update(unset__due_at=True, **sets)

"""A message is one document, and its status says what it waits for. Driven only by `models.lifecycle.move`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from mongoengine import (
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    EnumField,
    FloatField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)

from models.fields import UtcDateTime, utcnow
from models.label import Ruling, StoredLabel
from models.many import insert_new
from models.reply import Reply, UsedExample, UsedFact
from models.workspace import Belongs
from settings import settings

__all__ = ["Change", "Message", "PostCard", "Reply", "Ruling", "Status", "StoredLabel", "UsedExample", "UsedFact"]


class Status(StrEnum):
    RECEIVED = "received"
    CLASSIFIED = "classified"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    REJECTED = "rejected"
    IGNORED = "ignored"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"
    EXPIRED = "expired"
    WITHDRAWN_BY_FAN = "withdrawn_by_fan"


WAITING = frozenset({Status.RECEIVED, Status.CLASSIFIED, Status.IN_REVIEW, Status.APPROVED})
"""What may still be overtaken: answered by hand, expired, withdrawn by the fan."""

MACHINE = frozenset({Status.RECEIVED, Status.CLASSIFIED, Status.APPROVED, Status.SENDING})
"""What waits for a worker and is rung again by the sweeper."""

PATIENCE = {Status.CLASSIFIED: 2}
"""How many times RETRY_SECONDS a step has before somebody else may try; once where nothing is said. A model writes slowly."""

_OVERTAKEN = frozenset({Status.ANSWERED, Status.EXPIRED, Status.WITHDRAWN_BY_FAN})
_AGAIN = frozenset({Status.RECEIVED})  # the fan changed the words, so they are judged anew

LIFE: dict[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.CLASSIFIED, Status.IGNORED, Status.FAILED}) | _OVERTAKEN,
    Status.CLASSIFIED: frozenset({Status.APPROVED, Status.IN_REVIEW, Status.IGNORED, Status.FAILED})
    | _AGAIN
    | _OVERTAKEN,
    Status.IN_REVIEW: frozenset({Status.APPROVED, Status.REJECTED, Status.CLASSIFIED}) | _AGAIN | _OVERTAKEN,
    Status.APPROVED: frozenset({Status.SENDING, Status.IN_REVIEW}) | _AGAIN | _OVERTAKEN,
    Status.SENDING: frozenset({Status.SENT, Status.APPROVED, Status.FAILED, Status.WITHDRAWN_BY_FAN}),
    Status.FAILED: frozenset({Status.APPROVED, Status.RECEIVED, Status.IN_REVIEW, Status.REJECTED}),
    Status.SENT: frozenset({Status.WITHDRAWN}),
    Status.REJECTED: frozenset({Status.IN_REVIEW}),
    Status.IGNORED: _AGAIN,
    Status.WITHDRAWN: frozenset(),
    Status.ANSWERED: frozenset(),
    Status.EXPIRED: frozenset(),
    Status.WITHDRAWN_BY_FAN: frozenset(),
}


class Change(EmbeddedDocument):
    """One step of a message's life. `by` is "worker", "fan", "creator" or a user's id."""

    at = UtcDateTime(required=True)
    before = StringField()
    after = StringField(required=True)
    by = StringField(required=True)
    why = StringField(default="")


class PostCard(EmbeddedDocument):
    """The post a comment stands under, as it was when the comment came."""

    external_id = StringField(required=True)
    title = StringField(default="")
    caption = StringField(default="")
    permalink = StringField(default="")
    thumbnail_url = StringField(default="")


class Spent(EmbeddedDocument):
    """What language models were asked for a message, all steps together. Tokens as they were counted by their endpoint."""

    calls = IntField(default=0)
    prompt = IntField(default=0)
    cached = IntField(default=0)  # of those in `prompt`
    written = IntField(default=0)
    dollars = FloatField(default=0.0)
    unpriced = IntField(default=0)  # calls whose price nobody knows


class Message(Belongs):
    meta = {
        "collection": "messages",
        "indexes": [
            {"fields": ["account_id", "external_id"], "unique": True},
            ("id", "status", "revision"),
            ("workspace_id", "status", "created_at"),
            ("workspace_id", "created_at"),
            ("workspace_id", "fan_id", "created_at"),
            ("status", "wake_at"),
            ("platform", "status", "moved_at"),
            ("account_id", "status", "checked_at"),
            ("account_id", "status", "read_at"),
            ("status", "reply_by"),
            ("account_id", "conversation_id", "platform_created_at"),
            ("account_id", "reply.external_id"),
            ("account_id", "reply.text"),
            ("workspace_id", "reply.examples.example_id"),
            # What the queue asks for. They hold only what waits, so that no other message pays for them.
            *(
                {"fields": ["workspace_id", "status", *more], "partialFilterExpression": {"status": "in_review"}}
                for more in (
                    ("label.intent", "created_at"),
                    ("label.risks", "created_at"),
                    ("label.urgency", "created_at"),
                    ("assigned_to", "created_at"),
                    ("snoozed_until",),
                    ("reply_by",),
                )
            ),
        ],
        "auto_create_index_on_save": False,
    }
    LIFE = LIFE
    MOVED = {"snoozed_until": None}
    """What every move sets back: a letter that moves is put off no longer."""

    account_id = ObjectIdField(required=True)
    fan_id = ObjectIdField()
    platform = StringField(required=True)
    kind = StringField(required=True)
    external_id = StringField(required=True)
    answers = StringField(default="")
    conversation_id = StringField(required=True)
    post = EmbeddedDocumentField(PostCard)
    fan_external_id = StringField(default="")
    fan_username = StringField(default="")
    text = StringField(default="")
    attachments = ListField(StringField())
    platform_created_at = UtcDateTime(required=True)
    created_at = UtcDateTime(default=utcnow)
    edited_at = UtcDateTime()
    reply_by = UtcDateTime()
    held = StringField(default="")  # why the platform keeps it from the public: "held for review", "hidden"...
    moderation = StringField(default="")  # what a person did with it at the platform last: a word of connectors.limits

    status = EnumField(Status, default=Status.RECEIVED)
    revision = IntField(default=0)
    history = EmbeddedDocumentListField(Change)
    moved_at = UtcDateTime(default=utcnow)
    wake_at = UtcDateTime()  # when the sweeper rings it
    busy_until = UtcDateTime()  # a worker is at it
    attempts = IntField(default=0)
    problem = StringField(default="")

    label = EmbeddedDocumentField(StoredLabel)
    spent = EmbeddedDocumentField(Spent)  # None: no language model was asked
    ruling = EmbeddedDocumentField(Ruling)  # None: no rule met it
    tags = ListField(StringField())
    assigned_to = StringField(default="")  # a member's id
    snoozed_until = UtcDateTime()  # put off by a person: until then it stands in no queue, afterwards on top of it
    snoozed_by = StringField(default="")
    worth = FloatField(default=0.0)  # of an answer, while a budget is short
    checked_at = UtcDateTime(default=utcnow)  # when the platform was last asked whether it is still there
    read_at = UtcDateTime(default=utcnow)  # when it last gave these words; not stored any more once they are deleted
    text_deleted_at = UtcDateTime()  # the platform's rules did not let us keep the words any longer
    reply = EmbeddedDocumentField(Reply, default=Reply)
    send_after = UtcDateTime()
    slot_at = UtcDateTime()  # its place in the row of what this account sends
    claimed_at = UtcDateTime()

    change = Change

    @property
    def begins_conversation(self) -> bool:
        """Whether nothing was said before it: a comment at the top of its own thread."""
        return bool(self.conversation_id == self.external_id)

    @classmethod
    def insert_new(cls, messages: "Sequence[Message]") -> "list[Message]":
        """Store those that no door has stored yet, in one call; gives these."""
        return insert_new(cls, messages)

    @staticmethod
    def wakes(status: Status, now: datetime, send_after: datetime | None = None) -> datetime | None:
        """When a message that became `status` just now must be looked at again if nothing happened."""
        if status not in MACHINE:
            return None
        if status is Status.APPROVED and send_after and send_after > now:
            return send_after
        if status is Status.SENDING:
            return now + timedelta(seconds=settings().doubt_seconds)
        return now + timedelta(seconds=PATIENCE.get(status, 1) * settings().retry_seconds)

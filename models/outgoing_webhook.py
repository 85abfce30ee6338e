"""Where a workspace wants to be told what happens, and every telling: the outbox of our webhooks."""

from datetime import datetime, timedelta
from enum import StrEnum

from bson import ObjectId
from mongoengine import BooleanField, EnumField, IntField, ListField, ObjectIdField, StringField

from models.fields import EncryptedField, UtcDateTime, utcnow
from models.workspace import Belongs

KEPT = timedelta(days=30)


class Event(StrEnum):
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_WAITING = "message.waiting"
    REPLY_SENT = "reply.sent"
    REPLY_FAILED = "reply.failed"
    CRISIS_SEEN = "crisis.seen"
    TEST = "test"


class Endpoint(Belongs):
    """An address of theirs. `secret` signs what is sent there; after a change the old one signs too, for a day."""

    meta = {"collection": "webhook_endpoints", "indexes": ["workspace_id"], "auto_create_index_on_save": False}

    url = StringField(required=True, max_length=1_000)
    events = ListField(EnumField(Event))
    secret = EncryptedField(required=True)
    old_secret = EncryptedField()
    old_until = UtcDateTime()
    enabled = BooleanField(default=True)
    problem = StringField(default="")  # why it was switched off, as a sentence
    failing_since = UtcDateTime()  # nothing has arrived since then
    made_at = UtcDateTime(default=utcnow)


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Delivery(Belongs):
    """One event for one endpoint. Never with the words of a message."""

    meta = {
        "collection": "webhook_deliveries",
        "indexes": [
            {"fields": ["endpoint_id", "event_id"], "unique": True},
            ("state", "next_at"),
            ("endpoint_id", "created_at"),
            {"fields": ["expires_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    endpoint_id = ObjectIdField(required=True)
    event_id = StringField(required=True)  # the same for every try, so that they can tell a second one
    event = EnumField(Event, required=True)
    body = StringField(required=True)  # the JSON that is signed and sent
    state = EnumField(DeliveryState, default=DeliveryState.WAITING)
    tries = IntField(default=0)
    next_at = UtcDateTime(default=utcnow)
    created_at = UtcDateTime(default=utcnow)
    tried_at = UtcDateTime()
    code = IntField(default=0)  # the last HTTP status; 0: there was none
    problem = StringField(default="")
    expires_at = UtcDateTime(required=True)

    def claim(self, now: datetime, next_at: datetime) -> bool:
        """Take this try. False: somebody else does. A try that dies is made again at `next_at`."""
        mine = Delivery.objects(id=self.id, state=DeliveryState.WAITING).filter(tries=self.tries)
        if not mine.update_one(inc__tries=1, set__next_at=next_at, set__tried_at=now):
            return False
        self.tries, self.tried_at, self.next_at = self.tries + 1, now, next_at
        return True

    @classmethod
    def due(cls, now: datetime, most: int) -> list["Delivery"]:
        """Those whose next try has come."""
        return list(cls.objects(state=DeliveryState.WAITING, next_at__lt=now).only("id").limit(most))

    @classmethod
    def latest_of(cls, endpoint_id: ObjectId, since: datetime, most: int) -> list["Delivery"]:
        """The newest of one endpoint, first."""
        mine = cls.objects(endpoint_id=endpoint_id, created_at__gte=since)
        return list(mine.order_by("-created_at").limit(most))

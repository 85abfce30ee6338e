"""The ledger of what the payment vendor told us: each event once, and what was done with it."""

from datetime import datetime, timedelta

from mongoengine import BooleanField, IntField, ObjectIdField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs

_KEPT = timedelta(days=90)


class BillingEvent(Belongs):
    """Only names of what is to be asked for anew: nothing of an event is believed. Waiting while `due_at` is set."""

    meta = {
        "collection": "billing_events",
        "indexes": [
            {"fields": ["event_id"], "unique": True},
            {"fields": ["due_at"], "sparse": True},
            ("id", "due_at"),
            ("workspace_id", "received_at"),
            {"fields": ["gone_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    workspace_id = ObjectIdField()  # empty: nobody we know
    event_id = StringField(required=True)
    type = StringField(required=True)
    created = UtcDateTime(required=True)  # by the vendor's clock
    is_live = BooleanField(default=False)
    customer_id = StringField(default="")
    received_at = UtcDateTime(default=utcnow)
    due_at = UtcDateTime()  # when it is looked at next; empty: done
    tries = IntField(default=0)
    processed_at = UtcDateTime()
    outcome = StringField(default="")  # what was done, or why nothing was, as a sentence
    gone_at = UtcDateTime(required=True)

    @classmethod
    def keep(cls, event: "BillingEvent") -> bool:
        """Store it unless it is known. False: it is."""
        event.gone_at = event.received_at + _KEPT
        try:
            event.save(force_insert=True)
        except NotUniqueError:
            return False
        return True

    def claim(self, until: datetime) -> bool:
        """Be the one who works on it. False: somebody else does, or has."""
        if self.due_at is None:
            return False
        mine = BillingEvent.objects(id=self.id, due_at=self.due_at)
        taken = bool(mine.update_one(set__due_at=until, inc__tries=1))
        self.due_at, self.tries = until, self.tries + 1
        return taken

    def end(self, outcome: str, now: datetime) -> None:
        """It is done with."""
        sets = {"set__outcome": outcome, "set__processed_at": now, "set__workspace_id": self.workspace_id}
        BillingEvent.objects(id=self.id).update_one(unset__due_at=True, **sets)
        self.outcome, self.processed_at, self.due_at = outcome, now, None

    def later(self, when: datetime, outcome: str) -> None:
        """Look at it again."""
        BillingEvent.objects(id=self.id, due_at=self.due_at).update_one(set__due_at=when, set__outcome=outcome)
        self.outcome, self.due_at = outcome, when

"""What a workspace has bought, as the payment vendor last said: a copy, renewed by webhooks and by the nightly reconciliation."""

from datetime import datetime
from enum import StrEnum

from bson import ObjectId
from mongoengine import BooleanField, EnumField, IntField, ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Paid(StrEnum):
    """The vendor's own words for the state of a subscription; NONE: there is none."""

    NONE = "none"
    INCOMPLETE = "incomplete"
    INCOMPLETE_EXPIRED = "incomplete_expired"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    UNPAID = "unpaid"
    CANCELED = "canceled"
    PAUSED = "paused"


class Subscription(Belongs):
    """One for each workspace. `revision` is compared and set; a copy fetched earlier never overwrites one fetched later."""

    meta = {
        "collection": "subscriptions",
        "indexes": [
            {"fields": ["slot"], "unique": True},
            ("id", "revision"),
            {"fields": ["customer_id"], "unique": True, "partialFilterExpression": {"customer_id": {"$gt": ""}}},
            ("status", "checked_at"),
        ],
        "auto_create_index_on_save": False,
    }

    slot = ObjectIdField(required=True)  # the workspace's id: there is one subscription of it
    customer_id = StringField(default="")  # at the vendor
    subscription_id = StringField(default="")
    is_live = BooleanField(default=False)  # the vendor's live mode, not its test mode
    plan = StringField(default="free")  # a word of pipeline.plans.Plan
    interval = StringField(default="month", choices=("month", "year"))
    currency = StringField(default="usd")
    status = EnumField(Paid, default=Paid.NONE)
    period_start = UtcDateTime()
    period_end = UtcDateTime()
    trial_end = UtcDateTime()
    cancel_at = UtcDateTime()  # it ends then; empty: it goes on
    past_due_since = UtcDateTime()  # the first failed payment of this period
    needs_action = StringField(default="")  # an address at the vendor where a payment must be confirmed (3-D Secure)
    spend_cap_cents = IntField()  # a month, set by the customer; None: none
    fetched_at = UtcDateTime()  # when the vendor was asked what stands here
    checked_at = UtcDateTime(default=utcnow)
    revision = IntField(default=0)

    @classmethod
    def for_workspace(cls, workspace_id: ObjectId) -> "Subscription | None":
        """None: nobody has bought or tried anything yet."""
        return cls.objects(slot=workspace_id).first()

    def is_newer_than(self, fetched_at: datetime) -> bool:
        """Whether what stands here was fetched after `fetched_at`."""
        return bool(self.fetched_at and self.fetched_at > fetched_at)

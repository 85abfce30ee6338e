"""The payment vendor's webhooks: kept once, then taken as a reason to ask anew. Nothing that stands in them is believed."""

from datetime import datetime, timedelta
from enum import Enum, auto

from connectors.errors import AccessRevoked, ConnectorError, OutcomeUnknown, Transient
from connectors.payments import Payments
from logs import log
from models import BillingEvent, Subscription
from models.fields import utcnow
from pipeline.billing import is_live
from pipeline.billing_copy import Asked, renew
from pipeline.billing_dunning import tell_trial_ends

NOBODY = "Nobody we know."
OTHER_MODE = "An event of the vendor's {theirs} mode, and our key is of its {ours} mode: nothing was done."
NOT_ACTED_ON = "Nothing follows from events of this kind."
NO_CHANGE = "Asked anew: nothing has changed."
BROKEN = "The vendor did not answer so often that the nightly comparison must mend it."
TRIES = 12
AT_ONCE = 200
_CLAIM, _FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=3), timedelta(seconds=20), timedelta(hours=6)


class Act(Enum):
    """What follows from an event."""

    RENEW = auto()  # ask for the customer's subscriptions
    FAILED = auto()  # the same, and a payment failed when the event was made
    TRIAL = auto()  # the same, and say that the trial ends
    NOTE = auto()  # somebody who runs Fanmail must look
    NOTHING = auto()


ACTS = {
    "checkout.session.completed": Act.RENEW,
    "checkout.session.async_payment_succeeded": Act.RENEW,
    "checkout.session.async_payment_failed": Act.RENEW,
    "checkout.session.expired": Act.NOTHING,
    "customer.subscription.created": Act.RENEW,
    "customer.subscription.updated": Act.RENEW,
    "customer.subscription.deleted": Act.RENEW,
    "customer.subscription.paused": Act.RENEW,
    "customer.subscription.resumed": Act.RENEW,
    "customer.subscription.trial_will_end": Act.TRIAL,
    "customer.deleted": Act.RENEW,
    "invoice.paid": Act.RENEW,
    "invoice.payment_failed": Act.FAILED,
    "invoice.payment_action_required": Act.RENEW,
    "invoice.finalization_failed": Act.NOTE,
    "entitlements.active_entitlement_summary.updated": Act.RENEW,
    "v1.billing.meter.error_report_triggered": Act.NOTE,
    "v1.billing.meter.no_meter_found": Act.NOTE,
    "charge.dispute.created": Act.NOTE,
    "charge.refunded": Act.NOTE,
}
"""By the event's type. What is not here is kept, and nothing follows from it."""


def take(payments: Payments, body: bytes, signature: str, now: datetime) -> BillingEvent | None:
    """Keep the event of one call; None: it was here before. Raises ValueError, and keeps nothing, for a wrong or old signature."""
    told = payments.read(body, signature)
    event = BillingEvent(
        event_id=told.id, type=told.type, created=told.created, is_live=told.is_live, customer_id=told.customer,
        received_at=now, due_at=now,
    )  # fmt: skip
    if told.is_live != is_live():
        modes = {True: "live", False: "test"}
        event.due_at, event.processed_at = None, now
        event.outcome = OTHER_MODE.format(theirs=modes[told.is_live], ours=modes[is_live()])
    if not BillingEvent.keep(event):
        return None
    log.info("billing event", id=told.id, type=told.type)
    return event


def due(now: datetime) -> list[BillingEvent]:
    """What waits, the oldest first."""
    return list(BillingEvent.objects(due_at__lt=now).order_by("due_at").limit(AT_ONCE))


def process(event: BillingEvent, payments: Payments, now: datetime) -> None:
    """Do what follows from an event, unless somebody is at it or it is done. A vendor who is away is asked again later."""
    if not event.claim(now + _CLAIM):
        return
    try:
        event.end(_done(event, payments), now)
    except (Transient, OutcomeUnknown, AccessRevoked) as error:
        if event.tries >= TRIES:
            log.error("billing event given up", id=event.event_id)
            event.end(BROKEN, now)
            return
        pause = min(_FIRST_PAUSE * 2 ** (event.tries - 1), _LONGEST_PAUSE)
        event.later(now + pause, error.sentence)
    except ConnectorError as error:
        event.end(error.sentence, now)


def _done(event: BillingEvent, payments: Payments) -> str:
    """What was done, as a sentence."""
    mine = Subscription.objects(customer_id=event.customer_id).first() if event.customer_id else None
    if mine is not None:
        event.workspace_id = mine.workspace_id
    act = ACTS.get(event.type, Act.NOTHING)
    if act is Act.NOTHING:
        return NOT_ACTED_ON
    if act is Act.NOTE:
        log.error("the payment vendor reports", id=event.event_id, type=event.type)
        return "Written into the log for the people who run Fanmail."
    if mine is None:
        return NOBODY
    failed_at = event.created if act is Act.FAILED else None
    changed = renew(mine, payments, Asked(utcnow(), failed_at))
    if act is Act.TRIAL:
        tell_trial_ends(Subscription.objects.get(id=mine.id))
    return f"Asked anew: {'; '.join(changed)}." if changed else NO_CHANGE

"""Plans, payments and use: what the payment vendor told us, what it must be told, and whether both sides agree."""

from importlib import import_module

from kombu.exceptions import OperationalError

from connectors.payments import Payments
from logs import log
from models import BillingEvent, Workspace
from models.fields import utcnow
from pipeline.billing_copy import reconcile
from pipeline.billing_events import due, process
from pipeline.billing_reports import compare_all, report_due
from pipeline.billing_waiting import wake_where_there_is_room
from pipeline.billing_warnings import close_old, warn_lately
from settings import settings
from worker.app import app
from worker.retention import keep_no_longer_in

ROUND_SECONDS = 10
KEEPING_SECONDS = 21_600


def payments() -> Payments | None:
    """The way to the payment vendor; None where none is set."""
    if not settings().stripe_secret_key:
        return None
    found: Payments = import_module("connectors.stripe_payments").StripePayments()
    return found


@app.task
def process_events() -> None:
    """Ring for each event that waits."""
    for event in due(utcnow()):
        process_event.apply_async([str(event.id)], expires=ROUND_SECONDS)


@app.task
def process_event(event_id: str) -> None:
    """Do what follows from one event."""
    event, vendor = BillingEvent.objects(id=event_id).first(), payments()
    if event is not None and vendor is not None:
        process(event, vendor, utcnow())


def ring_event(event: BillingEvent) -> None:
    """Ask a worker to look into it at once. A queue that is away is no error: the clock comes by."""
    try:
        process_event.apply_async([str(event.id)], expires=ROUND_SECONDS)
    except OperationalError:
        log.warning("nobody hears the bell", event=str(event.id))


@app.task
def watch_use() -> None:
    """Say where a limit is near, and go on where there is room again."""
    now = utcnow()
    warn_lately(now)
    wake_where_there_is_room(now)


@app.task
def report_use() -> None:
    """Tell the vendor of metered replies."""
    if vendor := payments():
        report_due(vendor, utcnow())


@app.task
def reconcile_subscriptions() -> None:
    """Ask for those whom nobody has asked for since last night, and put away warnings of periods that are over."""
    now = utcnow()
    close_old(now)
    if vendor := payments():
        reconcile(vendor, now)


@app.task
def compare_use() -> None:
    """Compare what was told with what was counted."""
    if vendor := payments():
        compare_all(vendor, utcnow())


@app.task
def keep_no_longer_than_plans() -> None:
    """Ring for every workspace that has not chosen by itself how long words of fans are kept."""
    if settings().stripe_secret_key:
        for workspace in Workspace.objects(keep_days=None).only("id"):
            keep_no_longer_in.apply_async([str(workspace.id)], expires=KEEPING_SECONDS)

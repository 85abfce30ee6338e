"""Metered use is told to the payment vendor reply by reply, and both sides' sums are compared."""

from datetime import datetime, timedelta

from connectors.errors import AccessRevoked, ConnectorError, OutcomeUnknown, Transient
from connectors.payments import Payments
from logs import log
from models import Paid, Subscription, Usage, UsageReport
from pipeline.billing import in_force

METER = "replies"
AT_ONCE = 500
SETTLES = timedelta(hours=2)
"""The vendor counts in its own time; what is younger is not compared yet."""
_CLAIM, _FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(minutes=1), timedelta(hours=1)
_PAYING = (Paid.ACTIVE, Paid.TRIALING, Paid.PAST_DUE, Paid.UNPAID)


def report_due(payments: Payments, now: datetime) -> int:
    """Tell the vendor of the replies that it does not know of; gives of how many. One that failed is tried again."""
    due = UsageReport.objects(due_at__lt=now).order_by("due_at").limit(AT_ONCE)
    return sum(_report(row, payments, now) for row in due if row.claim(now + _CLAIM))


def compare_all(payments: Payments, now: datetime) -> list[str]:
    """Compare the sums of every customer with a metered plan; gives the differences, as words."""
    found = []
    for status in _PAYING:
        for mine in Subscription.objects(status=status):
            if in_force(mine.workspace_id, now).is_metered:
                found += _compared(mine, payments, now)
    return found


def compare(mine: Subscription, payments: Payments, now: datetime) -> list[str]:
    """Compare the sums of this period and the one before; what the vendor lacks is told, once a day, as one sum.

    Gives the differences, as words. Raises as `Payments` does.
    """
    newest = Usage.of(mine.workspace_id).order_by("-period_start").limit(2)
    found = []
    for counted in newest:
        end = min(counted.period_end, (now - SETTLES).replace(minute=0, second=0, microsecond=0))
        if end > counted.period_start:
            found += _mended(mine, counted, end, payments)
    return found


def _report(row: UsageReport, payments: Payments, now: datetime) -> bool:
    try:
        payments.report_use(row.customer_id, METER, 1, row.identifier, row.at)
    except (Transient, OutcomeUnknown, AccessRevoked) as error:  # the same identifier counts once
        pause = min(_FIRST_PAUSE * 2 ** min(row.tries - 1, 6), _LONGEST_PAUSE)
        row.later(now + pause, error.sentence)
        return False
    except ConnectorError as error:
        log.error("use refused", report=str(row.id), workspace=str(row.workspace_id))
        row.end(problem=error.sentence)
        return False
    row.end(told_at=now, problem="")
    return True


def _compared(mine: Subscription, payments: Payments, now: datetime) -> list[str]:
    try:
        return compare(mine, payments, now)
    except ConnectorError as error:
        log.warning("use not compared", workspace=str(mine.workspace_id), error=type(error).__name__)
        return []


def _mended(mine: Subscription, counted: Usage, end: datetime, payments: Payments) -> list[str]:
    start = counted.period_start
    ours = UsageReport.told(mine.workspace_id, start, end)
    theirs = payments.used(mine.customer_id, METER, start, end)
    if ours == theirs:
        return []
    words = f"{mine.workspace_id}: {ours} replies told until {end:%Y-%m-%d %H:%M}, {theirs} counted by the vendor"
    log.warning("use differs", workspace=str(mine.workspace_id), ours=ours, theirs=theirs)
    if ours > theirs:
        identifier = f"{counted.id}-{end:%Y-%m-%d}"
        payments.report_use(mine.customer_id, METER, ours - theirs, identifier, end - timedelta(seconds=1))
    return [words]

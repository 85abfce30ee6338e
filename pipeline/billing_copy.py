"""Our copy of a subscription is renewed by asking the vendor, and never overwritten by an answer that is older."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.errors import ConnectorError
from connectors.payments import Bought, Payments
from logs import log
from models import AuditEntry, Paid, Subscription
from models.fields import utcnow
from pipeline.billing import forget_plans, is_live, judged
from pipeline.billing_dunning import tell
from pipeline.billing_waiting import wake
from pipeline.billing_warnings import warn
from pipeline.plans import Plan, plan_of

TRIES = 5
A_NIGHT, AN_HOUR = timedelta(hours=20), timedelta(hours=1)
AT_ONCE = 100
_BEST_FIRST = (
    Paid.ACTIVE, Paid.TRIALING, Paid.PAST_DUE, Paid.UNPAID, Paid.PAUSED, Paid.INCOMPLETE, Paid.CANCELED, Paid.INCOMPLETE_EXPIRED,
)  # fmt: skip
_RUNNING = frozenset({Paid.ACTIVE, Paid.TRIALING, Paid.PAST_DUE})
_UNPAID = frozenset({Paid.PAST_DUE, Paid.UNPAID})


@dataclass(frozen=True)
class Asked:
    """When the vendor was asked, and since when a payment is known to have failed, if that is what it was asked for."""

    at: datetime
    failed_at: datetime | None = None


def renew(mine: Subscription, payments: Payments, asked: Asked) -> list[str]:
    """Ask the vendor, store what it says, and do what follows. Gives what changed, as words; raises as `Payments` does.

    `asked.at` is a moment before the call: of two answers the one that was asked for later stands.
    """
    bought = chosen(payments.subscriptions(mine.customer_id))
    for _ in range(TRIES):
        if mine.is_newer_than(asked.at):
            return []
        changes = _copied(bought, mine, asked)
        as_seen = Subscription.objects(id=mine.id, revision=mine.revision)
        sets = {f"set__{name}": value for name, value in changes.items()}
        if as_seen.update_one(inc__revision=1, **sets):
            before, after = mine, Subscription.objects.get(id=mine.id)
            return _follow(before, after, asked.at)
        mine = Subscription.objects.get(id=mine.id)
    return []


def chosen(bought: Sequence[Bought]) -> Bought | None:
    """The one that counts: of the mode of our key, in the best standing, the newest."""
    ours = [one for one in bought if one.is_live == is_live()]
    if sum(Paid(one.status) in _RUNNING for one in ours) > 1:
        log.error("a customer pays for several subscriptions", customer=ours[0].customer)
    return min(ours, key=lambda one: _BEST_FIRST.index(Paid(one.status)), default=None)


def reconcile(payments: Payments, now: datetime) -> list[str]:
    """Ask for each customer whom nobody has asked for since last night, AT_ONCE at most; gives what had to be mended, as words.

    Who owes something is asked for every hour. A customer for whom the vendor gives no answer waits for the next time.
    """
    mended = []
    for mine in _stale(now):
        try:
            changed = renew(mine, payments, Asked(utcnow()))
        except ConnectorError as error:
            log.warning("no answer about a customer", workspace=str(mine.workspace_id), error=type(error).__name__)
            Subscription.objects(id=mine.id).update_one(set__checked_at=now)
            continue
        if changed:
            log.warning("billing mended", workspace=str(mine.workspace_id), changed=changed)
        mended += [f"{mine.workspace_id}: {words}" for words in changed]
    return mended


def _stale(now: datetime) -> list[Subscription]:
    found: list[Subscription] = []
    for status in Paid:
        before = now - (AN_HOUR if status in _UNPAID else A_NIGHT)
        old = Subscription.objects(status=status, checked_at__lt=before).order_by("checked_at").limit(AT_ONCE)
        found += [one for one in old if one.customer_id and one.is_live == is_live()]
    return found[:AT_ONCE]


def _copied(bought: Bought | None, mine: Subscription, asked: Asked) -> dict[str, Any]:
    told = {"fetched_at": asked.at, "checked_at": asked.at}
    if bought is None:
        return {**told, "status": Paid.NONE, "subscription_id": "", "past_due_since": None, "needs_action": ""}
    status = Paid(bought.status)
    known = plan_of(bought.prices)
    if known is None:
        log.error("a price that is none of ours", workspace=str(mine.workspace_id))
    plan, interval = known or (Plan(mine.plan), mine.interval)
    return {
        **told, "status": status, "subscription_id": bought.id, "plan": plan.value, "interval": interval,
        "currency": bought.currency, "is_live": bought.is_live, "period_start": bought.period_start,
        "period_end": bought.period_end, "trial_end": bought.trial_end, "cancel_at": bought.cancel_at,
        "needs_action": bought.needs_action, "past_due_since": _past_due_since(status, mine, asked),
    }  # fmt: skip


def _past_due_since(status: Paid, mine: Subscription, asked: Asked) -> datetime | None:
    """The first failure of this time; what failed before the last good answer was another time."""
    if status not in _UNPAID:
        return None
    if mine.status in _UNPAID and mine.past_due_since:
        return mine.past_due_since
    failed = asked.failed_at or asked.at
    return max(failed, mine.fetched_at) if mine.fetched_at else failed


def _follow(before: Subscription, after: Subscription, now: datetime) -> list[str]:
    changed = _differences(before, after)
    forget_plans()
    for action, words in changed:
        AuditEntry.add(after.workspace_id, "system", action, after.id, words)
    holds = judged(after, now)
    tell(after, holds, now)
    warn(after.workspace_id, holds)
    if changed and holds.works:
        wake(after.workspace_id, now)
    return [words for _action, words in changed]


def _differences(before: Subscription, after: Subscription) -> list[tuple[str, str]]:
    found = []
    if (before.plan, before.interval) != (after.plan, after.interval):
        words = f"{before.plan} by the {before.interval} to {after.plan} by the {after.interval}"
        found.append(("billing.plan_changed", words))
    if before.status is not after.status:
        found.append(("billing.status_changed", f"{before.status} to {after.status}"))
    if (before.period_start, before.period_end) != (after.period_start, after.period_end) and after.period_end:
        found.append(("billing.period_changed", f"until {after.period_end:%Y-%m-%d}"))
    if before.cancel_at != after.cancel_at:
        words = f"ends {after.cancel_at:%Y-%m-%d}" if after.cancel_at else "goes on"
        found.append(("billing.end_changed", words))
    return found

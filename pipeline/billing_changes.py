"""What customers do with their plan: buy, change, cancel, keep, cap what they spend; each with a line in the audit log."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId

from connectors.errors import ConnectorError
from connectors.payments import Payments
from models import AuditEntry, NotUnique, Paid, Subscription, Workspace
from models.fields import utcnow
from pipeline.billing import UNDER_BILLING, forget_plans, in_force_now, is_live
from pipeline.billing_copy import Asked, renew
from pipeline.billing_waiting import wake
from pipeline.billing_warnings import warn
from pipeline.plans import ON_TRIAL, ORDER, PLANS, TRIAL, Limit, Plan, price_key
from pipeline.usage import used

_HAS_ONE = frozenset({Paid.TRIALING, Paid.ACTIVE, Paid.PAST_DUE, Paid.UNPAID, Paid.PAUSED})


class Refused(ValueError):
    """It was not done. The sentence says why."""


@dataclass(frozen=True)
class Order:
    """What somebody wants to buy. `addresses`: where the vendor's page leads to after success, and back."""

    plan: Plan
    interval: str
    currency: str
    addresses: tuple[str, str]


@dataclass(frozen=True)
class Till:
    """The way to the vendor, and the id of the user who stands at it."""

    payments: Payments
    by: str


def customer_of(workspace: Workspace, email: str, payments: Payments) -> Subscription:
    """The workspace's place at the vendor, made when it is first needed. Asked at once by several it is one customer."""
    mine = Subscription.for_workspace(workspace.id) or _first(workspace.id)
    if mine.customer_id and mine.is_live == is_live():
        return mine
    key = f"customer-{workspace.id}-{'live' if is_live() else 'test'}"
    customer = payments.customer(str(workspace.id), email, workspace.name, key)
    as_seen = Subscription.objects(id=mine.id, revision=mine.revision)
    nothing = {
        "set__status": Paid.NONE,
        "set__subscription_id": "",
        "set__plan": Plan.FREE.value,
        "unset__fetched_at": 1,
    }
    as_seen.update_one(inc__revision=1, set__customer_id=customer, set__is_live=is_live(), **nothing)
    forget_plans()
    return Subscription.objects.get(id=mine.id)


def buy(mine: Subscription, order: Order, till: Till) -> str:
    """The address of the vendor's page where it is bought. Raises Refused where there is a plan already."""
    if mine.status in _HAS_ONE:
        raise Refused(f"There is a plan already. Change it {UNDER_BILLING}")
    if order.plan not in ORDER or order.plan is Plan.FREE:
        raise Refused("This plan is not sold.")
    price = price_key(order.plan, order.interval)
    days = TRIAL.days if order.plan is ON_TRIAL and not mine.subscription_id else 0
    key = _key(mine, f"checkout-{price}-{order.currency}")
    address = till.payments.checkout(mine.customer_id, price, order.currency, order.addresses, days, key)
    AuditEntry.add(mine.workspace_id, till.by, "billing.checkout_begun", mine.id, price)
    return address


def change_plan(mine: Subscription, plan: Plan, interval: str, till: Till) -> None:
    """To another plan or interval, at once. Raises Refused where there is none to change."""
    if mine.status not in _HAS_ONE:
        raise Refused(f"There is no plan to change. Choose one {UNDER_BILLING}")
    price = price_key(plan, interval)
    till.payments.change(mine.subscription_id, price, _key(mine, f"change-{price}"))
    _done(mine, till, "billing.plan_asked", price)


def cancel(mine: Subscription, at_period_end: bool, reason: str, till: Till) -> None:
    """End it, at once or with its period. `reason` goes to the vendor only."""
    if mine.status not in _HAS_ONE:
        raise Refused("There is no plan to cancel.")
    key = _key(mine, f"cancel-{'end' if at_period_end else 'now'}")
    till.payments.cancel(mine.subscription_id, at_period_end, reason, key)
    _done(mine, till, "billing.cancelled", "with its period" if at_period_end else "at once")


def resume(mine: Subscription, till: Till) -> None:
    """It goes on after all. Raises Refused where it does anyway, or has ended."""
    if mine.status not in _HAS_ONE or mine.cancel_at is None:
        raise Refused("There is nothing to take back: the plan was not cancelled, or it has ended.")
    till.payments.resume(mine.subscription_id, _key(mine, "resume"))
    _done(mine, till, "billing.resumed")


def set_spend_cap(workspace_id: ObjectId, cents: int | None, by: str, now: datetime) -> None:
    """The most that a month of a metered plan may cost; None: no bound. What waited for a higher one goes on."""
    mine = Subscription.for_workspace(workspace_id)
    if mine is None or not PLANS[Plan(mine.plan)].metered:
        raise Refused("Your plan has one price, so there is nothing to cap.")
    if cents is not None and cents < 0:
        raise Refused("A cap cannot be less than nothing.")
    Subscription.objects(id=mine.id).update_one(inc__revision=1, set__spend_cap_cents=cents)
    forget_plans()
    note = "none" if cents is None else f"{cents / 100:.2f} {mine.currency.upper()}"
    AuditEntry.add(workspace_id, by, "billing.spend_cap", mine.id, note)
    warn(workspace_id, in_force_now(workspace_id, now))
    wake(workspace_id, now)


def too_much_for(workspace_id: ObjectId, plan: Plan, now: datetime) -> list[str]:
    """What a workspace has more of than a smaller plan allows: a sentence each, to be read before it is chosen."""
    holds, found = in_force_now(workspace_id, now), []
    for limit in (Limit.ACCOUNTS, Limit.PERSONAS, Limit.MEMBERS):
        most, has = PLANS[plan].limit(limit), used(workspace_id, limit, holds)
        if most is not None and has > most:
            found.append(
                f"You have {has} {limit}, and {PLANS[plan].title} has {most}: all stay, but none can be added."
            )
    return found


def delete_customer(workspace_id: ObjectId, payments: Payments) -> bool:
    """Cancel everything and delete the customer at the vendor; False: there was none. Raises as `Payments` does."""
    mine = Subscription.for_workspace(workspace_id)
    if mine is None or not mine.customer_id or mine.is_live != is_live():
        return False
    payments.delete(mine.customer_id)
    return True


def _first(workspace_id: ObjectId) -> Subscription:
    try:
        return Subscription(workspace_id=workspace_id, slot=workspace_id, is_live=is_live()).save(force_insert=True)
    except NotUnique:
        found = Subscription.for_workspace(workspace_id)
        if found is None:
            raise
        return found


def _key(mine: Subscription, what: str) -> str:
    """The same for a second click; another a minute later, for a vendor repeats to each key what it answered first."""
    return f"{what}-{mine.workspace_id}-{mine.revision}-{utcnow():%Y%m%d%H%M}"


def _done(mine: Subscription, till: Till, action: str, note: str = "") -> None:
    """Write it down and look at what came of it; where the vendor is away just now its webhook tells us."""
    AuditEntry.add(mine.workspace_id, till.by, action, mine.id, note)
    with suppress(ConnectorError):
        renew(mine, till.payments, Asked(utcnow()))

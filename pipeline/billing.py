"""The plan in force: what a workspace may do now, and the sentence its people must know. Every reply asks for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bson import ObjectId

from models import Paid, Subscription
from pipeline.billing_period import Period, bought_month, calendar_month, day
from pipeline.plans import GRACE, PLANS, Limit, Plan, Terms, replies_for, terms_of
from pipeline.remembered import Remembered
from settings import settings

SECONDS = 2.0
PAGE = "/billing"
UNDER_BILLING = "under Billing."
"""How each sentence ends that somebody can answer with a plan or a payment; what waits for one is found by it."""
_subscriptions: Remembered[Subscription | None] = Remembered(SECONDS)


class State(StrEnum):
    LOCAL = "local"  # no payment vendor is set: everything is allowed
    FREE = "free"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"  # a payment failed, and there is still time
    READ_ONLY = "read_only"  # not paid: reading, export and deletion work; nothing is drafted or sent


@dataclass(frozen=True)
class InForce:
    """What holds for a workspace at one moment. `sentence`: what its people must know, "" for nothing."""

    plan: Plan
    terms: Terms
    state: State
    period: Period
    sentence: str = ""
    bought: Subscription | None = None

    @property
    def works(self) -> bool:
        """Whether anything may be drafted or sent."""
        return self.state is not State.READ_ONLY

    @property
    def is_capped(self) -> bool:
        """Whether the limit of replies is the customer's own spend cap."""
        return self.terms.limit(Limit.REPLIES) != PLANS[self.plan].limit(Limit.REPLIES)

    @property
    def customer_id(self) -> str:
        """At the vendor, "" for none."""
        return self.bought.customer_id if self.bought else ""

    @property
    def is_metered(self) -> bool:
        """Whether each reply is told to the vendor."""
        return bool(self.terms.metered and self.customer_id)


def in_force(workspace_id: ObjectId, now: datetime) -> InForce:
    """What holds now, from a copy at most SECONDS old."""
    if not settings().stripe_secret_key:
        return _local(now)
    return judged(_subscriptions.get(workspace_id, lambda: Subscription.for_workspace(workspace_id)), now)


def in_force_now(workspace_id: ObjectId, now: datetime) -> InForce:
    """The same, read anew: before somebody is told that there is no room."""
    if not settings().stripe_secret_key:
        return _local(now)
    return judged(Subscription.for_workspace(workspace_id), now)


def forget_plans() -> None:
    """Somebody bought something: read it anew."""
    _subscriptions.forget()


def is_live() -> bool:
    """Whether our key is one of the vendor's live mode."""
    return settings().stripe_secret_key.startswith(("sk_live_", "rk_live_"))


def judged(bought: Subscription | None, now: datetime) -> InForce:
    """What follows from what was bought. A copy of the vendor's other mode gives nothing."""
    if bought is None or bought.is_live != is_live():
        return InForce(Plan.FREE, PLANS[Plan.FREE], State.FREE, calendar_month(now))
    state = _state(bought, now)
    if state is State.FREE:
        return InForce(Plan.FREE, PLANS[Plan.FREE], state, calendar_month(now), _free_sentence(bought, now), bought)
    plan = Plan(bought.plan)
    cap = None if bought.spend_cap_cents is None else replies_for(bought.spend_cap_cents, plan, bought.currency)
    period = bought_month(bought.period_start, bought.period_end, bought.interval == "year", now)
    return InForce(plan, terms_of(plan, cap), state, period, _sentence(bought, state, now), bought)


def _local(now: datetime) -> InForce:
    return InForce(Plan.LOCAL, PLANS[Plan.LOCAL], State.LOCAL, calendar_month(now))


def _state(bought: Subscription, now: datetime) -> State:
    if bought.status in (Paid.TRIALING, Paid.ACTIVE):
        return State(bought.status.value)
    if bought.status is Paid.PAST_DUE:
        return State.PAST_DUE if now < _unpaid_since(bought, now) + GRACE else State.READ_ONLY
    return State.READ_ONLY if bought.status is Paid.UNPAID else State.FREE


def _unpaid_since(bought: Subscription, now: datetime) -> datetime:
    return bought.past_due_since or bought.fetched_at or now


def _sentence(bought: Subscription, state: State, now: datetime) -> str:
    title = PLANS[Plan(bought.plan)].title
    if state is State.READ_ONLY:
        return (
            f"The {title} plan is not paid, so nothing is drafted or sent. You can read, export and delete everything;"
            f" what waits goes on as soon as it is paid {UNDER_BILLING}"
        )
    if state is State.PAST_DUE:
        what = (
            "Your bank asks you to confirm the last payment"
            if bought.needs_action
            else "The last payment did not go through"
        )
        act = "Confirm it" if bought.needs_action else "Put the payment method right"
        until = day(_unpaid_since(bought, now) + GRACE)
        return f"{what}. Everything goes on until {until}. {act} before that day {UNDER_BILLING}"
    if bought.cancel_at:
        return f"The {title} plan ends on {day(bought.cancel_at)}, as you asked. Until then you can keep it {UNDER_BILLING}"
    if state is State.TRIALING and bought.trial_end:
        return f"Your trial of the {title} plan ends on {day(bought.trial_end)}. See what comes then {UNDER_BILLING}"
    return ""


def _free_sentence(bought: Subscription, now: datetime) -> str:
    title = PLANS[Plan(bought.plan)].title
    if bought.status is Paid.CANCELED:
        ended = f" on {day(bought.period_end)}" if bought.period_end and bought.period_end <= now else ""
        return f"The {title} plan has ended{ended}. Everything you had is still here, and you can take it up again {UNDER_BILLING}"
    if bought.status is Paid.INCOMPLETE:
        return f"The first payment of the {title} plan is not finished. Finish it {UNDER_BILLING}"
    if bought.status is Paid.INCOMPLETE_EXPIRED:
        return f"The first payment of the {title} plan did not go through, so nothing was bought. Try again {UNDER_BILLING}"
    if bought.status is Paid.PAUSED:
        return f"The {title} plan rests, as its trial ended without a payment method. Add one {UNDER_BILLING}"
    return ""

"""What people are told when a plan is not paid, ends, or is on trial: the banner's sentence stands in the bell too."""

from datetime import datetime

from models import Paid, Subscription, notify, resolve
from pipeline.billing import PAGE, InForce, State
from pipeline.billing_period import day
from pipeline.plans import PLANS, Plan

PAYMENT = "sending:payment"
ENDED = "sending:plan"
TRIAL = "limit:trial"
"""Causes of notices; the words before the colon say what kind of mail they make."""


def tell(bought: Subscription, holds: InForce, now: datetime) -> None:
    """Say what stands, and put away what is over. Done again it says nothing new."""
    is_unpaid = holds.state in (State.PAST_DUE, State.READ_ONLY)
    _say(bought, PAYMENT, holds.sentence if is_unpaid else "")
    _say(bought, ENDED, holds.sentence if bought.status is Paid.CANCELED else "")
    if holds.state is not State.TRIALING or (bought.trial_end and bought.trial_end <= now):
        resolve(bought.workspace_id, TRIAL)


def tell_trial_ends(bought: Subscription) -> None:
    """The vendor says that the trial is nearly over."""
    if bought.status is Paid.TRIALING and bought.trial_end:
        title = PLANS[Plan(bought.plan)].title
        sentence = (
            f"Your trial of the {title} plan ends on {day(bought.trial_end)}. With a payment method it goes on as the"
            f" {title} plan; without one your workspace goes to the Free plan, and nothing is lost."
        )
        notify(bought.workspace_id, TRIAL, sentence, PAGE)


def _say(bought: Subscription, key: str, sentence: str) -> None:
    if sentence:
        notify(bought.workspace_id, key, sentence, PAGE)
    else:
        resolve(bought.workspace_id, key)

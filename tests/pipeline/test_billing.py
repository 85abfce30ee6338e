# ruff: noqa: F401, F811 fixtures of another file serve here
"""What holds for a workspace in every state that the vendor knows."""

from datetime import timedelta

import pytest
from bson import ObjectId

from models import Paid
from pipeline.billing import State, in_force, in_force_now
from pipeline.plans import GRACE, Limit, Plan, plan_of, price_key, replies_for
from tests.connectors.contract import configured
from tests.models import make
from tests.pipeline.paying import NOW, change, selling, subscribed


def test_without_a_vendor_everything_is_allowed(clean: None) -> None:
    holds = in_force(subscribed(status=Paid.UNPAID).workspace_id, NOW)
    assert (holds.plan, holds.state, holds.works) == (Plan.LOCAL, State.LOCAL, True)
    assert all(holds.terms.limit(limit) is None for limit in Limit) and not holds.is_metered


def test_who_bought_nothing_is_on_the_free_plan(selling: None) -> None:
    holds = in_force(ObjectId(), NOW)
    assert (holds.plan, holds.state, holds.sentence) == (Plan.FREE, State.FREE, "")
    assert holds.period.ends_on == "1 December 2026"


@pytest.mark.parametrize(
    ("status", "plan", "state", "works"),
    [
        (Paid.NONE, Plan.FREE, State.FREE, True),
        (Paid.INCOMPLETE, Plan.FREE, State.FREE, True),
        (Paid.INCOMPLETE_EXPIRED, Plan.FREE, State.FREE, True),
        (Paid.TRIALING, Plan.CREATOR, State.TRIALING, True),
        (Paid.ACTIVE, Plan.CREATOR, State.ACTIVE, True),
        (Paid.PAST_DUE, Plan.CREATOR, State.PAST_DUE, True),
        (Paid.UNPAID, Plan.CREATOR, State.READ_ONLY, False),
        (Paid.CANCELED, Plan.FREE, State.FREE, True),
        (Paid.PAUSED, Plan.FREE, State.FREE, True),
    ],
)
def test_each_word_of_the_vendor_has_its_meaning(
    selling: None, status: Paid, plan: Plan, state: State, works: bool
) -> None:
    mine = subscribed(status=status, past_due_since=NOW, trial_end=NOW + timedelta(days=3))
    holds = in_force(mine.workspace_id, NOW)
    assert (holds.plan, holds.state, holds.works) == (plan, state, works)
    if status not in (Paid.NONE, Paid.ACTIVE):
        assert holds.sentence.endswith("under Billing."), "people know what to do"


def test_after_the_days_of_grace_nothing_is_sent_until_it_is_paid(selling: None) -> None:
    mine = subscribed(status=Paid.PAST_DUE, past_due_since=NOW - GRACE + timedelta(minutes=1))
    assert in_force(mine.workspace_id, NOW).works
    over = in_force(mine.workspace_id, NOW + timedelta(minutes=1))
    assert over.state is State.READ_ONLY and "is not paid" in over.sentence
    change(mine, status=Paid.ACTIVE)
    assert in_force(mine.workspace_id, NOW + GRACE).works


def test_a_bank_that_asks_is_named_with_its_last_day(selling: None) -> None:
    mine = subscribed(status=Paid.PAST_DUE, past_due_since=NOW, needs_action="https://pay.example/confirm")
    sentence = in_force(mine.workspace_id, NOW).sentence
    assert "Your bank asks you to confirm" in sentence and "5 December 2026" in sentence


def test_a_subscription_of_the_vendors_other_mode_gives_nothing(selling: None) -> None:
    mine = subscribed()
    with configured(STRIPE_SECRET_KEY="sk_live_of_nobody"):
        assert in_force(mine.workspace_id, NOW).plan is Plan.FREE


def test_a_plan_is_remembered_for_a_moment_and_can_be_read_anew(selling: None) -> None:
    mine = subscribed()
    assert in_force(mine.workspace_id, NOW).plan is Plan.CREATOR
    type(mine).objects(id=mine.id).update_one(set__plan="studio")
    assert in_force(mine.workspace_id, NOW).plan is Plan.CREATOR
    assert in_force_now(mine.workspace_id, NOW).plan is Plan.STUDIO


def test_a_spend_cap_is_a_limit_of_replies(selling: None) -> None:
    mine = subscribed(plan="agency", spend_cap_cents=1_000)
    holds = in_force(mine.workspace_id, NOW)
    assert holds.terms.limit(Limit.REPLIES) == 833 and holds.is_capped and holds.is_metered
    assert replies_for(600, Plan.AGENCY, "brl") == 100 and replies_for(600, Plan.CREATOR, "usd") is None


def test_prices_name_plans_and_others_name_none() -> None:
    assert plan_of((price_key(Plan.STUDIO, "year"),)) == (Plan.STUDIO, "year")
    assert plan_of(("old_price", "agency_month")) == (Plan.AGENCY, "month")
    assert plan_of(("local_month", "")) is None


def test_another_workspace_has_its_own(selling: None) -> None:
    subscribed()
    assert in_force(make.workspace().id, NOW).plan is Plan.FREE

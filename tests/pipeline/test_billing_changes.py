# ruff: noqa: F401, F811 fixtures of another file serve here
"""What customers do with their plan, and what is written down of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from connectors.errors import Unavailable
from models import AuditEntry, Membership, Paid, Status, Subscription, Workspace
from models.message import Reply
from models.user import Role
from pipeline.billing import UNDER_BILLING, State
from pipeline.billing_changes import (
    Order,
    Refused,
    Till,
    buy,
    cancel,
    change_plan,
    customer_of,
    resume,
    set_spend_cap,
    too_much_for,
)
from pipeline.billing_overview import overview
from pipeline.plans import Limit, Plan
from pipeline.usage import take_reply
from tests.connectors.contract import configured
from tests.models import make
from tests.pipeline.paying import NOW, change, selling, subscribed
from tests.pipeline.vendor import Vendor, sold

CREATOR = Order(Plan.CREATOR, "month", "eur", ("/yes", "/back"))


@pytest.fixture
def vendor(selling: None) -> Vendor:
    return Vendor()


@pytest.fixture
def till(vendor: Vendor) -> Till:
    return Till(vendor, "nika")


def actions(mine: Subscription) -> list[str]:
    return [one.action for one in AuditEntry.of(mine.workspace_id).order_by("id") if one.by == "nika"]


def test_of_many_who_ask_at_once_there_is_one_customer(vendor: Vendor) -> None:
    workspace = make.workspace()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: customer_of(workspace, "n@example.com", vendor).customer_id, range(8)))
    assert set(found) == {f"cus_{workspace.id}"} and Subscription.objects.count() == 1
    asked = len(vendor.asked)
    assert customer_of(workspace, "n@example.com", vendor).customer_id and len(vendor.asked) == asked


def test_the_other_mode_has_a_customer_of_its_own(vendor: Vendor) -> None:
    workspace = make.workspace()
    subscribed(workspace)
    with configured(STRIPE_SECRET_KEY="sk_live_x"):
        mine = customer_of(workspace, "n@example.com", vendor)
    assert (mine.is_live, mine.status, mine.plan) == (True, Paid.NONE, "free")


def test_the_first_time_the_creator_plan_is_on_trial(vendor: Vendor, till: Till) -> None:
    mine = customer_of(make.workspace(), "n@example.com", vendor)
    assert buy(mine, CREATOR, till) == "https://pay.example/creator_month/eur/14"
    assert actions(mine) == ["billing.checkout_begun"]
    change(mine, status=Paid.CANCELED, subscription_id="sub_1")
    assert buy(mine.reload(), CREATOR, till).endswith("/0")
    with pytest.raises(Refused, match="not sold"):
        buy(mine, Order(Plan.LOCAL, "month", "usd", ("", "")), till)


def test_who_has_a_plan_changes_it_and_buys_no_second(vendor: Vendor, till: Till) -> None:
    mine = subscribed()
    with pytest.raises(Refused, match="There is a plan already"):
        buy(mine, CREATOR, till)
    vendor.bought[mine.customer_id] = [sold(mine.customer_id, prices=("studio_year",))]
    change_plan(mine, Plan.STUDIO, "year", till)
    assert mine.reload().plan == "studio" and vendor.asked[0] == "change studio_year"
    assert actions(mine) == ["billing.plan_asked"]


def test_a_plan_is_cancelled_and_taken_up_again(vendor: Vendor, till: Till) -> None:
    mine = subscribed()
    end = mine.period_end
    with pytest.raises(Refused):
        resume(mine, till)
    vendor.bought[mine.customer_id] = [sold(mine.customer_id, cancel_at=end)]
    cancel(mine, True, "too_expensive", till)
    assert mine.reload().cancel_at == end
    assert "ends on 10 December 2026, as you asked" in overview(mine.workspace_id, NOW).sentence
    vendor.bought[mine.customer_id] = [sold(mine.customer_id)]
    resume(mine, till)
    assert mine.reload().cancel_at is None and actions(mine) == ["billing.cancelled", "billing.resumed"]
    with pytest.raises(Refused):
        cancel(subscribed(status=Paid.CANCELED), True, "", till)


def test_a_change_that_was_made_stands_though_nobody_answers_afterwards(vendor: Vendor, till: Till) -> None:
    mine = subscribed()
    vendor.bought[mine.customer_id] = [sold(mine.customer_id)]
    vendor.cancel = lambda *_values: vendor.trouble.append(Unavailable("payments", "Away."))  # type: ignore[assignment,return-value]
    cancel(mine, True, "", till)
    assert actions(mine) == ["billing.cancelled"]


def test_a_cap_is_set_lifted_and_wakes_what_waits(selling: None) -> None:
    mine = subscribed(plan="agency")
    account = make.account(Workspace.objects.get(id=mine.workspace_id))
    reply = Reply(text="thank you", draft_text="thank you")
    waiting = make.message(account, status=Status.APPROVED, reply=reply, problem=f"It waits. Look {UNDER_BILLING}")
    set_spend_cap(mine.workspace_id, 0, "nika", NOW)
    assert take_reply(waiting, NOW)
    seen = overview(mine.workspace_id, NOW)
    assert (seen.cap_cents, seen.cap_replies) == (0, 0)
    set_spend_cap(mine.workspace_id, None, "nika", NOW)
    assert take_reply(waiting, NOW) is None and waiting.reload().wake_at == NOW + timedelta(seconds=3)
    assert [one.note for one in AuditEntry.of(mine.workspace_id).order_by("id")] == ["0.00 USD", "none"]
    with pytest.raises(Refused):
        set_spend_cap(mine.workspace_id, -1, "nika", NOW)
    with pytest.raises(Refused, match="one price"):
        set_spend_cap(subscribed().workspace_id, 100, "nika", NOW)


def test_the_overview_has_every_number_with_its_sentence(selling: None) -> None:
    mine = subscribed()
    account = make.account(Workspace.objects.get(id=mine.workspace_id))
    Membership(user_id=account.id, workspace_id=mine.workspace_id, role=Role.OWNER).save()
    message = make.message(account, reply=Reply(text="a", draft_text="a"))
    assert take_reply(message, NOW) is None
    seen = overview(mine.workspace_id, NOW)
    assert (seen.title, seen.state, seen.sentence, seen.cap_cents) == ("Creator", State.ACTIVE, "", None)
    meters = {meter.limit: meter for meter in seen.meters}
    assert (
        meters[Limit.REPLIES].sentence
        == "1 of 2,000 replies sent since 10 November. It begins anew on 10 December 2026."
    )
    assert (meters[Limit.REPLIES].share, meters[Limit.REPLIES].anew_at) == (1 / 2_000, mine.period_end)
    assert meters[Limit.ACCOUNTS].sentence == "1 of 3 accounts." and meters[Limit.ACCOUNTS].anew_at is None
    assert meters[Limit.JOBS].used == 0 and meters[Limit.MEMBERS].used == 1 and meters[Limit.PERSONAS].most == 2


def test_who_runs_it_alone_sees_no_limit(clean: None) -> None:
    seen = overview(make.workspace().id, NOW)
    assert seen.state is State.LOCAL and all(meter.most is None for meter in seen.meters)
    assert seen.meters[0].sentence == "0 replies sent since 1 November; your plan has no limit."


def test_a_smaller_plan_says_what_is_too_much_for_it(selling: None) -> None:
    mine = subscribed()
    workspace = Workspace.objects.get(id=mine.workspace_id)
    for _ in range(2):
        make.account(workspace)
    assert too_much_for(workspace.id, Plan.FREE, NOW) == [
        "You have 2 accounts, and Free has 1: all stay, but none can be added."
    ]
    assert too_much_for(workspace.id, Plan.STUDIO, NOW) == []

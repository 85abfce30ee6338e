# ruff: noqa: F401, F811 fixtures of another file serve here
"""Replies are counted before they are sent, exactly; what finds no room waits and goes on by itself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from connectors.base import Identity, Tokens
from models import (
    Invitation,
    Membership,
    Message,
    Notification,
    Paid,
    SocialAccount,
    Status,
    Subscription,
    Usage,
    User,
    Workspace,
)
from models.fields import utcnow
from models.message import Reply
from models.social_account import AccountStatus
from models.user import Role
from pipeline.billing import forget_plans, in_force_now
from pipeline.billing_waiting import SETTLED, wake, wake_where_there_is_room
from pipeline.billing_warnings import REPLIES, close_old, warn_lately
from pipeline.members import Refused, accept, invite
from pipeline.onboard import NoRoom, connect_account
from pipeline.plans import Limit
from pipeline.usage import give_back_reply, has_room, may_begin_job, take_reply, used
from tests.connectors.contract import configured
from tests.models import make
from tests.pipeline.conftest import Scene
from tests.pipeline.paying import KEYS, NOW, change, selling, subscribed
from tests.pipeline.test_deliver import approved, fails, go, look

DRAFT = {"draft_text": "thank you"}


@pytest.fixture
def paid_scene(scene: Scene) -> Iterator[Scene]:
    """A scene whose workspace has the plan Creator."""
    forget_plans()
    with configured(UNDO_SECONDS="0", DOUBT_SECONDS="2", **_addresses(), **KEYS):
        now = utcnow()
        workspace = Workspace.objects.get(id=scene.account.workspace_id)
        subscribed(workspace, period_start=now - timedelta(days=3), period_end=now + timedelta(days=27))
        yield scene
    forget_plans()


def _addresses() -> dict[str, str]:
    from settings import settings

    return {
        name.upper(): getattr(settings(), name) for name in ("sandbox_url", "instagram_api_url", "instagram_oauth_url")
    }


def letters(account: SocialAccount, number: int) -> list[Message]:
    reply = Reply(text="thank you", draft_text="thank you")
    return [make.message(account, status=Status.APPROVED, reply=reply) for _ in range(number)]


def fill(scene: Scene, replies: int) -> Usage:
    """So many replies were sent in this period."""
    holds = in_force_now(scene.account.workspace_id, utcnow())
    assert Usage.take(scene.account.workspace_id, (holds.period.start, holds.period.end), None, utcnow())
    Usage.objects.update_one(set__replies=replies)
    return Usage.objects.get()


def test_of_fifty_at_once_exactly_one_passes_where_one_has_room(selling: None) -> None:
    mine = subscribed()
    account = make.account(Workspace.objects.get(id=mine.workspace_id))
    first = letters(account, 1)[0]
    assert take_reply(first, NOW) is None
    Usage.objects.update_one(set__replies=1_999)
    with ThreadPoolExecutor(50) as pool:
        waits = list(pool.map(lambda one: take_reply(one, NOW), letters(account, 50)))
    assert sum(wait is None for wait in waits) == 1
    assert Usage.objects.get().replies == 2_000


def test_of_fifty_that_are_the_first_all_are_counted(selling: None) -> None:
    account = make.account(make.workspace())
    with ThreadPoolExecutor(50) as pool:
        assert not any(pool.map(lambda one: take_reply(one, NOW), letters(account, 50)))
    assert Usage.objects.get().replies == 50


def test_each_workspace_and_each_period_counts_for_itself(selling: None) -> None:
    here, there = make.account(make.workspace()), make.account(make.workspace())
    for one in (*letters(here, 2), *letters(there, 1)):
        assert take_reply(one, NOW) is None
    assert take_reply(letters(here, 1)[0], NOW + timedelta(days=20)) is None
    assert sorted((one.workspace_id == here.workspace_id, one.replies) for one in Usage.objects) == [
        (False, 1), (True, 1), (True, 2),
    ]  # fmt: skip


def test_what_is_given_back_leaves_the_period_it_was_taken_in(selling: None) -> None:
    account = make.account(make.workspace())
    one, other = letters(account, 2)
    assert take_reply(one, NOW) is None and take_reply(other, NOW + timedelta(days=20)) is None
    give_back_reply(one, NOW, NOW + timedelta(days=20))
    assert {usage.period_start.month: usage.replies for usage in Usage.objects} == {11: 0, 12: 1}
    give_back_reply(one, NOW, NOW)
    assert min(usage.replies for usage in Usage.objects) == 0, "never less than nothing"


def test_a_sent_reply_is_counted_once_and_a_persons_own_words_are_not(paid_scene: Scene) -> None:
    assert go(paid_scene, approved(paid_scene, **DRAFT)).status is Status.SENT
    assert go(paid_scene, approved(paid_scene, draft_text="")).status is Status.SENT
    assert Usage.objects.get().replies == 1


@pytest.mark.parametrize("mode", ["throttle", "close_window"])
def test_what_the_platform_did_not_take_is_not_counted(paid_scene: Scene, mode: str) -> None:
    message = approved(paid_scene, kind="direct_message" if mode == "close_window" else "comment", **DRAFT)
    fails(paid_scene, mode)
    assert go(paid_scene, message).status in (Status.APPROVED, Status.FAILED)
    assert Usage.objects.get().replies == 0


@pytest.mark.parametrize(("mode", "counted"), [("timeout_after", 1), ("timeout_before", 0)])
def test_a_doubt_is_counted_until_it_is_known(paid_scene: Scene, mode: str, counted: int) -> None:
    message = approved(paid_scene, **DRAFT)
    fails(paid_scene, mode)
    unknown = go(paid_scene, message)
    assert (unknown.status, Usage.objects.get().replies) == (Status.SENDING, 1)
    known = look(paid_scene, unknown)
    assert Usage.objects.get().replies == counted
    if known.status is Status.APPROVED:
        assert go(paid_scene, known).status is Status.SENT
    assert Usage.objects.get().replies == 1


def test_without_room_a_reply_waits_with_a_sentence_and_goes_on_with_a_larger_plan(paid_scene: Scene) -> None:
    counted = fill(paid_scene, 2_000)
    waiting = go(paid_scene, approved(paid_scene, **DRAFT))
    assert (waiting.status, waiting.wake_at, paid_scene.sent()) == (Status.APPROVED, counted.period_end, [])
    assert waiting.problem.startswith("Your plan has 2,000 replies a month, and all are sent. This waits for")
    assert go(paid_scene, approved(paid_scene, draft_text="")).status is Status.SENT, (
        "a person's own words need no room"
    )
    change(Subscription.objects.get(), plan="studio")
    assert wake(waiting.workspace_id, utcnow()) == 1
    assert waiting.reload().wake_at < utcnow() + timedelta(seconds=5)
    sent = go(paid_scene, waiting)
    assert (sent.status, sent.problem) == (Status.SENT, "")


def test_room_that_somebody_gives_back_is_taken_by_who_waits(paid_scene: Scene) -> None:
    fill(paid_scene, 2_000)
    waiting = go(paid_scene, approved(paid_scene, **DRAFT))
    soon = utcnow() + SETTLED + timedelta(seconds=1)
    assert wake_where_there_is_room(soon) == 0
    Usage.objects.update_one(set__replies=1_999)
    assert wake_where_there_is_room(soon) == 1
    assert wake_where_there_is_room(soon) == 0, "once"
    assert go(paid_scene, waiting.reload()).status is Status.SENT


def test_nothing_is_sent_while_it_is_not_paid(paid_scene: Scene) -> None:
    change(Subscription.objects.get(), status=Paid.UNPAID)
    waiting = go(paid_scene, approved(paid_scene, **DRAFT))
    assert waiting.status is Status.APPROVED and "is not paid" in waiting.problem and not paid_scene.sent()
    assert go(paid_scene, approved(paid_scene, draft_text="", mode="human")).status is Status.APPROVED
    change(Subscription.objects.get(), status=Paid.ACTIVE)
    assert wake(waiting.workspace_id, utcnow()) == 2
    assert go(paid_scene, waiting.reload()).status is Status.SENT


def test_who_finds_no_room_learns_what_holds_now_not_what_held_a_moment_ago(selling: None) -> None:
    mine = subscribed(plan="agency", spend_cap_cents=0)
    one = letters(make.account(Workspace.objects.get(id=mine.workspace_id)), 1)[0]
    assert (wait := take_reply(one, NOW)) and "spend cap" in wait.sentence
    Subscription.objects(id=mine.id).update_one(set__status=Paid.UNPAID)
    assert (wait := take_reply(one, NOW)) and "is not paid" in wait.sentence
    Subscription.objects(id=mine.id).update_one(set__status=Paid.ACTIVE, unset__spend_cap_cents=True)
    assert take_reply(one, NOW) is None


def test_what_was_to_go_by_itself_needs_a_person_on_a_plan_without_auto_send(paid_scene: Scene) -> None:
    change(Subscription.objects.get(), status=Paid.CANCELED)
    seen = go(paid_scene, approved(paid_scene, **DRAFT))
    assert seen.status is Status.IN_REVIEW and "no auto-send" in seen.history[-1].why


def test_a_plan_says_when_it_has_no_room_for_another_account(selling: None) -> None:
    workspace = make.workspace()
    old = make.account(workspace, status=AccountStatus.DISCONNECTED)
    who = lambda number: Identity(f"99{number}", f"nika{number}", "Nika")  # noqa: E731 a table of names
    first = connect_account(workspace.id, "instagram", Tokens("t"), who(1), "nika")
    with pytest.raises(
        NoRoom, match=r"^Your plan has 1 account. Disconnect one, or choose a larger plan under Billing.$"
    ):
        connect_account(workspace.id, "instagram", Tokens("t"), who(2), "nika")
    again = Identity(old.external_id, old.username, "Nika")
    with pytest.raises(NoRoom):
        connect_account(workspace.id, "instagram", Tokens("t"), again, "nika")
    assert connect_account(workspace.id, "instagram", Tokens("t2"), who(1), "nika").id == first.id
    assert used(workspace.id, Limit.ACCOUNTS, in_force_now(workspace.id, NOW)) == 1


def test_of_many_accounts_connected_at_once_there_are_never_more_than_the_plan_has(selling: None) -> None:
    mine = subscribed()

    def connect(number: int) -> bool:
        try:
            who = Identity(f"88{number}", f"nika{number}", "Nika")
            return bool(connect_account(mine.workspace_id, "instagram", Tokens("t"), who, "nika"))
        except NoRoom:
            return False

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(connect, range(8)))
    working = SocialAccount.objects(status=AccountStatus.CONNECTED).count()
    assert working == sum(said) <= 3


def test_a_plan_says_when_it_has_no_room_for_another_member(selling: None) -> None:
    mine = subscribed()
    people = [User(email=f"p{number}@example.com", name="P", password_hash="x").save() for number in range(4)]
    owner = Membership(user_id=people[0].id, workspace_id=mine.workspace_id, role=Role.OWNER).save()
    asked = [invite(owner, one.email, Role.REVIEWER)[0] for one in people[1:]]
    assert accept(asked[0], people[1]) and accept(asked[1], people[2])
    with pytest.raises(Refused, match=r"^Your plan has 3 members. Remove one"):
        accept(asked[2], people[3])
    assert Invitation.objects.get(id=asked[2].id).answer == "open", "it works as soon as there is room"
    with pytest.raises(Refused):
        invite(owner, "another@example.com", Role.REVIEWER)


def test_jobs_are_counted_by_the_period(selling: None) -> None:
    assert (
        may_begin_job(make.workspace().id, NOW)
        == "Your plan has no fine-tuning jobs a month. Choose a larger one under Billing."
    )
    assert may_begin_job(subscribed().workspace_id, NOW) == ""


def test_each_share_is_told_once_and_put_away_when_there_is_room(selling: None) -> None:
    mine = subscribed()
    account, now = make.account(Workspace.objects.get(id=mine.workspace_id)), NOW
    assert take_reply(letters(account, 1)[0], now) is None

    def told(replies: int) -> str:
        Usage.objects.update_one(set__replies=replies, set__changed_at=now)
        warn_lately(now)
        return "".join(one.sentence for one in Notification.open_of(mine.workspace_id) if one.key == REPLIES)

    assert told(1_399) == ""
    assert told(1_400).startswith(
        "70 % of the 2,000 replies a month that your plan has are sent. It begins anew on 10 December 2026"
    )
    Notification.objects.update(set__alerted_at=now)
    told(1_500)
    assert Notification.objects.get().alerted_at == now, "not news"
    assert told(1_800).startswith("90 %") and Notification.objects.get().alerted_at is None
    assert told(2_000).startswith("All of the 2,000")
    change(mine, plan="studio")
    assert told(2_000) == ""
    assert told(7_000).startswith("70 % of the 10,000"), "another limit has its own shares"
    close_old(NOW + timedelta(days=25))
    assert not Notification.open_of(mine.workspace_id)


def test_a_spend_cap_holds_replies_back_and_says_so(selling: None) -> None:
    mine = subscribed(plan="agency", spend_cap_cents=2)
    one, other = letters(make.account(Workspace.objects.get(id=mine.workspace_id)), 2)
    assert take_reply(one, NOW) is None
    wait = take_reply(other, NOW)
    assert wait and wait.sentence.startswith("Your spend cap pays for 1 reply a month")
    assert not has_room(mine.workspace_id, in_force_now(mine.workspace_id, NOW))

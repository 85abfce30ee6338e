"""What holds an approved reply back: windows, the breaker, the row of senders, the day's budget, a long stop."""

from datetime import datetime, timedelta

import pytest

import connectors
from connectors.errors import Blocked, ReplyRefused
from connectors.limits import Limits
from connectors.world import Fault
from models import Budget, Message, Notification, SocialAccount, Status, Workspace
from models.budget import day_of
from models.fields import utcnow
from models.lifecycle import move
from models.message import StoredLabel
from models.social_account import AccountStatus
from pipeline import breaker, budget
from pipeline.budget import DayPurse, waits_until
from pipeline.deliver import WAITED_LONG, Line, deliver
from pipeline.windows import closes_at, is_by_hand, is_over
from tests.connectors.contract import configured
from tests.models import make
from tests.pipeline.conftest import PLATFORM, Scene

NOW = utcnow()
DM = Limits(1_000, reply_window=timedelta(hours=24), human_window=timedelta(days=7))


def approved(scene: Scene, kind: str = "comment", **reply: object) -> Message:
    id = scene.fan_writes("love it", kind)
    scene.poll()
    classified = move(scene.stored(id), Status.CLASSIFIED, by="worker", why="", label=StoredLabel(intent="praise"))
    SocialAccount.objects(id=scene.account.id).update_one(set__auto_send=True, set__auto_send_intents=["praise"])
    fields = {f"reply__{name}": value for name, value in {"text": "thank you", "mode": "auto", **reply}.items()}
    return move(classified, Status.APPROVED, by="worker", why="", **fields)


def go(scene: Scene, message: Message, now: datetime | None = None) -> Message:
    return deliver(message, scene.account.reload(), Line(scene.connector, scene.platform), now or utcnow())


def written(**fields: object) -> Message:
    given = {
        "kind": "direct_message",
        "platform_created_at": NOW - timedelta(days=2),
        "reply_by": NOW - timedelta(days=1),
    }
    return make.message(make.account(make.workspace()), **{**given, **fields})


@pytest.mark.usefixtures("clean", "database")
@pytest.mark.parametrize(
    ("mode", "text", "by_hand"),
    [("human", "mine", True), ("approved", "mine", True), ("approved", "its", False), ("auto", "mine", False)],
)
def test_only_a_persons_own_words_may_use_the_longer_window(mode: str, text: str, by_hand: bool) -> None:
    message = written()
    message.reply.mode, message.reply.text, message.reply.draft_text = mode, text, "its"
    assert is_by_hand(message) is by_hand
    assert is_over(message, DM, NOW) is not by_hand
    assert is_over(message, DM, NOW + timedelta(days=6))


@pytest.mark.usefixtures("clean", "database")
def test_a_private_reply_has_a_window_of_its_own() -> None:
    message = written(kind="comment", reply_by=None)
    limits = Limits(2_200, private_window=timedelta(days=7))
    assert closes_at(message, limits, by_hand=False) is None
    message.reply.private = True
    assert closes_at(message, limits, by_hand=False) == message.platform_created_at + timedelta(days=7)


def test_a_person_answers_by_hand_after_a_day_and_the_avatar_does_not(scene: Scene) -> None:
    for text, draft, status in (("mine", "its", Status.SENT), ("its", "its", Status.EXPIRED)):
        message = approved(scene, "direct_message", text=text, draft_text=draft, mode="approved")
        late = utcnow() - timedelta(hours=30)
        Message.objects(id=message.id).update_one(
            set__reply_by=late + timedelta(hours=24), set__platform_created_at=late
        )
        assert go(scene, message.reload()).status is status


def test_a_block_opens_the_breaker_and_tells_a_person(scene: Scene) -> None:
    first, second = approved(scene), approved(scene)
    scene.world.add_fault(Fault(PLATFORM, "send", "block", 1))
    assert go(scene, first).status is Status.APPROVED
    until = scene.account.reload().sending_rests_until
    assert until > utcnow() + timedelta(minutes=25)
    assert "spam" in scene.account.sending_problem
    (note,) = Notification.open_of(scene.account.workspace_id)
    assert scene.account.username in note.sentence
    waiting = go(scene, second)
    assert (waiting.status, waiting.wake_at, scene.sent()) == (Status.APPROVED, until, [])
    breaker.close(scene.account)
    assert go(scene, second.reload()).status is Status.SENT
    assert Notification.open_of(scene.account.workspace_id) == []


@pytest.mark.usefixtures("clean", "database")
def test_five_refusals_in_a_row_open_the_breaker_and_each_time_for_longer() -> None:
    account = make.account(make.workspace())
    for _ in range(4):
        breaker.refused(account, ReplyRefused("x", "No."), NOW)
    assert breaker.rests_until(account.reload(), NOW) is None
    breaker.refused(account, ReplyRefused("x", "No."), NOW)
    first = account.reload().sending_rests_until - NOW
    again = NOW + first + timedelta(seconds=1)
    breaker.refused(account, ReplyRefused("x", "No."), again)
    assert account.reload().sending_rests_until - again > 1.9 * first
    old = SocialAccount.objects.get(id=account.id)
    breaker.blocked(account, Blocked("x", "Stopped.", 60), again + timedelta(seconds=5))
    breaker.worked(old)  # was sent before the block
    assert breaker.rests_until(account.reload(), again)
    breaker.worked(account)
    assert (account.reload().refusals, account.sending_rests_until) == (0, None)


def test_replies_leave_one_after_the_other(scene: Scene) -> None:
    with configured(PACE_SECONDS="60"):
        messages = [approved(scene) for _ in range(3)]
        after = [go(scene, message) for message in messages]
        assert [message.status for message in after] == [Status.SENT, Status.APPROVED, Status.APPROVED]
        slots = [message.slot_at for message in after[1:]]
        assert timedelta(seconds=25) < slots[0] - utcnow() < timedelta(seconds=95) and slots[1] - slots[0] > timedelta(
            seconds=25
        )
        assert [message.wake_at for message in after[1:]] == slots
        assert go(scene, after[2].reload(), slots[1]).status is Status.SENT  # the place was kept


def test_what_waited_long_while_all_was_stopped_is_seen_by_a_person(scene: Scene) -> None:
    now = utcnow()
    message = approved(scene, drafted_at=now - timedelta(hours=2))
    Workspace.objects(id=message.workspace_id).update_one(set__resumed_at=now)
    seen = go(scene, message)
    assert (seen.status, seen.history[-1].why) == (Status.IN_REVIEW, WAITED_LONG)
    by_person = approved(scene, drafted_at=now - timedelta(hours=2), mode="approved")
    assert go(scene, by_person).status is Status.SENT


@pytest.fixture
def channel(clean: None, database: object) -> SocialAccount:
    budget._worths.forget()
    return make.account(make.workspace(), platform="youtube")


def spend(units: int) -> None:
    day, ends_at = day_of(utcnow())
    Budget.spend(f"youtube:{day}", units, 10_000, ends_at)


def test_a_purse_gives_what_the_day_holds_and_no_more(channel: SocialAccount) -> None:
    purse = DayPurse(connectors.get("youtube"))
    spend(9_940)
    assert [purse.take(50, True), purse.take(50, True), purse.take(10, False), purse.take(1, False)] == [
        True,
        False,
        True,
        False,
    ]


def test_an_allowance_ends_before_the_day_does(channel: SocialAccount) -> None:
    purse = budget.purse_of(connectors.get("youtube"), most_units=60)
    assert [purse.take(50, False), purse.take(50, False), purse.take(10, False)] == [True, False, True]
    assert Budget.used_of(f"youtube:{day_of(utcnow())[0]}") == 60


def test_an_empty_day_lets_replies_wait_for_the_next(channel: SocialAccount) -> None:
    spend(9_990)
    message = make.message(channel, worth=0.9)
    until, sentence = waits_until(message, connectors.get("youtube"), utcnow()) or (None, "")
    assert until == day_of(utcnow())[1] and sentence.endswith(".")


def test_a_short_day_goes_to_what_is_worth_most(channel: SocialAccount) -> None:
    now = utcnow()
    _, ends_at = day_of(now)
    late = ends_at - timedelta(minutes=5)  # hardly anything is still to come, so little is kept for looking
    spend(10_000 - 120)
    for number in range(6):
        make.message(channel, status=Status.APPROVED, worth=0.1 * number)
    poor, rich = make.message(channel, worth=0.1), make.message(channel, worth=0.9)
    waits = waits_until(poor, connectors.get("youtube"), late)
    assert waits and "2 more replies" in waits[1]
    assert waits_until(rich, connectors.get("youtube"), late) is None


def test_after_a_rest_replies_take_new_places_in_the_row(scene: Scene) -> None:
    with configured(PACE_SECONDS="60"):
        messages = [approved(scene) for _ in range(3)]
        now = utcnow()
        SocialAccount.objects(id=scene.account.id).update_one(set__sending_rests_until=now + timedelta(minutes=30))
        held = [go(scene, message) for message in messages]
        after = [go(scene, message, now + timedelta(minutes=31)) for message in held]
    assert [message.status for message in after].count(Status.SENT) == 1


def test_waiting_for_the_platform_uses_up_no_try(scene: Scene) -> None:
    message = approved(scene)
    scene.world.add_fault(Fault(PLATFORM, "send", "throttle", 1))
    assert go(scene, message).reply.tries == 0


def test_what_is_paused_takes_nobodys_place_in_a_short_day(channel: SocialAccount) -> None:
    late = day_of(utcnow())[1] - timedelta(minutes=5)
    paused = make.account(make.workspace(), platform="youtube", status=AccountStatus.PAUSED)
    for _ in range(8):
        make.message(paused, status=Status.APPROVED, worth=0.9)
    spend(10_000 - 120)
    assert (
        waits_until(make.message(channel, status=Status.APPROVED, worth=0.1), connectors.get("youtube"), late) is None
    )

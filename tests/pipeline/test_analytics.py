from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from avatar.figures import Answerer, Fate, Figures, together
from models import (
    CountedUntil,
    Counting,
    DayTally,
    Fan,
    Message,
    Relabel,
    ReplyExample,
    SocialAccount,
    Status,
    Workspace,
)
from models.analytics import part_of
from models.fields import utcnow
from models.lifecycle import move
from models.message import Reply, StoredLabel
from pipeline.analytics import count_day, count_moved, count_switched, forget_left_out, keep_day
from pipeline.looking_back import Asked, Look, Period, look_back
from tests.models import make

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PLATFORMS = ("instagram", "youtube")
WEEK = Period(date(2026, 11, 14), date(2026, 11, 20))


def free(platform: str) -> bool:
    return platform == "instagram"


@pytest.fixture
def account(clean: None, database: object) -> SocialAccount:
    return make.account(make.workspace())


def letter(account: SocialAccount, at: datetime, **fields: Any) -> Message:
    given = {"created_at": at, "platform_created_at": at, "moved_at": at, "label": StoredLabel(intent="praise")}
    return make.message(account, **{**given, **fields})


def counting(now: datetime = NOW) -> None:
    count_switched(free, now)
    count_moved(PLATFORMS, free, now)


def looked(account: SocialAccount, now: datetime = NOW, **asked: Any) -> Look:
    return look_back(Workspace.objects.get(id=account.workspace_id), Asked(**{"period": WEEK, **asked}), free, now)


def total(account: SocialAccount) -> Figures:
    """All that is stored, without the day that runs."""
    zone = Workspace.objects.get(id=account.workspace_id).time_zone
    days = DayTally.between(account.workspace_id, zone, date(2020, 1, 1), date(2030, 1, 1))
    return together(figures for day in days for figures in day.parts.values())


def test_counting_twice_is_counting_once(account: SocialAccount) -> None:
    for number in range(5):
        letter(account, NOW - number * DAY, status=Status.IGNORED)
    counting()
    once = [tally.to_mongo() for tally in DayTally.objects.order_by("id")]
    CountedUntil.objects.delete()
    Counting.objects.delete()
    counting()
    assert [tally.to_mongo() for tally in DayTally.objects.order_by("id")] == once
    assert total(account).fates == {Fate.NEEDS_NONE: 5}


def test_what_moves_later_changes_its_own_day_and_is_not_counted_again(account: SocialAccount) -> None:
    waits = letter(account, NOW - 3 * DAY, status=Status.IN_REVIEW)
    letter(account, NOW - 2 * DAY, status=Status.IGNORED)
    counting()
    assert total(account).fates == {Fate.WAITING: 1, Fate.NEEDS_NONE: 1}
    move(waits, Status.REJECTED, by="ada", why="", now=NOW + timedelta(minutes=1))
    counting(NOW + timedelta(minutes=5))
    assert total(account).fates == {Fate.REJECTED: 1, Fate.NEEDS_NONE: 1}
    assert DayTally.objects(day="2026-11-17").get().parts[0].fates == {"rejected": 1}


def test_a_label_that_a_person_put_right_moves_the_message_to_its_kind(account: SocialAccount) -> None:
    message = letter(account, NOW - DAY, status=Status.IGNORED)
    counting()
    message.modify(set__label__intent="spam")
    later = NOW + timedelta(minutes=2)
    Relabel(
        workspace_id=account.workspace_id, account_id=account.id, message_id=message.id, text="x", intent="spam",
        sentiment="neutral", by="ada", at=later,
    ).save()  # fmt: skip
    counting(NOW + timedelta(minutes=5))
    assert total(account).fates == {Fate.CAUGHT: 1}


def test_a_round_touches_only_days_of_which_something_moved(account: SocialAccount) -> None:
    letter(account, NOW - 3 * DAY, status=Status.IGNORED)
    counting()
    DayTally.objects.update(set__parts=[part_of("praise", Figures({Fate.AUTO: 9}))])
    letter(account, NOW + timedelta(minutes=1), status=Status.IGNORED)
    counting(NOW + timedelta(minutes=10))
    assert total(account).fates == {Fate.AUTO: 9, Fate.NEEDS_NONE: 1}


def test_an_older_count_never_takes_the_place_of_a_newer_one(account: SocialAccount) -> None:
    workspace = Workspace.objects.get(id=account.workspace_id)
    letter(account, NOW - DAY, status=Status.IGNORED)
    keep_day(workspace, (NOW - DAY).date(), free, NOW)
    letter(account, NOW - DAY, status=Status.IGNORED)
    keep_day(workspace, (NOW - DAY).date(), free, NOW - timedelta(seconds=1))
    assert total(account).received == 1
    keep_day(workspace, (NOW - DAY).date(), free, NOW + timedelta(seconds=1))
    assert total(account).received == 2


def test_a_day_begins_at_midnight_where_the_people_are(account: SocialAccount) -> None:
    letter(account, datetime(2026, 11, 19, 2, tzinfo=UTC), status=Status.IGNORED)
    counting()
    assert list(looked(account).days) == [date(2026, 11, 19)]
    Workspace.objects.update(set__time_zone="America/Los_Angeles")
    counting(NOW + timedelta(minutes=5))
    assert list(looked(account).days) == [date(2026, 11, 18)]
    assert {tally.zone for tally in DayTally.objects} == {"America/Los_Angeles"}, "the days of the old clock are gone"


def test_the_running_day_is_counted_for_whoever_looks(account: SocialAccount) -> None:
    letter(account, NOW - timedelta(hours=1), status=Status.IN_REVIEW)
    assert looked(account).total.fates == {Fate.WAITING: 1}
    counting()
    assert looked(account).total.fates == {Fate.WAITING: 1}, "not once more from what was stored"


def test_the_period_before_is_as_long_and_ends_where_this_one_begins(account: SocialAccount) -> None:
    for days in (0, 6, 7, 13, 14):
        letter(account, NOW - days * DAY, status=Status.IGNORED)
    counting()
    look = looked(account)
    assert (look.total.received, look.before.received) == (2, 2)


def test_figures_are_those_of_the_account_and_the_kind_that_is_asked_for(account: SocialAccount) -> None:
    other = make.account(Workspace.objects.get(id=account.workspace_id))
    stranger = make.account(make.workspace())
    for whose in (account, other, stranger):
        letter(whose, NOW - DAY, status=Status.IGNORED)
    letter(other, NOW - DAY, status=Status.IGNORED, label=StoredLabel(intent="spam"))
    counting()
    assert looked(account).total.received == 3
    assert looked(account, account_id=other.id).total.received == 2
    assert looked(account, account_id=other.id, intent="spam").total.fates == {Fate.CAUGHT: 1}


def test_nothing_is_counted_where_the_platform_wants_to_be_asked_until_the_switch_is_on(account: SocialAccount) -> None:
    workspace = Workspace.objects.get(id=account.workspace_id)
    asks_first = make.account(workspace, platform="youtube")
    letter(asks_first, NOW - DAY, status=Status.IGNORED)
    letter(asks_first, NOW, status=Status.IGNORED)
    counting()
    assert DayTally.objects.count() == 0 and looked(account).total.received == 0
    assert count_day(workspace, NOW.date(), free) == []
    workspace.modify(derived_figures=True)
    counting(NOW + timedelta(minutes=5))
    assert total(account).received == 2
    workspace.modify(derived_figures=False)
    assert forget_left_out(workspace, free) == 2
    assert DayTally.objects.count() == 0


def test_how_long_answers_took_before_is_read_from_the_past_that_came_with_the_account(account: SocialAccount) -> None:
    asked = NOW - 90 * DAY
    old = make.message(
        account, status=Status.ANSWERED, platform_created_at=asked, created_at=NOW - DAY, moved_at=NOW - DAY
    )
    ReplyExample(
        workspace_id=account.workspace_id, account_id=account.id, external_id="r1", platform=account.platform, kind="comment",
        source="by_hand", text="thanks", conversation_id=old.conversation_id, answers=old.external_id,
        created_at=asked + timedelta(hours=9),
    ).save()  # fmt: skip
    counting()
    look = looked(account)
    assert look.total.received == 0 and sum(look.past.values()) == 1
    assert looked(account, account_id=make.account(make.workspace()).id).past == {}


def test_an_answer_by_hand_is_timed_from_the_message_it_answers(account: SocialAccount) -> None:
    asked = NOW - DAY
    for number, at in enumerate((asked - timedelta(hours=2), asked + timedelta(hours=2), asked + timedelta(hours=7))):
        ReplyExample(
            workspace_id=account.workspace_id, account_id=account.id, external_id=f"r{number}", platform=account.platform,
            kind="direct_message", source="by_hand", text="thanks", conversation_id="fan", created_at=at,
        ).save()  # fmt: skip
    letter(account, asked, status=Status.ANSWERED, kind="direct_message", conversation_id="fan")
    counting()
    assert looked(account).total.wait(0.5, Answerer.HAND) == pytest.approx(7_200, rel=0.1)


def test_replies_are_timed_from_the_fans_words_to_the_platform(account: SocialAccount) -> None:
    reply = Reply(
        text="so kind", draft_text="so kind", mode="auto", sent_at=NOW - DAY + timedelta(minutes=4), style_score=70.0
    )
    letter(account, NOW - DAY, status=Status.SENT, reply=reply)
    counting()
    found = looked(account).total
    assert found.wait(0.5, Answerer.AVATAR) == pytest.approx(240, rel=0.1)
    assert (found.fates, found.style_mean) == ({Fate.AUTO: 1}, 70.0)


def test_an_account_that_leaves_takes_its_figures_along(account: SocialAccount) -> None:
    from pipeline.forget import kept_of_accounts

    assert DayTally in kept_of_accounts()


def test_who_writes_most_is_known_for_each_account(account: SocialAccount) -> None:
    mine = {
        "workspace_id": account.workspace_id,
        "account_id": account.id,
        "first_seen_at": utcnow(),
        "last_seen_at": utcnow(),
    }
    fans = [Fan(**mine, external_id=str(number), messages=number).save() for number in range(12)]
    counting()
    [most] = Counting.objects.get(id=account.workspace_id).favourites
    assert most.account_id == account.id and most.fans[:3] == [fans[11].id, fans[10].id, fans[9].id]

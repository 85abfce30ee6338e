"""An account leaves: what is given back, what is deleted when, and how it is undone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import connectors
from connectors.base import Identity, Tokens
from connectors.world import Fault, World
from connectors.youtube.sandbox import blueprint
from models import (
    Fan,
    Knowledge,
    Memory,
    Message,
    Notification,
    Receipt,
    ReplyExample,
    SocialAccount,
    Unanswered,
    Workspace,
)
from models.fan import Sighting
from models.fields import utcnow
from models.receipt import Reason
from models.social_account import AccountStatus, Consent
from pipeline.access import lose
from pipeline.entries import add_answer
from pipeline.forget import close_withdrawn, disconnect_account, forget, give_back, kept_of_accounts, withdraw_account
from pipeline.onboard import AlreadyConnected, connect_account
from tests.connectors.contract import configured, serving
from tests.connectors.youtube.conftest import settings_at
from tests.models import make

CHANNEL = "UC" + "creator".ljust(22, "0")
EIGHT_DAYS = timedelta(days=8)


@pytest.fixture
def world(clean: None, tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "world.sqlite")
    with serving(blueprint(world)) as address, configured(**settings_at(address)):
        world.add_account("youtube", CHANNEL, "nika", "Nika")
        yield world
    world.close()


@pytest.fixture
def account(world: World) -> SocialAccount:
    return signed_in(world, make.workspace().id)


def signed_in(world: World, workspace_id: object) -> SocialAccount:
    world.keep_token("lasting", "youtube", CHANNEL, "refresh", 180 * 86_400)
    tokens = Tokens("short", "lasting", utcnow() + timedelta(hours=1))
    return connect_account(workspace_id, "youtube", tokens, Identity(CHANNEL, "nika"), "nika")  # type: ignore[arg-type]


def with_letters(account: SocialAccount, count: int) -> None:
    for number in range(count):
        make.message(account)
        Fan.known(account.workspace_id, account.id, [Sighting(f"f{number}", "ada", utcnow())])
        ReplyExample(
            workspace_id=account.workspace_id, account_id=account.id, external_id=f"r{number}", platform="youtube",
            kind="comment", source="by_hand", text="thank you",
        ).save()  # fmt: skip


def left(account: SocialAccount) -> int:
    return sum(kind.objects(account_id=account.id).count() for kind in kept_of_accounts())


def test_a_disconnect_takes_the_tokens_at_once_and_promises_the_rest(account: SocialAccount) -> None:
    account.modify(auto_send=True, consents=[Consent(text="I allow it.", by="nika")])
    now = utcnow()
    receipt = disconnect_account(account, "nika", now)
    stored = SocialAccount._get_collection().find_one({"_id": account.id})
    assert not {"access_token", "refresh_token"} & set(stored)
    assert (account.status, account.auto_send) == (AccountStatus.DISCONNECTED, False)
    assert account.consents[0].revoked_at and account.consents[0].revoked_by == "nika"
    assert receipt.delete_by == account.forget_at == now + timedelta(days=7)


def test_the_access_is_given_back_and_then_no_token_is_left_anywhere(world: World, account: SocialAccount) -> None:
    receipt = disconnect_account(account, "nika", utcnow())
    give_back(receipt, connectors.get("youtube"), utcnow())
    assert receipt.given_back_at and receipt.said.endswith(".")
    assert world.token("lasting") is None
    stored = Receipt._get_collection().find_one({"_id": receipt.id})
    assert not {"access_token", "refresh_token", "give_back_after"} & set(stored)


def test_a_silent_platform_is_asked_again_and_given_up_after_a_week(world: World, account: SocialAccount) -> None:
    receipt, now = disconnect_account(account, "nika", utcnow()), utcnow()
    with configured(YOUTUBE_OAUTH_URL="http://127.0.0.1:1/google"):
        give_back(receipt, connectors.get("youtube"), now)
        assert receipt.given_back_at is None and now < receipt.give_back_after < now + timedelta(minutes=5)
        for day in range(1, 9):
            give_back(receipt, connectors.get("youtube"), now + timedelta(days=day))
    assert receipt.given_back_at is None and receipt.give_back_after is None and not receipt.refresh_token
    assert "yourself" in receipt.said


def test_everything_of_the_account_is_deleted_on_its_day_and_nothing_of_another(account: SocialAccount) -> None:
    other = make.account(make.workspace(), platform="youtube")
    with_letters(account, 3), with_letters(other, 2)
    receipt = disconnect_account(account, "nika", utcnow())
    assert not forget(receipt, utcnow() + timedelta(days=6))
    assert left(account) == 12
    assert forget(receipt, utcnow() + EIGHT_DAYS)
    assert left(account) == 0 and left(other) == 8
    assert SocialAccount.objects(id=account.id).count() == 0
    receipt.reload()
    assert receipt.deleted == {"messages": 3, "fans": 3, "reply_examples": 3} and receipt.deleted_at
    assert "is deleted" in Notification.open_of(account.workspace_id)[0].sentence
    assert not forget(receipt, utcnow() + EIGHT_DAYS)


def test_memories_questions_and_posts_go_with_the_account_and_what_people_wrote_stays(account: SocialAccount) -> None:
    mine = {"workspace_id": account.workspace_id, "account_id": account.id}
    later = utcnow() + timedelta(days=99)
    Memory(
        **mine, fan_id=account.id, kind="name", text="x", message_id=account.id, said_at=utcnow(), expires_at=later
    ).save()
    Unanswered(**mine, message_id=account.id, vector=bytes(8), expires_at=later).save()
    Knowledge(**mine, source="post", external_id="p1", text="words").save()
    add_answer(account.workspace_id, "Do you ship?", "Yes.", "nika")
    told = Workspace.objects.get(id=account.workspace_id).told
    receipt = disconnect_account(account, "nika", utcnow(), Reason.ERASED)
    assert forget(receipt, utcnow())
    assert receipt.reload().deleted == {"memories": 1, "unanswered": 1, "knowledge": 1}
    assert [one.source for one in Knowledge.objects] == ["faq"]
    assert Workspace.objects.get(id=account.workspace_id).told > told, "and no process goes on with what it has read"


def test_more_than_one_bite_is_deleted_and_counted(account: SocialAccount) -> None:
    rows = [
        {"workspace_id": account.workspace_id, "account_id": account.id, "external_id": f"x{n}"} for n in range(1201)
    ]
    Message._get_collection().insert_many(rows)
    receipt = disconnect_account(account, "nika", utcnow(), Reason.ERASED)
    assert forget(receipt, utcnow())
    assert receipt.reload().deleted["messages"] == 1201


def test_nothing_is_deleted_while_somebody_reads(account: SocialAccount) -> None:
    assert account.lease(utcnow(), 60)
    receipt = disconnect_account(account, "nika", utcnow(), Reason.ERASED)
    assert not forget(receipt, utcnow())
    assert forget(receipt, utcnow() + timedelta(seconds=61))


def test_connecting_again_in_time_undoes_it(world: World, account: SocialAccount) -> None:
    with_letters(account, 2)
    receipt = disconnect_account(account, "nika", utcnow())
    again = signed_in(world, account.workspace_id)
    assert (again.id, again.status, again.forget_at) == (account.id, AccountStatus.CONNECTED, None)
    receipt.reload()
    assert receipt.undone_at and not receipt.refresh_token and not forget(receipt, utcnow() + EIGHT_DAYS)
    assert (receipt.give_back_after, receipt.delete_by) == (None, None), "the clock must not come back to it"
    give_back(receipt, connectors.get("youtube"), utcnow())
    assert world.token("lasting"), "the new consent must not be ended by the old receipt"
    assert left(account) == 8


def test_erasing_now_makes_an_earlier_promise_stricter_and_a_disconnect_no_promise_weaker(
    account: SocialAccount,
) -> None:
    first = disconnect_account(account, "nika", utcnow())
    second = disconnect_account(account, "nika", utcnow(), Reason.ERASED)
    third = disconnect_account(account, "nika", utcnow())
    assert first.id == second.id == third.id
    assert forget(Receipt.objects.get(), utcnow())


def test_access_withdrawn_there_is_deleted_after_its_days_unless_connected_again(
    world: World, account: SocialAccount
) -> None:
    with_letters(account, 1)
    lose(account, "Google has ended the access.", connectors.get("youtube"), utcnow())
    assert account.forget_at and close_withdrawn(account, utcnow() + timedelta(days=29)) is None
    receipt = close_withdrawn(account, utcnow() + timedelta(days=31))
    assert receipt and receipt.reason is Reason.WITHDRAWN
    assert forget(receipt, utcnow() + timedelta(days=31)) and left(account) == 0
    fresh = signed_in(world, account.workspace_id)
    lose(fresh, "Google has ended the access.", connectors.get("youtube"), utcnow())
    assert signed_in(world, account.workspace_id).forget_at is None


def test_a_platform_without_such_a_rule_keeps_what_was_read(clean: None) -> None:
    account = make.account(make.workspace(), access_token="old")
    receipt = withdraw_account(account, connectors.get("instagram"), utcnow())
    assert (account.status, account.access_token) == (AccountStatus.NEEDS_RECONNECT, None)
    assert (account.forget_at, receipt.delete_by) == (None, None)
    assert "not read any more" in Notification.open_of(account.workspace_id)[0].sentence


def test_an_account_that_left_may_be_connected_elsewhere_and_what_it_read_still_goes(
    world: World, account: SocialAccount
) -> None:
    with_letters(account, 2)
    elsewhere = make.workspace().id
    with pytest.raises(AlreadyConnected):
        signed_in(world, elsewhere)
    receipt = disconnect_account(account, "nika", utcnow())
    fresh = signed_in(world, elsewhere)
    assert fresh.id != account.id and left(fresh) == 0 and left(account) == 8
    aside = SocialAccount.objects.get(id=account.id)
    assert (aside.workspace_id, aside.status) == (account.workspace_id, AccountStatus.DISCONNECTED)
    assert forget(receipt, utcnow() + EIGHT_DAYS)
    assert left(account) == 0 and SocialAccount.objects.get().id == fresh.id


def test_a_fault_at_the_platform_is_no_reason_to_keep_the_tokens(world: World, account: SocialAccount) -> None:
    world.add_fault(Fault("youtube", "any", "fail_before", times=9))
    disconnect_account(account, "nika", utcnow())
    assert not account.access_token and not account.refresh_token

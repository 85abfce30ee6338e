from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from connectors.base import Identity, Tokens
from models import AuditEntry, Notification, SocialAccount, notify
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline.access import access_key
from pipeline.forget import disconnect_account
from pipeline.onboard import AlreadyConnected, connect_account
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")
NIKA = Identity("17841", "nika", "Nika Vidal", app_scoped_id="990017")


def test_of_many_workspaces_that_connect_an_account_at_once_one_gets_it() -> None:
    homes = [make.workspace().id for _ in range(8)]

    def connect(home: object) -> bool:
        with suppress(AlreadyConnected):
            return bool(connect_account(home, "instagram", Tokens("token"), NIKA, "nika"))  # type: ignore[arg-type]
        return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(connect, homes)) == 1
    assert SocialAccount.objects.count() == 1


def test_a_new_account_starts_in_review_whatever_its_platform() -> None:
    for platform in ("instagram", "youtube"):
        account = connect_account(make.workspace().id, platform, Tokens("token"), NIKA, "nika")
        assert not account.auto_send and not account.auto_send_intents and not account.consents


def test_connecting_again_keeps_the_history_and_mends_all_that_was_wrong() -> None:
    home = make.workspace().id
    first = connect_account(home, "instagram", Tokens("old", "lasting"), NIKA, "nika")
    long_ago = utcnow() - timedelta(days=90)
    first.modify(
        status=AccountStatus.NEEDS_RECONNECT, problem="Ended.", token_problem="Ended.", failures=9, onboarded_at=long_ago,
        connected_at=long_ago, poll_after=utcnow() + timedelta(hours=1), leased_until=utcnow() + timedelta(minutes=1),
    )  # fmt: skip
    notify(home, access_key(first.id), "It is not read any more.", first.page)
    again = connect_account(home, "instagram", Tokens("new"), NIKA, "nika")
    assert (again.id, again.connected_at, again.onboarded_at) == (first.id, long_ago, long_ago)
    assert (again.access_token, again.refresh_token) == ("new", "lasting")
    assert (again.status, again.problem, again.token_problem, again.failures) == (AccountStatus.CONNECTED, "", "", 0)
    assert again.poll_after <= utcnow() and again.leased_until is None
    assert Notification.open_of(home) == []


def test_a_consent_that_was_given_before_the_account_left_does_not_come_back_with_it() -> None:
    home = make.workspace().id
    account = connect_account(home, "youtube", Tokens("token", "lasting"), NIKA, "nika")
    account.modify(auto_send=True, auto_send_intents=["praise"])
    disconnect_account(account, "nika", utcnow())
    assert not connect_account(home, "youtube", Tokens("token", "lasting"), NIKA, "nika").auto_send
    assert [entry.action for entry in AuditEntry.of(home)] == [
        "account.connected",
        "account.disconnected",
        "account.connected",
    ]

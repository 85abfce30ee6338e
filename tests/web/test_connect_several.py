"""A consent for several accounts at once: the person picks one, on a page that knows no token."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from connectors.facebook.sandbox import blueprint
from connectors.world import World
from models import PendingConsent, SocialAccount
from models.fields import utcnow
from models.social_account import AccountStatus
from models.user import Role
from tests.connectors.contract import configured, serving
from tests.web.desk import Desk, Visitor
from tests.web.test_connect import consent

BREAD, BIKES = "102000000000001", "102000000000002"
START, CHOOSE = "/accounts/connect/facebook", "/accounts/choose"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "world.sqlite")
    world.add_account("facebook", BREAD, "nika.bread", "Bread & rye")
    world.add_account("facebook", BIKES, "nika.bikes", "Bikes")
    with serving(blueprint(world)) as address, configured(
        SANDBOX_URL=address, FACEBOOK_API_URL=f"{address}/facebook/v26.0", FACEBOOK_OAUTH_URL=f"{address}/facebook",
        BASE_URL="http://localhost",
    ):  # fmt: skip
        yield world


def asked(desk: Desk, start: str = START) -> PendingConsent:
    """Consented for both; what is remembered until one is chosen."""
    answer = desk.browser.get(consent(desk, [BREAD, BIKES], start))
    assert (answer.status_code, answer.location) == (302, CHOOSE)
    found: PendingConsent = PendingConsent.of(desk.workspace.id).get()
    return found


def test_the_person_picks_one_and_only_that_is_connected(desk: Desk, world: World) -> None:
    asked(desk)
    text = desk.browser.get(CHOOSE).text
    assert "Bread &amp; rye" in text and "Bikes" in text
    answer = desk.browser.click(CHOOSE, external_id=BIKES)
    account = SocialAccount.objects.get(platform="facebook")
    assert answer.location == f"/accounts#account-{account.id}"
    assert (account.external_id, account.workspace_id) == (BIKES, desk.workspace.id)
    assert world.token(account.access_token)["account_id"] == BIKES
    assert world.account("facebook", BIKES)["subscribed"] and not world.account("facebook", BREAD).get("subscribed")
    assert account.refresh_token and account.scopes
    assert PendingConsent.objects.count() == 0


def test_no_token_is_in_an_address_in_the_page_in_the_cookie_or_readable_in_the_database(
    desk: Desk, world: World
) -> None:
    pending = asked(desk)
    token = pending.token
    assert world.token(token)["kind"] == "user"
    cookie = desk.browser.client.get_cookie("fanmail")
    assert cookie and token not in cookie.value and token not in desk.browser.get(CHOOSE).text
    assert token.encode() not in bytes(PendingConsent._get_collection().find_one()["token"])


def test_another_browser_another_person_and_another_workspace_find_nothing(
    app: Flask, desk: Desk, world: World
) -> None:
    pending = asked(desk)
    colleague = Visitor(app).sign_in(desk.add_person(Role.OWNER))
    for stranger in (colleague, Desk(app).browser):
        with stranger.client.session_transaction() as session:
            session["connect-chooses"] = str(pending.id)
        assert stranger.get(CHOOSE).location == "/accounts"
        stranger.click(CHOOSE, external_id=BREAD)
    assert Visitor(app).sign_in(desk.user).get(CHOOSE).location == "/accounts", "another browser of the same person"
    assert SocialAccount.objects(platform="facebook").count() == 0
    assert PendingConsent.objects.count() == 1


def test_a_choice_is_made_once(desk: Desk, world: World) -> None:
    asked(desk)
    desk.browser.click(CHOOSE, external_id=BREAD)
    again = desk.browser.click(CHOOSE, external_id=BIKES)
    assert again.location == "/accounts" and "too old" in desk.browser.get("/accounts").text
    assert [account.external_id for account in SocialAccount.objects(platform="facebook")] == [BREAD]


def test_a_choice_that_waited_too_long_is_none(desk: Desk, world: World) -> None:
    pending = asked(desk)
    assert utcnow() < pending.gone_at < utcnow() + timedelta(minutes=11)
    PendingConsent.objects(id=pending.id).update_one(set__gone_at=utcnow() - timedelta(seconds=1))
    assert desk.browser.get(CHOOSE).location == "/accounts"
    desk.browser.click(CHOOSE, external_id=BREAD)
    assert SocialAccount.objects(platform="facebook").count() == 0


def test_none_of_them_keeps_nothing(desk: Desk, world: World) -> None:
    asked(desk)
    desk.browser.click(CHOOSE, external_id="")
    assert "Nothing was connected" in desk.browser.get("/accounts").text
    assert (SocialAccount.objects(platform="facebook").count(), PendingConsent.objects.count()) == (0, 0)


def test_what_was_not_offered_is_not_connected(desk: Desk, world: World) -> None:
    world.add_account("facebook", "102000000000003", "milo", "Milo")
    asked(desk)
    answer = desk.browser.click(CHOOSE, external_id="102000000000003")
    assert answer.status_code == 400 and "none of the Pages that you allowed" in answer.text
    assert SocialAccount.objects(platform="facebook").count() == 0


def test_connecting_again_takes_only_the_account_that_was_meant(desk: Desk, world: World) -> None:
    desk.browser.get(consent(desk, BREAD, START))
    account = SocialAccount.objects.get(external_id=BREAD)
    SocialAccount.objects(id=account.id).update_one(set__status=AccountStatus.NEEDS_RECONNECT)
    for chosen, status in ((BIKES, AccountStatus.NEEDS_RECONNECT), (BREAD, AccountStatus.CONNECTED)):
        asked(desk, f"{START}?account={account.id}")
        desk.browser.click(CHOOSE, external_id=chosen)
        assert account.reload().status is status
    assert SocialAccount.objects(platform="facebook").count() == 1

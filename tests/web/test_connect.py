"""Connecting an account at the stand-in platform, over real HTTP, and every way in which it can go wrong."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.instagram.sandbox import blueprint
from connectors.world import Fault, World
from models import AuditEntry, Receipt, SocialAccount
from models.social_account import AccountStatus
from tests.connectors.contract import configured, serving
from tests.web.desk import Desk

NIKA, MILO, PERSONAL = "17841400000000001", "17841400000000002", "17841400000000003"
START = "/accounts/connect/instagram"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "world.sqlite")
    world.add_account("instagram", NIKA, "nika", "Nika Vidal", account_type="Media_Creator")
    world.add_account("instagram", MILO, "milo", "Milo", account_type="Media_Creator")
    world.add_account("instagram", PERSONAL, "private", "Private", account_type="PERSONAL")
    with serving(blueprint(world)) as address, configured(
        SANDBOX_URL=address, INSTAGRAM_API_URL=f"{address}/instagram/v26.0", INSTAGRAM_OAUTH_URL=f"{address}/instagram",
        BASE_URL="http://localhost",
    ):  # fmt: skip
        yield world


def consent(desk: Desk, account_id: str | list[str], start: str = START) -> str:
    """Walk to the platform, press a button there, and give back the path that one returns to."""
    asked = desk.browser.get(start)
    assert asked.status_code == 302
    parts = urlsplit(asked.location)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert httpx.get(asked.location).status_code == 200
    answer = httpx.post(f"{parts.scheme}://{parts.netloc}{parts.path}", data={**fields, "allow": account_id})
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def test_consent_connects_the_account_with_its_tokens(desk: Desk, world: World) -> None:
    path = consent(desk, NIKA)
    answer = desk.browser.get(path)
    account = SocialAccount.objects.get(external_id=NIKA)
    assert answer.location == f"/accounts#account-{account.id}"
    assert (account.workspace_id, account.username, account.status) == (
        desk.workspace.id,
        "nika",
        AccountStatus.CONNECTED,
    )
    assert world.token(account.access_token)["kind"] == "long"
    assert not account.auto_send
    assert AuditEntry.of(desk.workspace.id).get(action="account.connected").by == str(desk.user.id)
    assert "@nika is connected" in desk.browser.get("/accounts").text


def test_consent_asks_for_our_rights_with_a_state_of_its_own(desk: Desk, world: World) -> None:
    first, second = (parse_qs(urlsplit(desk.browser.get(START).location).query) for _ in range(2))
    assert first["redirect_uri"] == ["http://localhost/accounts/return/instagram"]
    assert "instagram_business_manage_comments" in first["scope"][0].split(",")
    assert first["state"] != second["state"]


def test_a_no_at_the_platform_is_a_sentence(desk: Desk, world: World) -> None:
    answer = desk.browser.get(consent(desk, ""))
    assert answer.status_code == 400
    assert "You said no there" in answer.text and START in answer.text
    assert SocialAccount.objects(external_id=NIKA).count() == 0


def test_an_answer_with_another_state_is_not_taken(desk: Desk, world: World) -> None:
    path = consent(desk, NIKA)
    answer = desk.browser.get(path.split("&state=")[0] + "&state=forged")
    assert answer.status_code == 400
    assert "does not belong to this browser" in answer.text
    assert SocialAccount.objects(external_id=NIKA).count() == 0


def test_an_answer_that_comes_twice_is_taken_once(desk: Desk, world: World) -> None:
    path = consent(desk, NIKA)
    assert desk.browser.get(path).status_code == 302
    assert desk.browser.get(path).status_code == 400
    assert SocialAccount.objects(external_id=NIKA).count() == 1


def test_an_account_of_another_workspace_stays_there(app, desk: Desk, world: World) -> None:  # type: ignore[no-untyped-def]
    desk.browser.get(consent(desk, NIKA))
    other = Desk(app)
    answer = other.browser.get(consent(other, NIKA))
    assert answer.status_code == 400
    assert "connected to another workspace" in answer.text
    assert SocialAccount.objects.get(external_id=NIKA).workspace_id == desk.workspace.id


def test_a_personal_account_is_told_what_to_change(desk: Desk, world: World) -> None:
    answer = desk.browser.get(consent(desk, PERSONAL))
    assert answer.status_code == 400
    assert "personal account" in answer.text


def test_connecting_again_with_another_account_changes_nothing(desk: Desk, world: World) -> None:
    desk.browser.get(consent(desk, NIKA))
    account = SocialAccount.objects.get(external_id=NIKA)
    SocialAccount.objects(id=account.id).update_one(
        set__status=AccountStatus.NEEDS_RECONNECT, set__problem="Access ended."
    )
    answer = desk.browser.get(consent(desk, MILO, f"{START}?account={account.id}"))
    assert answer.status_code == 400
    assert "You came back as @milo, but @nika was to be connected again" in answer.text
    assert SocialAccount.objects(external_id=MILO).count() == 0
    assert desk.browser.get(consent(desk, NIKA, f"{START}?account={account.id}")).status_code == 302
    assert (account.reload().status, account.problem) == (AccountStatus.CONNECTED, "")


def test_a_platform_that_is_down_is_a_sentence(desk: Desk, world: World) -> None:
    path = consent(desk, NIKA)
    world.add_fault(Fault("instagram", "identify", "fail_before", times=5))
    answer = desk.browser.get(path)
    assert answer.status_code == 400
    assert "Instagram" in answer.text and "Nothing was changed" in answer.text


def test_a_token_address_that_nobody_serves_is_a_sentence(desk: Desk, world: World) -> None:
    path = consent(desk, NIKA)
    with configured(INSTAGRAM_OAUTH_URL="http://127.0.0.1:1/instagram", SANDBOX_URL="http://127.0.0.1:1"):
        answer = desk.browser.get(path)
    assert answer.status_code == 400
    assert "Instagram did not answer" in answer.text


def test_a_platform_without_an_app_says_what_to_set(desk: Desk) -> None:
    with configured(INSTAGRAM_CLIENT_ID=""):
        answer = desk.browser.get(START)
        overview = desk.browser.get("/accounts").text
    assert answer.status_code == 400
    assert "INSTAGRAM_CLIENT_ID" in answer.text and "INSTAGRAM_CLIENT_ID is missing" in overview


def test_a_consent_that_broke_off_is_not_taken_for_a_no(desk: Desk, world: World) -> None:
    answer = desk.browser.get("/accounts/return/instagram?error=server_error&state=whatever")
    assert answer.status_code == 400
    assert "Instagram broke off" in answer.text and "You said no" not in answer.text


def test_after_trouble_the_way_on_still_leads_to_the_same_account(desk: Desk, world: World) -> None:
    desk.browser.get(consent(desk, NIKA))
    account = SocialAccount.objects.get(external_id=NIKA)
    start = f"{START}?account={account.id}"
    assert start in desk.browser.get(consent(desk, "", start)).text
    assert start in desk.browser.get(consent(desk, MILO, start)).text


def test_an_account_that_left_is_kept_when_it_comes_back_in_time(desk: Desk, world: World) -> None:
    desk.browser.get(consent(desk, NIKA))
    account = SocialAccount.objects.get(external_id=NIKA)
    desk.browser.click(f"/accounts/{account.id}/disconnect")
    receipt = Receipt.objects.get(account_id=account.id)
    assert desk.browser.get(consent(desk, NIKA, f"{START}?account={account.id}")).status_code == 302
    assert (account.reload().status, account.forget_at) == (AccountStatus.CONNECTED, None)
    assert "nothing was deleted" in desk.browser.get(receipt.page).text


def test_an_account_that_left_may_be_connected_by_another_workspace(app, desk: Desk, world: World) -> None:  # type: ignore[no-untyped-def]
    desk.browser.get(consent(desk, NIKA))
    desk.browser.click(f"/accounts/{SocialAccount.objects.get(external_id=NIKA).id}/disconnect")
    other = Desk(app)
    assert other.browser.get(consent(other, NIKA)).status_code == 302
    assert SocialAccount.objects.get(external_id=NIKA).workspace_id == other.workspace.id


def test_a_platform_that_is_none_is_not_found(desk: Desk) -> None:
    assert desk.browser.get("/accounts/connect/nowhere").status_code == 404

"""Connecting at a platform that speaks PKCE and gives tokens that renew themselves, over real HTTP."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.world import World
from connectors.youtube.sandbox import blueprint
from models import SocialAccount
from models.social_account import AccountStatus
from tests.connectors.contract import configured, serving
from tests.connectors.youtube.conftest import settings_at
from tests.web.desk import Desk

CHANNEL = "UC" + "creator".ljust(22, "0")
START = "/accounts/connect/youtube"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "world.sqlite")
    world.add_account("youtube", CHANNEL, "nika", "Nika Vidal")
    with serving(blueprint(world)) as address, configured(**settings_at(address), BASE_URL="http://localhost"):
        yield world
    world.close()


def consent(desk: Desk, start: str = START, **changed: str) -> str:
    """Walk to the platform, consent with what is `changed`, and give back the path that one returns to."""
    asked = desk.browser.get(start)
    parts = urlsplit(asked.location)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
    given = {**fields, "allow": CHANNEL, **changed}
    answer = httpx.post(f"{parts.scheme}://{parts.netloc}{parts.path}", data=given)
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def test_consent_is_asked_with_pkce_and_the_least_rights_and_gives_lasting_access(desk: Desk, world: World) -> None:
    asked = parse_qs(urlsplit(desk.browser.get(START).location).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["code_challenge"][0] and asked["state"][0]
    assert asked["scope"] == ["https://www.googleapis.com/auth/youtube.force-ssl"]
    assert desk.browser.get(consent(desk)).status_code == 302
    account = SocialAccount.objects.get(external_id=CHANNEL)
    assert account.refresh_token and account.access_token and not account.auto_send
    assert "renews itself" in desk.browser.get("/accounts").text


def test_a_right_that_was_left_out_is_named(desk: Desk, world: World) -> None:
    answer = desk.browser.get(consent(desk, scope="openid"))
    assert answer.status_code == 400
    assert "permission" in answer.text and "Nothing was changed" in answer.text
    assert SocialAccount.objects(external_id=CHANNEL).count() == 0


def test_an_answer_to_another_challenge_is_not_taken(desk: Desk, world: World) -> None:
    assert desk.browser.get(consent(desk, code_challenge="another")).status_code == 400
    assert SocialAccount.objects(external_id=CHANNEL).count() == 0


def test_a_reconnect_that_fails_never_costs_the_access_that_works(desk: Desk, world: World) -> None:
    desk.browser.get(consent(desk))
    account = SocialAccount.objects.get(external_id=CHANNEL)
    before = account.refresh_token
    for changed in ({"scope": "openid"}, {"allow": ""}):
        assert desk.browser.get(consent(desk, f"{START}?account={account.id}", **changed)).status_code == 400
        assert (account.reload().refresh_token, account.status) == (before, AccountStatus.CONNECTED)


def test_a_consent_without_a_lasting_token_keeps_the_one_that_works(desk: Desk, world: World) -> None:
    desk.browser.get(consent(desk))
    account = SocialAccount.objects.get(external_id=CHANNEL)
    before, short = account.refresh_token, account.access_token
    answer = desk.browser.get(consent(desk, f"{START}?account={account.id}", access_type="online"))
    account.reload()
    assert (answer.status_code, account.refresh_token, account.status) == (302, before, AccountStatus.CONNECTED)
    assert account.access_token != short


def test_a_silent_platform_is_a_sentence(desk: Desk, world: World) -> None:
    path = consent(desk)
    with configured(YOUTUBE_OAUTH_URL="http://127.0.0.1:1/google"):
        answer = desk.browser.get(path)
    assert answer.status_code == 400 and "YouTube did not answer" in answer.text

"""Consent, codes and tokens, as a browser and the dashboard go through them."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.base import Tokens
from connectors.errors import AccessRevoked, RateLimited, ReplyRefused, Unavailable
from connectors.instagram import PLATFORM, oauth
from tests.connectors.contract import configured
from tests.connectors.instagram.conftest import ACCOUNT, InstagramStage

BACK = "http://127.0.0.1:1/accounts/instagram/callback"


def ask(**changes: str) -> httpx.Response:
    spec = PLATFORM.oauth()
    asked = {
        "client_id": spec.client_id,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": spec.scope_separator.join(spec.scopes),
        "state": "a state/with?signs",
        **changes,
    }
    return httpx.get(spec.authorize_url, params=asked)


def press(page: httpx.Response, **button: str) -> tuple[dict[str, str], str]:
    """Send the page's form with this button; the parameters and the fragment that come back."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    answer = httpx.post(PLATFORM.oauth().authorize_url, data={**hidden, **button})
    assert answer.status_code == 303
    place = urlsplit(answer.headers["location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == BACK
    return {name: values[0] for name, values in parse_qs(place.query).items()}, place.fragment


def exchange(code: str, **changes: str) -> httpx.Response:
    spec = PLATFORM.oauth()
    form = {
        "client_id": spec.client_id, "client_secret": spec.client_secret, "grant_type": "authorization_code",
        "redirect_uri": BACK, "code": code, **changes,
    }  # fmt: skip
    return httpx.post(spec.token_url, data=form)


def connect() -> Tokens:
    back, _ = press(ask(), allow=ACCOUNT)
    return PLATFORM.tokens_from(exchange(back["code"]).json())


def test_a_creator_who_allows_is_connected(stage: InstagramStage) -> None:
    back, fragment = press(ask(), allow=ACCOUNT)
    assert (back["state"], fragment) == ("a state/with?signs", "_")
    tokens = PLATFORM.tokens_from(exchange(back["code"]).json())
    assert tokens.scopes == tuple(oauth.SCOPES)
    assert tokens.expires_at and timedelta(days=59) < tokens.expires_at - datetime.now(UTC) < timedelta(days=60)
    identity = PLATFORM.identify(tokens)
    assert (identity.external_id, identity.app_scoped_id, identity.username, identity.name) == (
        ACCOUNT,
        "9900",
        "nika",
        "Nika",
    )


def test_a_creator_who_denies_is_sent_back_with_the_reason(stage: InstagramStage) -> None:
    back, _ = press(ask(), deny="1")
    assert (back["error"], back["error_reason"], back["state"]) == (
        "access_denied",
        "user_denied",
        "a state/with?signs",
    )


def test_the_consent_page_shows_accounts_and_rights_and_runs_no_script(stage: InstagramStage) -> None:
    page = ask()
    assert page.status_code == 200 and "nika" in page.text and "Read and answer direct messages" in page.text
    assert "<script" not in page.text and "style=" not in page.text
    style = re.search(r'rel="stylesheet" href="([^"]+)"', page.text)
    assert style and httpx.get(stage.address + style[1]).headers["content-type"].startswith("text/css")


def test_what_a_link_carries_cannot_become_part_of_the_page(stage: InstagramStage) -> None:
    assert "<b>" not in ask(state='"><b>', scope="<b>,x").text


def test_an_incomplete_link_is_explained(stage: InstagramStage) -> None:
    page = ask(redirect_uri="")
    assert page.status_code == 400 and "redirect_uri" in page.text


def test_a_code_is_good_once_and_only_with_the_secret(stage: InstagramStage) -> None:
    back, _ = press(ask(), allow=ACCOUNT)
    assert exchange(back["code"], client_secret="").status_code == 400
    assert exchange(back["code"]).status_code == 200
    again = exchange(back["code"])
    assert (again.status_code, again.json()["error_type"]) == (400, "OAuthException")
    with pytest.raises(AccessRevoked):
        PLATFORM.tokens_from(again.json())


@pytest.mark.parametrize("permissions", [",".join(oauth.SCOPES), list(oauth.SCOPES), ", ".join(oauth.SCOPES)])
@pytest.mark.parametrize("wrapped", [False, True])
def test_both_documented_answers_to_a_code_are_understood(
    stage: InstagramStage, wrapped: bool, permissions: object
) -> None:
    short = {"access_token": stage.world.issue_token("instagram", ACCOUNT, "short", 3600), "permissions": permissions}
    assert PLATFORM.tokens_from({"data": [short]} if wrapped else short).scopes == tuple(oauth.SCOPES)


def test_a_long_token_has_60_new_days_after_refreshing(stage: InstagramStage) -> None:
    stage.world.keep_token("old", "instagram", ACCOUNT, "dashboard", 3600)
    old = Tokens("old", expires_at=datetime.now(UTC) + timedelta(hours=1), scopes=("a",))
    new = PLATFORM.refresh(old)
    assert new.access_token != "old" and new.scopes == ("a",)
    assert new.expires_at and new.expires_at - datetime.now(UTC) > timedelta(days=59)
    assert PLATFORM.identify(new).external_id == ACCOUNT


def test_a_token_of_today_stays_as_it_is(stage: InstagramStage) -> None:
    tokens = connect()
    assert PLATFORM.refresh(tokens) == tokens
    without_date = Tokens(tokens.access_token)  # whose age only Instagram knows
    assert PLATFORM.refresh(without_date) == without_date


def test_a_token_is_too_young_for_its_first_day_only() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    assert oauth.is_too_young(Tokens("t", expires_at=now + timedelta(days=59, hours=1)), now)
    assert not oauth.is_too_young(Tokens("t", expires_at=now + timedelta(days=58, hours=23)), now)
    assert not oauth.is_too_young(Tokens("t"), now)


def test_an_expired_token_cannot_be_refreshed(stage: InstagramStage) -> None:
    stage.world.expire_token("token")
    with pytest.raises(AccessRevoked) as revoked:
        PLATFORM.refresh(stage.tokens)
    assert revoked.value.sentence == "Fanmail's access to Instagram has expired. Connect the account again."


@pytest.mark.parametrize(
    ("mode", "branch"),
    [
        ("fail_before", Unavailable),
        ("fail_after", Unavailable),
        ("throttle", RateLimited),
        ("expire_token", AccessRevoked),
    ],
)
def test_each_fault_of_a_refresh_has_its_branch(stage: InstagramStage, mode: str, branch: type[Exception]) -> None:
    stage.goes_wrong("refresh", mode)
    with pytest.raises(branch):
        PLATFORM.refresh(stage.tokens)


def test_a_personal_account_is_refused_with_what_to_do(stage: InstagramStage) -> None:
    stage.world.add_account("instagram", ACCOUNT, "nika", "Nika", account_type="PERSONAL")
    with pytest.raises(ReplyRefused) as refused:
        PLATFORM.identify(stage.tokens)
    assert "personal account" in refused.value.sentence


def test_a_token_of_nobody_is_refused(stage: InstagramStage) -> None:
    for token in ("", "unknown", stage.world.issue_token("instagram", ACCOUNT, "code", 3600)):
        with pytest.raises(AccessRevoked):
            PLATFORM.identify(Tokens(token))


def test_the_addresses_of_the_real_instagram_are_the_documented_ones() -> None:
    with configured(SANDBOX_URL="", INSTAGRAM_OAUTH_URL="https://www.instagram.com"):
        spec = PLATFORM.oauth()
    assert spec.authorize_url == "https://www.instagram.com/oauth/authorize"
    assert spec.token_url == "https://api.instagram.com/oauth/access_token"
    assert spec.scope_separator == ","

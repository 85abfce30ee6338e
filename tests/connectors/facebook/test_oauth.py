"""Consent, Pages and permissions, as a browser and the dashboard go through them."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.base import Choice, Tokens
from connectors.errors import AccessRevoked, ReplyRefused, SeveralAccounts, Unavailable
from connectors.facebook import PLATFORM, oauth
from tests.connectors.contract import configured
from tests.connectors.facebook.conftest import PAGE, FacebookStage

BACK = "http://127.0.0.1:1/accounts/return/facebook"
OTHER = "102000000000078"


def page() -> httpx.Response:
    spec = PLATFORM.oauth()
    asked = {
        "client_id": spec.client_id, "redirect_uri": BACK, "response_type": "code", "state": "a state/with?signs",
        "scope": spec.scope_separator.join(spec.scopes),
    }  # fmt: skip
    return httpx.get(spec.authorize_url, params=asked)


def press(**form: object) -> dict[str, str]:
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page().text))
    sent = httpx.post(PLATFORM.oauth().authorize_url, data={**hidden, **form})
    return {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}


def exchange(code: str) -> httpx.Response:
    spec = PLATFORM.oauth()
    form = {
        "client_id": spec.client_id, "client_secret": spec.client_secret, "grant_type": "authorization_code",
        "redirect_uri": BACK, "code": code,
    }  # fmt: skip
    return httpx.post(spec.token_url, data=form)


def connect(**form: object) -> Tokens:
    return PLATFORM.tokens_from(exchange(press(**{"allow": PAGE, **form})["code"]).json())


def test_a_page_is_connected_with_a_token_that_does_not_end(stage: FacebookStage) -> None:
    tokens = connect()
    assert tokens.expires_at is None and tokens.refresh_token and set(tokens.scopes) == set(oauth.SCOPES)
    identity = PLATFORM.identify(tokens)
    assert (identity.external_id, identity.username, identity.name) == (PAGE, "nika.bakes", "Nika bakes")
    assert identity.app_scoped_id == "9900"  # the person's, which deauthorisation calls carry
    assert PLATFORM.refresh(tokens) == tokens
    account = stage.world.account("facebook", PAGE)
    assert account and "feed" in account["subscribed"] and "messages" in account["subscribed"]


def test_a_person_who_denies_is_sent_back_with_the_reason(stage: FacebookStage) -> None:
    assert press(deny="1") == {
        "error": "access_denied", "error_reason": "user_denied", "error_description": "The user denied your request",
        "state": "a state/with?signs",
    }  # fmt: skip


def test_the_consent_page_says_what_is_asked_for_and_runs_no_script(stage: FacebookStage) -> None:
    shown = page()
    assert "nika.bakes" in shown.text and "Facebook stand-in" in shown.text and "Read and answer messages" in shown.text
    assert "<script" not in shown.text and "style=" not in shown.text
    style = re.search(r'rel="stylesheet" href="([^"]+)"', shown.text)
    assert style and httpx.get(stage.address + style[1]).headers["content-type"].startswith("text/css")


def test_a_code_is_good_once(stage: FacebookStage) -> None:
    code = press(allow=PAGE)["code"]
    assert exchange(code).status_code == 200
    assert exchange(code).json()["error"]["code"] == 100


def test_a_right_that_was_left_out_is_named_in_plain_words(stage: FacebookStage) -> None:
    with pytest.raises(AccessRevoked) as revoked:
        connect(scope="pages_show_list,pages_read_engagement,pages_read_user_content,pages_manage_metadata")
    assert revoked.value.sentence == (
        "Facebook did not give Fanmail the right to answer, hide and delete comments or to read and answer messages. "
        "Connect again and leave everything switched on."
    )


def test_several_pages_are_not_guessed_between(stage: FacebookStage) -> None:
    stage.world.add_account("facebook", OTHER, "other", "Other")
    with pytest.raises(SeveralAccounts) as several:
        connect(allow=[PAGE, OTHER])
    assert "Nika bakes, Other" in several.value.sentence
    assert several.value.choices == (Choice(PAGE, "Nika bakes"), Choice(OTHER, "Other"))
    assert several.value.tokens.refresh_token not in str(several.value)
    tokens = PLATFORM.choose(several.value.tokens, OTHER)
    assert PLATFORM.identify(tokens).external_id == OTHER and set(tokens.scopes) == set(oauth.SCOPES)
    with pytest.raises(ReplyRefused):
        PLATFORM.choose(several.value.tokens, "102000000000099")


def test_a_person_who_allowed_no_page_is_told_so(stage: FacebookStage) -> None:
    answer = exchange(press(allow=PAGE)["code"]).json()
    stage.account_with(no_page=True)
    with pytest.raises(ReplyRefused) as refused:
        PLATFORM.tokens_from(answer)
    assert "allowed no Facebook Page" in refused.value.sentence


def test_the_access_is_really_given_back_and_dead_tokens_count_as_that(stage: FacebookStage) -> None:
    tokens = connect()
    for _twice in range(2):
        assert "was given back" in PLATFORM.revoke(tokens)
    with pytest.raises(AccessRevoked):
        PLATFORM.identify(tokens)


def test_a_revocation_that_got_no_answer_is_to_be_tried_again(stage: FacebookStage) -> None:
    stage.goes_wrong("revoke", "fail_before")
    with pytest.raises(Unavailable):
        PLATFORM.revoke(stage.tokens)


def test_without_the_persons_token_nothing_is_claimed(stage: FacebookStage) -> None:
    assert "did not take the access back" in PLATFORM.revoke(Tokens("page token"))


def test_the_addresses_of_the_real_facebook_are_the_documented_ones() -> None:
    with configured(SANDBOX_URL="", FACEBOOK_API_URL="", FACEBOOK_OAUTH_URL=""):
        spec = PLATFORM.oauth()
    assert spec.authorize_url == "https://www.facebook.com/v26.0/dialog/oauth"
    assert spec.token_url == "https://graph.facebook.com/v26.0/oauth/access_token"

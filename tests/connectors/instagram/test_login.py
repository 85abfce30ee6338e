"""Letting Fanmail in through the login of the linked Page, and giving the access back with either login."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.base import Tokens
from connectors.errors import AccessRevoked, ReplyRefused, SeveralAccounts, Unavailable
from connectors.instagram import PLATFORM, oauth
from tests.connectors.contract import configured
from tests.connectors.instagram.conftest import ACCOUNT, InstagramStage

BACK = "http://127.0.0.1:1/accounts/return/instagram"
OTHER = "17841400000000078"


def answered(allow: list[str] | None = None, scope: str | None = None) -> dict[str, object]:
    """What the token address says after a person went through the consent page."""
    spec = PLATFORM.oauth()
    asked = {
        "client_id": spec.client_id, "redirect_uri": BACK, "response_type": "code", "state": "s",
        "scope": spec.scope_separator.join(spec.scopes) if scope is None else scope,
    }  # fmt: skip
    page = httpx.get(spec.authorize_url, params=asked)
    assert page.status_code == 200
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    sent = httpx.post(spec.authorize_url, data={**hidden, "allow": allow or [ACCOUNT]})
    code = parse_qs(urlsplit(sent.headers["location"]).query)["code"][0]
    form = {
        "client_id": spec.client_id, "client_secret": spec.client_secret, "grant_type": "authorization_code",
        "redirect_uri": BACK, "code": code,
    }  # fmt: skip
    return dict(httpx.post(spec.token_url, data=form).json())


def subscribed(stage: InstagramStage) -> list[str]:
    account = stage.world.account("instagram", ACCOUNT)
    assert account
    return list(account.get("subscribed", []))


def test_a_linked_account_is_connected_with_a_pages_token_that_does_not_end(linked: InstagramStage) -> None:
    tokens = PLATFORM.tokens_from(answered())
    assert tokens.access_token.startswith("EAAP") and tokens.refresh_token and tokens.expires_at is None
    assert set(tokens.scopes) == set(oauth.PAGE_SCOPES)
    identity = PLATFORM.identify(tokens)
    assert (identity.external_id, identity.username, identity.name) == (ACCOUNT, "nika", "Nika")
    assert PLATFORM.refresh(tokens) == tokens
    assert subscribed(linked) == ["feed"]


@pytest.mark.parametrize(
    ("left_out", "words"),
    [("instagram_manage_messages", "direct messages"), ("pages_show_list", "which Pages you manage")],
)
def test_a_right_that_was_left_out_is_named_in_plain_words(linked: InstagramStage, left_out: str, words: str) -> None:
    scope = ",".join(scope for scope in oauth.PAGE_SCOPES if scope != left_out)
    with pytest.raises(AccessRevoked) as revoked:
        PLATFORM.tokens_from(answered(scope=scope))
    assert words in revoked.value.sentence and left_out not in revoked.value.sentence


def test_a_right_left_out_of_instagrams_own_login_is_named_too(stage: InstagramStage) -> None:
    with pytest.raises(AccessRevoked) as revoked:
        PLATFORM.tokens_from(answered(scope="instagram_business_basic,instagram_business_manage_comments"))
    assert revoked.value.sentence == (
        "Instagram did not give Fanmail the right to read and answer direct messages. "
        "Connect again and leave everything switched on."
    )


def test_a_page_without_a_linked_account_is_explained(linked: InstagramStage) -> None:
    linked.account_with(linked=False)
    with pytest.raises(ReplyRefused) as refused:
        PLATFORM.tokens_from(answered())
    assert refused.value.sentence.startswith("None of the Facebook Pages that you allowed is linked")
    with pytest.raises(ReplyRefused):
        PLATFORM.identify(linked.tokens)


def test_several_pages_are_not_guessed_between(linked: InstagramStage) -> None:
    linked.world.add_account("instagram", OTHER, "other", "Other")
    with pytest.raises(SeveralAccounts) as several:
        PLATFORM.tokens_from(answered(allow=[ACCOUNT, OTHER]))
    assert "Nika (Page), Other (Page)" in several.value.sentence
    accounts = [
        PLATFORM.identify(PLATFORM.choose(several.value.tokens, one.external_id)) for one in several.value.choices
    ]
    assert [account.external_id for account in accounts] == [ACCOUNT, OTHER]


def test_connecting_has_changes_pushed(stage: InstagramStage) -> None:
    PLATFORM.tokens_from(answered())
    assert {"comments", "messages"} <= set(subscribed(stage))


@pytest.mark.parametrize("mode", ["fail_before", "throttle"])
def test_a_push_that_cannot_be_had_does_not_spoil_the_connection(stage: InstagramStage, mode: str) -> None:
    stage.goes_wrong("subscribe", mode)
    tokens = PLATFORM.tokens_from(answered())
    assert PLATFORM.identify(tokens).external_id == ACCOUNT and subscribed(stage) == []


def test_with_its_own_login_instagram_lets_only_the_person_take_the_access_back(stage: InstagramStage) -> None:
    PLATFORM.tokens_from(answered())
    sentence = PLATFORM.revoke(stage.tokens)
    assert "Apps and websites" in sentence and subscribed(stage) == []
    assert PLATFORM.identify(stage.tokens).external_id == ACCOUNT  # still alive: the sentence must not claim otherwise


def test_through_a_page_the_access_is_really_given_back(linked: InstagramStage) -> None:
    tokens = PLATFORM.tokens_from(answered())
    assert "was given back" in PLATFORM.revoke(tokens)
    assert subscribed(linked) == []
    with pytest.raises(AccessRevoked):
        PLATFORM.identify(tokens)
    assert "was given back" in PLATFORM.revoke(tokens)


def test_without_the_persons_token_nothing_is_claimed(linked: InstagramStage) -> None:
    assert "did not take the access back" in PLATFORM.revoke(Tokens("page token"))


@pytest.mark.parametrize("mode", ["fail_before", "fail_after", "throttle"])
def test_a_revocation_that_got_no_answer_is_to_be_tried_again(linked: InstagramStage, mode: str) -> None:
    linked.goes_wrong("revoke", mode)
    with pytest.raises(Unavailable):
        PLATFORM.revoke(linked.tokens)


def test_dead_tokens_count_as_given_back(stage: InstagramStage) -> None:
    stage.world.expire_token("token")
    assert PLATFORM.revoke(stage.tokens).endswith(".")


def test_the_addresses_of_the_other_login_are_the_documented_ones() -> None:
    own = {"INSTAGRAM_API_URL": "", "INSTAGRAM_OAUTH_URL": "", "FACEBOOK_API_URL": "", "FACEBOOK_OAUTH_URL": ""}
    with configured(SANDBOX_URL="", INSTAGRAM_LOGIN="facebook", **own):
        spec = PLATFORM.oauth()
    assert spec.authorize_url == "https://www.facebook.com/v26.0/dialog/oauth"
    assert spec.token_url == "https://graph.facebook.com/v26.0/oauth/access_token"
    assert "instagram_manage_messages" in spec.scopes and spec.scope_separator == ","

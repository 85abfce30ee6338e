"""Consent, codes and tokens, as a browser and the dashboard go through them."""

import base64
import hashlib
import re
import socket
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Blueprint, Response

from connectors.base import COMMENT, LIVE_CHAT, Tokens
from connectors.errors import AccessRevoked, RateLimited, Unavailable
from connectors.limits import Moderation
from connectors.youtube import PLATFORM, oauth
from tests.connectors.contract import configured, serving
from tests.connectors.youtube.conftest import YouTubeStage

BACK = "http://127.0.0.1:1/accounts/youtube/callback"
VERIFIER = "a word that only the one who asks knows, and long enough"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def consent(account_id: str, **changes: str) -> dict[str, str]:
    """Ask as the dashboard does, press Allow for this channel; the parameters that come back."""
    spec = PLATFORM.oauth()
    asked = {
        "client_id": spec.client_id, "redirect_uri": BACK, "response_type": "code", "state": "a state/with?signs",
        "scope": spec.scope_separator.join(spec.scopes), "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        **spec.authorize_params, **changes,
    }  # fmt: skip
    page = httpx.get(spec.authorize_url, params=asked)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    answer = httpx.post(spec.authorize_url, data={**hidden, "allow": account_id})
    assert answer.status_code == 303 and answer.headers["location"].startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def exchange(code: str, **changes: str) -> dict[str, object]:
    spec = PLATFORM.oauth()
    form = {
        "client_id": spec.client_id, "client_secret": spec.client_secret, "grant_type": "authorization_code",
        "redirect_uri": BACK, "code": code, "code_verifier": VERIFIER, **changes,
    }  # fmt: skip
    return dict(httpx.post(spec.token_url, data=form).json())


def test_a_creator_who_allows_is_connected(stage: YouTubeStage) -> None:
    back = consent(stage.account_id)
    assert back["state"] == "a state/with?signs"
    tokens = PLATFORM.tokens_from(exchange(back["code"]))
    assert tokens.refresh_token and tokens.scopes == oauth.SCOPES
    assert tokens.expires_at and timedelta(minutes=55) < tokens.expires_at - datetime.now(UTC) <= timedelta(hours=1)
    identity = PLATFORM.identify(tokens)
    assert (identity.external_id, identity.username, identity.name) == (stage.account_id, "nika", "Nika Ember")


def test_a_code_that_is_not_taken_gives_no_tokens(stage: YouTubeStage) -> None:
    answer = exchange(consent(stage.account_id)["code"], code_verifier="somebody else's")
    assert answer["error"] == "invalid_grant"
    with pytest.raises(AccessRevoked):
        PLATFORM.tokens_from(answer)


def test_a_box_that_was_not_ticked_is_explained(stage: YouTubeStage) -> None:
    answer = exchange(consent(stage.account_id, scope="https://www.googleapis.com/auth/youtube.readonly")["code"])
    with pytest.raises(AccessRevoked) as refused:
        PLATFORM.tokens_from(answer)
    assert "tick it" in refused.value.sentence
    assert "See, edit, and permanently delete your YouTube videos, ratings, comments" in refused.value.sentence


def test_a_reconnect_may_come_without_a_lasting_token_and_access_that_ends_so_says_what_to_do(
    stage: YouTubeStage,
) -> None:
    """Whoever has an older lasting token keeps it; without any the hour ends with a sentence that helps."""
    tokens = PLATFORM.tokens_from(exchange(consent(stage.account_id, access_type="online")["code"]))
    assert tokens.access_token and tokens.refresh_token == ""
    with pytest.raises(AccessRevoked) as revoked:
        PLATFORM.refresh(tokens)
    assert "one hour only" in revoked.value.sentence and "myaccount.google.com" in revoked.value.sentence


def test_access_that_is_given_back_is_dead_at_google(stage: YouTubeStage) -> None:
    assert PLATFORM.revoke(stage.tokens) == "Fanmail has given its access to this channel back to Google."
    with pytest.raises(AccessRevoked):
        PLATFORM.identify(stage.tokens)
    with pytest.raises(AccessRevoked):
        PLATFORM.refresh(stage.tokens)


@pytest.mark.parametrize("tokens", [Tokens(""), Tokens("unknown"), Tokens("unknown", "dead")])
def test_giving_back_what_is_dead_already_is_done(stage: YouTubeStage, tokens: Tokens) -> None:
    assert PLATFORM.revoke(tokens).endswith("back to Google.")
    assert PLATFORM.identify(stage.tokens)


@pytest.mark.parametrize(
    ("mode", "branch"), [("fail_before", Unavailable), ("timeout_before", Unavailable), ("throttle", RateLimited)]
)
def test_giving_back_is_tried_again_when_google_does_not_answer(
    stage: YouTubeStage, mode: str, branch: type[Exception]
) -> None:
    stage.goes_wrong("revoke", mode)
    with pytest.raises(branch):
        PLATFORM.revoke(stage.tokens)
    assert PLATFORM.identify(stage.tokens)


def test_refreshing_gives_a_new_hour_and_keeps_the_refresh_token(stage: YouTubeStage) -> None:
    new = PLATFORM.refresh(Tokens("old", "lasting", scopes=("a",)))
    assert new.access_token not in ("old", "token")
    assert (new.refresh_token, new.scopes) == ("lasting", ("a",))
    assert new.expires_at and new.expires_at > datetime.now(UTC) + timedelta(minutes=55)
    assert PLATFORM.identify(new).external_id == stage.account_id


def test_without_a_good_refresh_token_only_a_person_can_help(stage: YouTubeStage) -> None:
    with pytest.raises(AccessRevoked) as revoked:
        PLATFORM.refresh(Tokens("token", "unknown"))
    assert revoked.value.sentence == "Google has ended Fanmail's access to this channel. Connect the account again."


@pytest.mark.parametrize(
    ("mode", "branch"),
    [
        ("fail_before", Unavailable),
        ("fail_after", Unavailable),
        ("timeout_before", Unavailable),
        ("throttle", RateLimited),
        ("expire_token", AccessRevoked),
    ],
)
def test_each_fault_of_a_refresh_has_its_branch(stage: YouTubeStage, mode: str, branch: type[Exception]) -> None:
    stage.goes_wrong("refresh", mode)
    with pytest.raises(branch):
        PLATFORM.refresh(stage.tokens)


def test_a_wrong_client_secret_is_not_the_creators_fault(stage: YouTubeStage) -> None:
    with configured(YOUTUBE_CLIENT_SECRET=""), pytest.raises(Unavailable) as refused:
        PLATFORM.refresh(stage.tokens)
    assert "own client id and secret" in refused.value.sentence


def test_a_token_address_that_cannot_be_reached_is_unavailable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with configured(SANDBOX_URL=closed, YOUTUBE_OAUTH_URL=closed), pytest.raises(Unavailable):
        PLATFORM.refresh(Tokens("token", "lasting"))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"message": "sign in to this network"}'])
@pytest.mark.parametrize("status", [200, 400, 403])
def test_what_is_not_googles_own_answer_revokes_nothing(status: int, body: bytes) -> None:
    pages = Blueprint("elsewhere", __name__)
    pages.add_url_rule("/token", view_func=lambda: Response(body, status), methods=["POST"])
    with (
        serving(pages) as address,
        configured(SANDBOX_URL=address, YOUTUBE_OAUTH_URL=address),
        pytest.raises(Unavailable),
    ):
        PLATFORM.refresh(Tokens("token", "lasting"))


@pytest.mark.parametrize("token", ["", "unknown", "lasting"])
def test_a_token_of_nobody_is_refused(stage: YouTubeStage, token: str) -> None:
    with pytest.raises(AccessRevoked):
        PLATFORM.identify(Tokens(token))


@pytest.mark.parametrize(
    ("mode", "branch"), [("fail_before", Unavailable), ("throttle", RateLimited), ("quota_exceeded", RateLimited)]
)
def test_each_fault_of_identifying_has_its_branch(stage: YouTubeStage, mode: str, branch: type[Exception]) -> None:
    stage.goes_wrong("identify", mode)
    with pytest.raises(branch):
        PLATFORM.identify(stage.tokens)


def test_nothing_but_comments_is_asked_for_and_access_lasts() -> None:
    spec = PLATFORM.oauth()
    assert spec.scopes == ("https://www.googleapis.com/auth/youtube.force-ssl",)
    assert spec.authorize_params == {"access_type": "offline", "prompt": "consent"} and spec.uses_pkce


def test_the_addresses_of_the_real_google_are_the_documented_ones() -> None:
    with configured(SANDBOX_URL="", YOUTUBE_OAUTH_URL="https://accounts.google.com"):
        spec = PLATFORM.oauth()
    assert spec.authorize_url == "https://accounts.google.com/o/oauth2/v2/auth"
    assert spec.token_url == "https://oauth2.googleapis.com/token"


def test_the_platform_says_what_a_day_and_a_reply_cost() -> None:
    with configured(YOUTUBE_UNITS_PER_DAY="400"):
        assert PLATFORM.daily_budget == 400
    comments, chat = PLATFORM.limits[COMMENT], PLATFORM.limits[LIVE_CHAT]
    assert (comments.reply_cost, comments.can_delete, comments.reply_window) == (50, True, None)
    assert (chat.reply_cost, chat.max_reply_bytes, chat.moderation) == (20, 200, frozenset())
    assert comments.moderation == frozenset(Moderation)
    for fact in (*comments.facts, *chat.facts):
        assert fact.sentence.endswith(".") and fact.source.startswith("YouTube")
    assert not PLATFORM.may_auto_send_by_default

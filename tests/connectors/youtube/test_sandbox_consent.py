"""The stand-in gives tokens as Google does: consent, code, an hour, a lasting token, the end of it."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from connectors.base import Tokens
from connectors.errors import AccessRevoked
from connectors.youtube import PLATFORM, sandbox
from tests.connectors.youtube.conftest import YouTubeStage

FORCE_SSL = "https://www.googleapis.com/auth/youtube.force-ssl"
BACK = "http://127.0.0.1:8000/accounts/back"


def consent(stage: YouTubeStage, **more: str) -> dict[str, str]:
    """Consent as a person gives it, and with what Google then calls back."""
    form = {"client_id": "app", "redirect_uri": BACK, "response_type": "code", "scope": FORCE_SSL, "state": "s"}
    answer = httpx.post(
        f"{stage.address}/google/o/oauth2/v2/auth", data={**form, "allow": stage.account_id, **more}
    )  # fmt: skip
    assert answer.status_code == 303 and answer.headers["location"].startswith(f"{BACK}?")
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def exchange(stage: YouTubeStage, **form: str) -> Any:
    keys = {"client_id": "app", "client_secret": "secret", "redirect_uri": BACK, "grant_type": "authorization_code"}
    return httpx.post(f"{stage.address}/google/token", data={**keys, **form})


def test_the_consent_page_asks_for_a_channel_without_any_script(stage: YouTubeStage) -> None:
    asked = {"client_id": "app", "redirect_uri": BACK, "response_type": "code", "scope": FORCE_SSL, "state": "<s>"}
    page = httpx.get(f"{stage.address}/google/o/oauth2/v2/auth", params=asked)
    assert page.status_code == 200 and f'value="{stage.account_id}"' in page.text and "Deny" in page.text
    assert "&lt;s&gt;" in page.text and "<script" not in page.text and "style=" not in page.text
    assert httpx.get(f"{stage.address}/google/consent.css").headers["content-type"].startswith("text/css")
    assert httpx.get(f"{stage.address}/google/o/oauth2/v2/auth", params={"client_id": "app"}).status_code == 400


def test_whoever_denies_comes_back_without_a_code(stage: YouTubeStage) -> None:
    assert consent(stage, allow="", deny="1") == {"error": "access_denied", "state": "s"}


def test_a_code_becomes_tokens_once_for_whoever_knows_the_verifier(stage: YouTubeStage) -> None:
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    back = consent(
        stage, code_challenge=challenge, code_challenge_method="S256", access_type="offline", prompt="consent"
    )
    assert back["state"] == "s" and back["scope"] == FORCE_SSL
    for wrong in ({"code_verifier": "w" * 43}, {}, {"code_verifier": verifier, "client_id": "other"}):
        assert exchange(stage, code=back["code"], **wrong).json()["error"] == "invalid_grant"
    elsewhere = exchange(stage, code=back["code"], code_verifier=verifier, redirect_uri="http://127.0.0.1/other")
    assert elsewhere.json()["error"] == "redirect_uri_mismatch"
    given = exchange(stage, code=back["code"], code_verifier=verifier).json()
    assert (given["token_type"], given["scope"]) == ("Bearer", FORCE_SSL) and 3500 < given["expires_in"] <= 3600
    assert PLATFORM.identify(Tokens(given["access_token"])).external_id == stage.account_id
    again = exchange(stage, code=back["code"], code_verifier=verifier)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    renewed = exchange(stage, grant_type="refresh_token", refresh_token=given["refresh_token"]).json()
    assert renewed["access_token"] != given["access_token"] and "refresh_token" not in renewed


def test_a_lasting_token_comes_only_with_a_new_consent(stage: YouTubeStage) -> None:
    """The channel has one already."""
    for more, lasts in (({}, False), ({"access_type": "offline"}, False)):
        assert ("refresh_token" in exchange(stage, code=consent(stage, **more)["code"]).json()) is lasts
    stage.world.drop_token("lasting")
    assert exchange(stage, code=consent(stage, access_type="offline")["code"]).json()["refresh_token"]


def test_a_revoked_consent_ends_all_its_tokens(stage: YouTubeStage) -> None:
    revoked = httpx.post(f"{stage.address}/google/revoke", data={"token": "lasting"})
    assert (revoked.status_code, revoked.json()) == (200, {})
    refused = exchange(stage, grant_type="refresh_token", refresh_token="lasting")
    sentence = "Token has been expired or revoked."
    assert (refused.status_code, refused.json()) == (
        400,
        {"error": "invalid_grant", "error_description": sentence},
    )
    with pytest.raises(AccessRevoked):
        PLATFORM.identify(stage.tokens)
    assert httpx.post(f"{stage.address}/google/revoke", data={"token": "lasting"}).status_code == 400


def test_tokens_without_consent_work_at_once(stage: YouTubeStage) -> None:
    given = sandbox.issue_tokens(stage.world, stage.account_id)
    assert PLATFORM.identify(Tokens(given["access_token"])).external_id == stage.account_id
    assert PLATFORM.refresh(Tokens("", given["refresh_token"])).access_token

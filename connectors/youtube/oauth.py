"""Consent and tokens of Google for YouTube: code -> access token (1 h) and refresh token (until it is revoked).

While the Google project's consent screen is in "Testing", a refresh token dies after seven days.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from connectors import http
from connectors.base import OAuthSpec, Tokens
from connectors.errors import AccessRevoked, ConnectorError, RateLimited, ReplyRefused, Unavailable
from connectors.youtube.refusals import NAME
from settings import settings

SCOPES = ("https://www.googleapis.com/auth/youtube.force-ssl",)
_REAL = "https://accounts.google.com"
_HOUR = 3600.0

_ENDED = "Google has ended Fanmail's access to this channel. Connect the account again."
_OUR_KEYS = "Google does not accept Fanmail's own client id and secret. Whoever runs Fanmail has to correct them."
_NOT_TICKED: Mapping[str, str] = {
    "https://www.googleapis.com/auth/youtube.force-ssl": (
        'The permission "See, edit, and permanently delete your YouTube videos, ratings, comments and captions" was not'
        " given; without it Fanmail can neither read nor answer. Connect again and tick it."
    ),
}
_GIVEN_BACK = "Fanmail has given its access to this channel back to Google."
_NOT_LASTING = (
    "Google gave access for one hour only. Remove Fanmail at myaccount.google.com/connections, then connect again."
)


def spec() -> OAuthSpec:
    """How Authlib gets consent: offline, so that there is a refresh token, and asked every time, so that it always comes."""
    at = settings().youtube_oauth_url.rstrip("/")
    return OAuthSpec(
        authorize_url=f"{at}/o/oauth2/v2/auth",
        token_url=token_url(),
        client_id=settings().youtube_client_id,
        client_secret=settings().youtube_client_secret,
        scopes=SCOPES,
        uses_pkce=True,
        authorize_params={"access_type": "offline", "prompt": "consent"},
    )


def token_url() -> str:
    """The token address; the real Google has it on a host of its own."""
    at = settings().youtube_oauth_url.rstrip("/")
    return "https://oauth2.googleapis.com/token" if at == _REAL else f"{at}/token"


def tokens_from(answer: Mapping[str, object]) -> Tokens:
    """What Google's token address answered to the code. AccessRevoked with what to do when it is not enough.

    There may be no refresh token in it: where the account was connected before, the stored one goes on working.
    """
    tokens = _tokens(answer, Tokens(""))
    if not tokens.access_token:
        raise AccessRevoked(NAME, "Google gave no access. Connect the account again.")
    for scope in SCOPES:
        if tokens.scopes and scope not in tokens.scopes:
            raise AccessRevoked(NAME, _NOT_TICKED[scope])
    return tokens


def choose(_tokens: Tokens, _external_id: str) -> Tokens:
    """See connectors.base.Platform.choose. A consent at Google is for the one channel that was picked there."""
    raise ReplyRefused(NAME, "You picked the channel at Google already. Connect again to pick another.")


def refresh(tokens: Tokens) -> Tokens:
    """The same account's tokens with a new access token; Google gives one at any time.

    Raises AccessRevoked when only a person can help, Unavailable or RateLimited when Google cannot answer just now.
    """
    if not tokens.refresh_token:
        raise AccessRevoked(NAME, _NOT_LASTING)
    form = {
        "grant_type": "refresh_token",
        "refresh_token": tokens.refresh_token,
        "client_id": settings().youtube_client_id,
        "client_secret": settings().youtube_client_secret,
    }
    response = http.call(NAME, "POST", token_url(), write=False, data=form)  # asking twice does no harm
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise http.lost(NAME, False, "Google gave no usable answer.")
    if response.is_error or not answer.get("access_token"):
        raise _refusal(response.status_code, str(answer.get("error") or ""))
    return _tokens(answer, tokens)


def revoke(tokens: Tokens) -> str:
    """End the whole consent, whichever of its tokens is given. A sentence for the receipt; dead tokens count as done.

    Raises Unavailable or RateLimited to be tried again.
    """
    token = tokens.refresh_token or tokens.access_token
    if not token:
        return _GIVEN_BACK
    response = http.call(NAME, "POST", _revoke_url(), write=False, data={"token": token})  # asking twice does no harm
    if response.is_success or _error_of(response.content) == "invalid_token":
        return _GIVEN_BACK
    if response.status_code == 429:
        raise RateLimited(NAME, "Google asks Fanmail to make fewer calls for a while.", 60.0)
    raise Unavailable(NAME, "Google cannot take the access back just now.")


def _revoke_url() -> str:
    at = settings().youtube_oauth_url.rstrip("/")
    return "https://oauth2.googleapis.com/revoke" if at == _REAL else f"{at}/revoke"


def _error_of(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("error") or "") if isinstance(found, dict) else ""


def _tokens(answer: Mapping[str, object], before: Tokens) -> Tokens:
    """Google repeats neither the refresh token nor, always, the scopes."""
    seconds = str(answer.get("expires_in") or "")
    life = timedelta(seconds=float(seconds) if seconds.isdecimal() and len(seconds) < 9 else _HOUR)
    return Tokens(
        access_token=str(answer.get("access_token") or ""),
        refresh_token=str(answer.get("refresh_token") or before.refresh_token),
        expires_at=datetime.now(UTC) + life,
        scopes=tuple(str(answer.get("scope") or "").split()) or before.scopes,
    )


def _refusal(status: int, error: str) -> ConnectorError:
    """Only words that are known to mean it ask for a person: what is unknown may have come from something in between."""
    if status == 429 or error in ("rate_limit_exceeded", "slow_down"):
        return RateLimited(NAME, "Google asks Fanmail to make fewer calls for a while.", 60.0)
    if error in ("invalid_client", "unauthorized_client", "deleted_client", "disabled_client"):
        return Unavailable(NAME, _OUR_KEYS)
    if error in ("invalid_grant", "access_denied", "admin_policy_enforced", "org_internal", "account_restricted"):
        return AccessRevoked(NAME, _ENDED)
    return Unavailable(NAME, "Google cannot answer just now.")

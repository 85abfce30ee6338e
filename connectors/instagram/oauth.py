"""Consent and tokens of "Instagram API with Instagram Login": code -> short token (1 h) -> long token (60 days) -> refreshed.

An expired token cannot be refreshed, only consent helps then.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors import http
from connectors.base import Identity, OAuthSpec, Tokens
from connectors.errors import ReplyRefused
from connectors.instagram.refusals import NAME, refusal
from settings import settings

SCOPES = ("instagram_business_basic", "instagram_business_manage_comments", "instagram_business_manage_messages")
_LIFE = timedelta(days=60)
_TOO_YOUNG = timedelta(hours=24)
_IDENTITY_FIELDS = "user_id,username,name,account_type,profile_picture_url"
_PERSONAL = (
    "This is a personal account, and Instagram lets apps answer only for professional ones. "
    "Switch it in Instagram under Settings, Account type, then connect again."
)


def spec() -> OAuthSpec:
    """How Authlib gets consent; the token address lives on a host of its own at the real Instagram."""
    at = settings().instagram_oauth_url.rstrip("/")
    real = not settings().sandbox_url and at == "https://www.instagram.com"
    return OAuthSpec(
        authorize_url=f"{at}/oauth/authorize",
        token_url="https://api.instagram.com/oauth/access_token" if real else f"{at}/oauth/access_token",
        client_id=settings().instagram_client_id,
        client_secret=settings().instagram_client_secret,
        scopes=SCOPES,
        scope_separator=",",
    )


def tokens_from(answer: Mapping[str, object]) -> Tokens:
    """The long token for the short one in `answer`, which Instagram documents flat and wrapped in {"data": [...]}."""
    short = _flat(answer)
    scopes = short.get("permissions") or short.get("scope") or ()
    if isinstance(scopes, str):
        scopes = scopes.split(",")
    given = {"client_secret": settings().instagram_client_secret, "access_token": short.get("access_token", "")}
    return _granted("access_token", "ig_exchange_token", given, tuple(scope.strip() for scope in scopes))


def refresh(tokens: Tokens) -> Tokens:
    """The same account's token with 60 new days; the same one while it is younger than 24 h.

    Raises AccessRevoked when it has expired or lost its rights.
    """
    if is_too_young(tokens, datetime.now(UTC)):
        return tokens
    try:
        return _granted(
            "refresh_access_token", "ig_refresh_token", {"access_token": tokens.access_token}, tokens.scopes
        )
    except ReplyRefused:  # a bad parameter can only be its age: the token itself would be judged with 190
        return tokens


def is_too_young(tokens: Tokens, now: datetime) -> bool:
    """Whether Instagram would refuse to refresh: it takes only tokens that are at least 24 h old."""
    return tokens.expires_at is not None and tokens.expires_at - now > _LIFE - _TOO_YOUNG


def identify(tokens: Tokens) -> Identity:
    """Whose token this is. `user_id` is the id that messages and webhooks carry; `id` belongs to our app alone."""
    url = f"{settings().instagram_api_url}/me"
    me = _flat(_answer("GET", url, params={"fields": _IDENTITY_FIELDS}, token=tokens.access_token))
    if str(me.get("account_type") or "").upper() == "PERSONAL":
        raise ReplyRefused(NAME, _PERSONAL)
    return Identity(
        external_id=str(me.get("user_id") or me.get("id") or ""),
        username=str(me.get("username") or ""),
        name=str(me.get("name") or ""),
        app_scoped_id=str(me.get("id") or ""),
        picture_url=str(me.get("profile_picture_url") or ""),
    )


def _granted(address: str, grant: str, given: Mapping[str, object], scopes: tuple[str, ...]) -> Tokens:
    root = re.sub(r"/v\d+\.\d+$", "", settings().instagram_api_url.rstrip("/"))  # these two carry no version
    answer = _answer("GET", f"{root}/{address}", params={"grant_type": grant, **given})
    until = datetime.now(UTC) + timedelta(seconds=float(answer.get("expires_in") or _LIFE.total_seconds()))
    return Tokens(access_token=str(answer["access_token"]), expires_at=until, scopes=scopes)


def _answer(method: str, url: str, **request: Any) -> dict[str, Any]:
    response = http.call(NAME, method, url, write=False, **request)
    if response.is_error:
        raise refusal(response, write=False)
    try:
        return dict(response.json())
    except ValueError:
        raise http.lost(NAME, write=False) from None


def _flat(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    rows = answer.get("data")
    return rows[0] if isinstance(rows, list) and rows else answer

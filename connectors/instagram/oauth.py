"""Consent and tokens, for both logins.

Instagram's own: code -> short token (1 h) -> long token (60 days) -> refreshed; an expired token cannot be refreshed, only
consent helps then. Through a Page: connectors.graph.login.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.base import Identity, OAuthSpec, Tokens
from connectors.errors import ReplyRefused
from connectors.graph import login as graph_login
from connectors.graph.calls import Graph
from connectors.graph.login import Login
from connectors.graph.values import Json, id_of, inside, number_of, objects, text_of
from connectors.instagram.client import is_through_page
from connectors.instagram.refusals import NAME, SPEAKER, TABLE
from settings import settings

_COMMENTS, _MESSAGES = "read and answer comments", "read and answer direct messages"
SCOPES = {
    "instagram_business_basic": "see your profile and posts",
    "instagram_business_manage_comments": _COMMENTS,
    "instagram_business_manage_messages": _MESSAGES,
}
PAGE_SCOPES = {
    "instagram_basic": "see your profile and posts",
    "instagram_manage_comments": _COMMENTS,
    "instagram_manage_messages": _MESSAGES,
    "pages_show_list": "see which Pages you manage",
    "pages_read_engagement": "read your Page",
    "pages_manage_metadata": "be told at once what is new on your Page",
}
_LIFE = timedelta(days=60)
_TOO_YOUNG = timedelta(hours=24)
_IDENTITY_FIELDS = "user_id,username,name,account_type,profile_picture_url"
_LINKED_FIELDS = "instagram_business_account{id,username,name,profile_picture_url}"
_PUSHED = "comments,live_comments,messages,message_edit,messaging_postbacks"
_PUSHED_OF_A_PAGE = "feed"
"""Any field installs the app on the Page; Instagram's own fields are chosen in the app's dashboard."""

_PERSONAL = (
    "This is a personal account, and Instagram lets apps answer only for professional ones. "
    "Switch it in Instagram under Settings, Account type, then connect again."
)
_REMOVE = (
    "Instagram sends Fanmail nothing any more. To take the access back for good, open Instagram's settings, "
    "Website permissions, Apps and websites, and remove Fanmail there."
)


def spec() -> OAuthSpec:
    """How Authlib gets consent."""
    authorize_url, token_url = _page_addresses() if is_through_page() else _own_addresses()
    return OAuthSpec(
        authorize_url=authorize_url,
        token_url=token_url,
        client_id=settings().instagram_client_id,
        client_secret=settings().instagram_client_secret,
        scopes=tuple(PAGE_SCOPES if is_through_page() else SCOPES),
        scope_separator=",",
    )


def _own_addresses() -> tuple[str, str]:
    """The token address lives on a host of its own at the real Instagram."""
    at = settings().instagram_oauth_url.rstrip("/")
    real = not settings().sandbox_url and at == "https://www.instagram.com"
    return f"{at}/oauth/authorize", f"{'https://api.instagram.com' if real else at}/oauth/access_token"


def _page_addresses() -> tuple[str, str]:
    return graph_login.addresses(settings().instagram_oauth_url, settings().instagram_api_url)


def tokens_from(answer: Mapping[str, object]) -> Tokens:
    """Tokens that last for the answer to a code, which Instagram documents flat and wrapped in {"data": [...]}."""
    if is_through_page():
        return _login().tokens(answer)
    short = _flat(answer)
    scopes = _scopes(short.get("permissions") or short.get("scope"))
    if scopes:
        graph_login.must_have(_graph(), SCOPES, scopes)
    given = {"client_secret": settings().instagram_client_secret, "access_token": short.get("access_token", "")}
    tokens = _granted("access_token", "ig_exchange_token", given, scopes)
    graph_login.subscribe(_graph(tokens), _PUSHED)
    return tokens


def choose(tokens: Tokens, external_id: str) -> Tokens:
    """See connectors.base.Platform.choose. With its own login a consent is for one account."""
    return _login().chosen(tokens, external_id)


def refresh(tokens: Tokens) -> Tokens:
    """The same account's token with 60 new days; the same one while it is younger than 24 h, or a Page's.

    Raises AccessRevoked when it has expired or lost its rights.
    """
    if is_through_page():
        identify(tokens)
        return tokens
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


def revoke(tokens: Tokens) -> str:
    """See connectors.base.Platform.revoke. With its own login Instagram lets apps only stop what is pushed."""
    if not is_through_page():
        graph_login.unsubscribe(_graph(tokens))
        return _REMOVE
    login = settings().instagram_login.title()
    if _login().revoke(tokens):
        return (
            f"{login} confirms that Fanmail's access was given back, also to other accounts of the same {login} login."
        )
    return f"{login} did not take the access back. Open {login}'s settings, Business integrations, and remove Fanmail there."


def identify(tokens: Tokens) -> Identity:
    """Whose token this is. `user_id` is the id that messages and webhooks carry; `id` belongs to our app alone."""
    if is_through_page():
        return _identify_linked(tokens)
    me = _flat(_graph(tokens).ask("GET", "me", params={"fields": _IDENTITY_FIELDS}))
    if text_of(me.get("account_type")).upper() == "PERSONAL":
        raise ReplyRefused(NAME, _PERSONAL)
    return _identity(me, id_of(me.get("user_id")) or id_of(me.get("id")), id_of(me.get("id")))


def _identify_linked(tokens: Tokens) -> Identity:
    page = _graph(tokens).ask("GET", "me", params={"fields": _LINKED_FIELDS})
    linked = inside(page, "instagram_business_account")
    if not linked:
        raise ReplyRefused(NAME, _not_linked())
    return _identity(linked, id_of(linked.get("id")), _login().person(tokens))


def _identity(found: Json, external_id: str, app_scoped_id: str) -> Identity:
    return Identity(
        external_id=external_id,
        username=text_of(found.get("username")),
        name=text_of(found.get("name")),
        app_scoped_id=app_scoped_id,
        picture_url=text_of(found.get("profile_picture_url")),
    )


def _login() -> Login:
    return Login(
        graph=_graph(),
        client_id=settings().instagram_client_id,
        client_secret=settings().instagram_client_secret,
        plain=PAGE_SCOPES,
        fields="instagram_business_account",
        fits=lambda page: bool(inside(page, "instagram_business_account")),
        nothing=_not_linked(),
        subscribed=_PUSHED_OF_A_PAGE,
    )


def _not_linked() -> str:
    return (
        f"None of the {settings().instagram_login.title()} Pages that you allowed is linked to a professional Instagram "
        "account. Link it in Instagram under Edit profile, Page, then connect again."
    )


def _scopes(given: object) -> tuple[str, ...]:
    words = given.split(",") if isinstance(given, str) else given if isinstance(given, list) else []
    return tuple(text_of(word).strip() for word in words)


def _graph(tokens: Tokens | None = None) -> Graph:
    return Graph(SPEAKER, TABLE, lambda: settings().instagram_api_url, tokens.access_token if tokens else "")


def _granted(address: str, grant: str, given: Mapping[str, object], scopes: tuple[str, ...]) -> Tokens:
    root = re.sub(r"/v\d+\.\d+$", "", settings().instagram_api_url.rstrip("/"))  # these two carry no version
    answer = Graph(SPEAKER, TABLE, lambda: root, "").ask("GET", address, params={"grant_type": grant, **given})
    until = datetime.now(UTC) + timedelta(seconds=number_of(answer.get("expires_in")) or _LIFE.total_seconds())
    return Tokens(access_token=text_of(answer.get("access_token")), expires_at=until, scopes=scopes)


def _flat(answer: Mapping[str, Any]) -> Json:
    rows = objects(answer.get("data"))
    return rows[0] if rows else answer

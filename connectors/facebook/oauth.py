"""Consent and tokens of a Facebook Page; see connectors.graph.login."""

from collections.abc import Mapping

from connectors.base import Identity, OAuthSpec, Tokens
from connectors.facebook.refusals import SPEAKER, TABLE
from connectors.graph import login as graph_login
from connectors.graph.calls import Graph
from connectors.graph.login import Login
from connectors.graph.values import id_of, inside, text_of
from settings import settings

SCOPES = {
    "pages_show_list": "see which Pages you manage",
    "pages_read_engagement": "read your Page's posts",
    "pages_read_user_content": "read what fans write under your posts",
    "pages_manage_engagement": "answer, hide and delete comments",
    "pages_messaging": "read and answer messages",
    "pages_manage_metadata": "be told at once what is new on your Page",
}
_PUSHED = "feed,messages,messaging_postbacks,message_echoes"
_NO_PAGE = (
    "You allowed no Facebook Page, and Facebook lets apps answer only for Pages. Connect again and choose your Page."
)
_GIVEN_BACK = "Facebook confirms that Fanmail's access was given back, also to other Pages of the same Facebook login."
_NOT_TAKEN = (
    "Facebook did not take the access back. Open Facebook's settings, Business integrations, and remove Fanmail there."
)


def spec() -> OAuthSpec:
    """How Authlib gets consent."""
    authorize_url, token_url = graph_login.addresses(settings().facebook_oauth_url, settings().facebook_api_url)
    return OAuthSpec(
        authorize_url=authorize_url,
        token_url=token_url,
        client_id=settings().facebook_client_id,
        client_secret=settings().facebook_client_secret,
        scopes=tuple(SCOPES),
        scope_separator=",",
    )


def tokens_from(answer: Mapping[str, object]) -> Tokens:
    """The Page's token for the answer to a code."""
    return _login().tokens(answer)


def choose(tokens: Tokens, external_id: str) -> Tokens:
    """See connectors.base.Platform.choose."""
    return _login().chosen(tokens, external_id)


def identify(tokens: Tokens) -> Identity:
    """Which Page these tokens are for. Its user name may be missing, its name is not."""
    page = _graph(tokens.access_token).ask("GET", "me", params={"fields": "id,name,username,picture{url}"})
    name = text_of(page.get("name"))
    return Identity(
        external_id=id_of(page.get("id")),
        username=text_of(page.get("username")) or name,
        name=name,
        app_scoped_id=_login().person(tokens),
        picture_url=text_of(inside(inside(page, "picture"), "data").get("url")),
    )


def refresh(tokens: Tokens) -> Tokens:
    """The same ones: a Page's token does not end. AccessRevoked when only a person can help."""
    identify(tokens)
    return tokens


def revoke(tokens: Tokens) -> str:
    """See connectors.base.Platform.revoke."""
    return _GIVEN_BACK if _login().revoke(tokens) else _NOT_TAKEN


def _login() -> Login:
    return Login(
        graph=_graph(""),
        client_id=settings().facebook_client_id,
        client_secret=settings().facebook_client_secret,
        plain=SCOPES,
        fields="id",
        fits=lambda _page: True,
        nothing=_NO_PAGE,
        subscribed=_PUSHED,
    )


def _graph(token: str) -> Graph:
    return Graph(SPEAKER, TABLE, lambda: settings().facebook_api_url, token)

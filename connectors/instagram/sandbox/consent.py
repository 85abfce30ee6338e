"""Consent and tokens of Instagram's own login: a code, a short token, a long one, and its refreshing."""

import secrets
import time
from typing import Any

from werkzeug.wrappers import Response

from connectors.graph.sandbox.answers import Made, Refused
from connectors.graph.sandbox.call import account_of
from connectors.graph.sandbox.login import HOUR, SIXTY_DAYS
from connectors.graph.sandbox.site import Site, answer
from connectors.instagram.sandbox.answers import NAME
from connectors.world import World

_DAY = 86_400.0

RIGHTS = {
    "instagram_business_basic": "See your profile and your posts",
    "instagram_business_manage_comments": "Read, answer, hide and delete comments",
    "instagram_business_manage_messages": "Read and answer direct messages",
    "instagram_basic": "See your profile and your posts",
    "instagram_manage_comments": "Read, answer, hide and delete comments",
    "instagram_manage_messages": "Read and answer direct messages",
    "pages_show_list": "See which Pages you manage",
    "pages_read_engagement": "Read your Page",
    "pages_manage_metadata": "Be told at once what is new on your Page",
}


def add(site: Site) -> None:
    """/oauth/authorize, /oauth/access_token, /access_token and /refresh_access_token."""
    world, pages, request = site.world, site.pages, site.request

    def make_long() -> Response:
        token = _given(site, "ig_exchange_token")
        if not request.args.get("client_secret"):
            raise Refused(101, "Error validating client secret.")
        return answer(site.play("identify", token, "", lambda: _long(world, token)))

    def refresh() -> Response:
        token = _given(site, "ig_refresh_token")
        return answer(site.play("refresh", token, "", lambda: _refreshed(world, token)))

    site.add_consent("/oauth/authorize", "authorize", lambda ids, scopes: _code(world, ids, scopes), "#_")
    pages.add_url_rule("/oauth/access_token", "code", lambda: _exchange(site), methods=["POST"])
    pages.add_url_rule("/access_token", "long", make_long)
    pages.add_url_rule("/refresh_access_token", "refresh", refresh)


def _code(world: World, account_ids: list[str], scopes: str) -> str:
    return world.issue_token(NAME, account_ids[0], "code", HOUR, scopes)


def _exchange(site: Site) -> Response:
    """Its refusals have a shape of their own."""
    world, form = site.world, site.request.form
    code = world.token(form.get("code", ""))
    wrong = form.get("grant_type") != "authorization_code" or not form.get("client_id") or not form.get("client_secret")
    if wrong or not code or code["kind"] != "code" or code["platform"] != NAME or code["expires_at"] < time.time():
        sentence = "Matching code was not found or was already used"
        return answer({"error_type": "OAuthException", "code": 400, "error_message": sentence}, 400)
    world.drop_token(code["token"])
    token = world.issue_token(NAME, code["account_id"], "short", HOUR, code["scopes"])
    return answer({"access_token": token, "user_id": int(code["account_id"]), "permissions": code["scopes"]})


def _given(site: Site, grant: str) -> str:
    if site.request.args.get("grant_type") != grant:
        raise Refused(100, "(#100) Invalid parameter: grant_type")
    return site.request.args.get("access_token", "")


def _refreshed(world: World, token: str) -> Made:
    """Tokens of any kind but "long" (such as those that the control port keeps) may be refreshed at any age."""
    account_of(world, NAME, token)
    found: Any = world.token(token)
    if found["kind"] == "long" and found["created_at"] > time.time() - _DAY:
        raise Refused(100, "The access token must be at least 24 hours old to be refreshed.", type="IGApiException")
    return _long(world, token)


def _long(world: World, token: str) -> Made:
    account_of(world, NAME, token)
    found: Any = world.token(token)
    made = "IGAA" + secrets.token_urlsafe(40)
    world.keep_token(made, NAME, found["account_id"], "long", SIXTY_DAYS, found["scopes"])
    return {"access_token": made, "token_type": "bearer", "expires_in": SIXTY_DAYS}

"""Consent and tokens of the stand-in: a page that asks, a code, a short token, a long one, and its refreshing."""

import secrets
import time
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template_string, request
from werkzeug.wrappers import Response as AnyResponse

from connectors.instagram.sandbox import faults
from connectors.instagram.sandbox.answers import NAME, Refused
from connectors.instagram.sandbox.graph import account_of
from connectors.instagram.sandbox.page import PAGE, RIGHTS, STYLE
from connectors.world import World

_HOUR, _DAY = 3600.0, 86_400.0
SIXTY_DAYS = 5_183_944
_CARRIED = ("client_id", "redirect_uri", "response_type", "scope", "state")


def add(pages: Blueprint, world: World) -> None:
    """/oauth/authorize, /oauth/access_token, /access_token and /refresh_access_token."""
    _add_page(pages, world)
    _add_tokens(pages, world)


def _add_page(pages: Blueprint, world: World) -> None:
    @pages.get("/oauth/consent.css")
    def style() -> Response:
        return Response(STYLE, mimetype="text/css")

    @pages.get("/oauth/authorize")
    def ask() -> tuple[str, int]:
        carried = {name: request.args.get(name, "") for name in _CARRIED}
        missing = [name for name in _CARRIED[:3] if not carried[name]]
        rights = [RIGHTS.get(scope, scope) for scope in carried["scope"].split(",") if scope]
        page = render_template_string(
            PAGE, accounts=world.accounts(NAME), carried=carried, missing=missing, rights=rights
        )  # fmt: skip
        return page, 400 if missing else 200

    @pages.post("/oauth/authorize")
    def decide() -> AnyResponse:
        form = request.form
        state = {"state": form["state"]} if form.get("state") else {}
        account_id = form.get("allow", "")
        if not account_id or world.account(NAME, account_id) is None:
            denied = {
                "error": "access_denied",
                "error_reason": "user_denied",
                "error_description": "The user denied your request",
            }
            return redirect(f"{form['redirect_uri']}?{urlencode({**denied, **state})}", 303)
        code = world.issue_token(NAME, account_id, "code", _HOUR, form.get("scope", ""))
        return redirect(f"{form['redirect_uri']}?{urlencode({'code': code, **state})}#_", 303)


def _add_tokens(pages: Blueprint, world: World) -> None:
    @pages.post("/oauth/access_token")
    def exchange_code() -> tuple[Response, int]:
        form = request.form
        code = world.token(form.get("code", ""))
        wrong = (
            form.get("grant_type") != "authorization_code" or not form.get("client_id") or not form.get("client_secret")
        )
        if wrong or not code or code["kind"] != "code" or code["platform"] != NAME or code["expires_at"] < time.time():
            sentence = "Matching code was not found or was already used"
            return jsonify(error_type="OAuthException", code=400, error_message=sentence), 400
        world.drop_token(code["token"])
        token = world.issue_token(NAME, code["account_id"], "short", _HOUR, code["scopes"])
        return jsonify(access_token=token, user_id=int(code["account_id"]), permissions=code["scopes"]), 200

    @pages.get("/access_token")
    def make_long() -> Response:
        token = _given("ig_exchange_token")
        if not request.args.get("client_secret"):
            raise Refused(101, "Error validating client secret.")
        return faults.play(world, "identify", token, "", lambda: _long(world, token))

    @pages.get("/refresh_access_token")
    def refresh() -> Response:
        token = _given("ig_refresh_token")
        return faults.play(world, "refresh", token, "", lambda: _refreshed(world, token))


def _given(grant: str) -> str:
    if request.args.get("grant_type") != grant:
        raise Refused(100, "(#100) Invalid parameter: grant_type")
    return request.args.get("access_token", "")


def _refreshed(world: World, token: str) -> Response:
    """Tokens of any kind but "long" (such as those that the control port keeps) may be refreshed at any age."""
    account_of(world, token)
    found: Any = world.token(token)
    if found["kind"] == "long" and found["created_at"] > time.time() - _DAY:
        raise Refused(100, "The access token must be at least 24 hours old to be refreshed.", type="IGApiException")
    return _long(world, token)


def _long(world: World, token: str) -> Response:
    account_of(world, token)
    found: Any = world.token(token)
    made = "IGAA" + secrets.token_urlsafe(40)
    world.keep_token(made, NAME, found["account_id"], "long", SIXTY_DAYS, found["scopes"])
    return jsonify(access_token=made, token_type="bearer", expires_in=SIXTY_DAYS)  # noqa: S106 a word of OAuth

"""Google's token address, as the stand-in plays it: a code becomes tokens, a refresh token a new hour, and all can be revoked."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from connectors.world import World
from connectors.youtube.sandbox import faults
from connectors.youtube.sandbox.answers import NAME

HOUR = 3_600
_SIX_MONTHS = 183 * 86_400.0
_TEN_MINUTES = 600.0


class GrantRefused(Exception):
    """A no of the token address, in the words of RFC 6749: {"error", "error_description"}."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status

    def response(self) -> Response:
        answer = jsonify(error=self.error, error_description=self.description)
        answer.status_code = self.status
        return answer


@dataclass(frozen=True)
class Asked:
    """What the code was asked with. The code remembers it, so that only the one who asked can use it."""

    client_id: str
    redirect_uri: str
    scope: str = ""
    challenge: str = ""
    challenge_method: str = ""
    is_offline: bool = False
    is_prompted: bool = False


def new_code(world: World, account_id: str, asked: Asked) -> str:
    return world.issue_token(NAME, account_id, "code", _TEN_MINUTES, json.dumps(asdict(asked)))


def new_access(world: World, account_id: str, scope: str) -> str:
    token = "ya29.a0" + secrets.token_urlsafe(60)
    world.keep_token(token, NAME, account_id, "access", HOUR, scope)
    return token


def new_refresh(world: World, account_id: str, scope: str) -> str:
    token = "1//0" + secrets.token_urlsafe(40)
    world.keep_token(token, NAME, account_id, "refresh", _SIX_MONTHS, scope)
    return token


def add(pages: Blueprint, world: World) -> None:
    """/google/token and /google/revoke."""
    pages.register_error_handler(GrantRefused, lambda refused: refused.response())

    @pages.post("/google/token")
    def token() -> Response:
        client_id, grant = _client(), request.form.get("grant_type", "")
        if grant == "authorization_code":
            return _from_code(world, client_id)
        if grant != "refresh_token":
            raise GrantRefused("unsupported_grant_type", f"Invalid grant_type: {grant}")
        given = request.form.get("refresh_token", "")
        return faults.play(world, "refresh", given, "", lambda: _refreshed(world, given))

    @pages.post("/google/revoke")
    def revoke() -> Response:
        """Ends the whole consent, whichever of its tokens is given."""
        given = request.values.get("token", "")
        return faults.play(world, "revoke", given, "", lambda: _revoked(world, given))


def _revoked(world: World, given: str) -> Response:
    found = world.token(given)
    if not found or found["platform"] != NAME or found["expires_at"] <= time.time():
        raise GrantRefused("invalid_token", "Token expired or revoked")
    world.rows("delete from tokens where platform=? and account_id=?", NAME, found["account_id"])
    return jsonify({})


def _client() -> str:
    """Who asks, from the form or from HTTP Basic. Any id with any secret is a client here."""
    basic = request.authorization
    id = request.form.get("client_id") or (basic.username if basic else "")
    secret = request.form.get("client_secret") or (basic.password if basic else "")
    if not id or not secret:
        raise GrantRefused("invalid_client", "The OAuth client was not found.", 401)
    return id


def _from_code(world: World, client_id: str) -> Response:
    code: Any = world.token(request.form.get("code", ""))
    if not code or code["platform"] != NAME or code["kind"] != "code" or code["expires_at"] <= time.time():
        raise GrantRefused("invalid_grant", "Malformed auth code.")
    asked = Asked(**json.loads(code["scopes"]))
    if asked.client_id != client_id:
        raise GrantRefused("invalid_grant", "Bad Request")
    if asked.redirect_uri != request.form.get("redirect_uri", ""):
        raise GrantRefused("redirect_uri_mismatch", "Bad Request")
    _check_verifier(asked, request.form.get("code_verifier", ""))
    world.drop_token(code["token"])
    made = _access(world, code["account_id"], asked.scope)
    if asked.is_offline and (asked.is_prompted or not _has_refresh(world, code["account_id"])):
        made["refresh_token"] = new_refresh(world, code["account_id"], asked.scope)
    return jsonify(made)


def _check_verifier(asked: Asked, verifier: str) -> None:
    """PKCE, RFC 7636: whoever asked with a challenge must know what it was made of."""
    if not asked.challenge:
        return
    if not verifier:
        raise GrantRefused("invalid_grant", "Missing code verifier.")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    if asked.challenge != (digest if asked.challenge_method == "S256" else verifier):
        raise GrantRefused("invalid_grant", "Invalid code verifier.")


def _has_refresh(world: World, account_id: str) -> bool:
    """Google gives a refresh token at the first consent, later only when `prompt=consent` asks again."""
    sql = "select 1 from tokens where platform=? and account_id=? and kind='refresh' and expires_at>?"
    return bool(world.rows(sql, NAME, account_id, time.time()))


def _refreshed(world: World, given: str) -> Response:
    found = world.token(given)
    if not found or found["platform"] != NAME or found["kind"] != "refresh" or found["expires_at"] <= time.time():
        raise GrantRefused("invalid_grant", "Token has been expired or revoked.")
    return jsonify(_access(world, found["account_id"], found["scopes"]))


def _access(world: World, account_id: str, scope: str) -> dict[str, Any]:
    token = new_access(world, account_id, scope)
    return {"access_token": token, "expires_in": HOUR - 1, "scope": scope, "token_type": "Bearer"}

"""Google's consent as the stand-in plays it: a page that asks which channel, and the way back with a code."""

from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template_string, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from connectors.world import World
from connectors.youtube.sandbox.answers import NAME
from connectors.youtube.sandbox.page import PAGE, RIGHTS, STYLE
from connectors.youtube.sandbox.tokens import Asked, new_code

_NEEDED = ("client_id", "redirect_uri", "response_type", "scope")
_CARRIED = (*_NEEDED, "state", "code_challenge", "code_challenge_method", "access_type", "prompt")


def add(pages: Blueprint, world: World) -> None:
    """/google/o/oauth2/v2/auth."""

    @pages.get("/google/consent.css")
    def style() -> Response:
        return Response(STYLE, mimetype="text/css")

    @pages.get("/google/o/oauth2/v2/auth")
    def ask() -> tuple[str, int]:
        carried = {name: request.args.get(name, "") for name in _CARRIED}
        missing = [name for name in _NEEDED if not carried[name]]
        rights = [RIGHTS.get(scope, scope) for scope in carried["scope"].split()]
        page = render_template_string(
            PAGE, accounts=world.accounts(NAME), carried=carried, missing=missing, rights=rights
        )  # fmt: skip
        return page, 400 if missing else 200

    @pages.post("/google/o/oauth2/v2/auth")
    def decide() -> AnyResponse:
        form = request.form
        state = {"state": form["state"]} if form.get("state") else {}
        account_id = form.get("allow", "")
        if not account_id or world.account(NAME, account_id) is None:
            return _back(form["redirect_uri"], {"error": "access_denied", **state})
        code = new_code(world, account_id, _asked(form))
        return _back(form["redirect_uri"], {**state, "code": code, "scope": form.get("scope", "")})


def _asked(form: MultiDict[str, str]) -> Asked:
    return Asked(
        client_id=form.get("client_id", ""),
        redirect_uri=form["redirect_uri"],
        scope=form.get("scope", ""),
        challenge=form.get("code_challenge", ""),
        challenge_method=form.get("code_challenge_method", ""),
        is_offline=form.get("access_type") == "offline",
        is_prompted="consent" in form.get("prompt", "").split(),
    )


def _back(redirect_uri: str, answer: dict[str, str]) -> AnyResponse:
    joint = "&" if "?" in redirect_uri else "?"
    return redirect(f"{redirect_uri}{joint}{urlencode(answer)}", 303)

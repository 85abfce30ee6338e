"""Who may open which page: everybody the few in PUBLIC, whoever is signed in the rest, some roles only some of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from models.user import Role
from web.auth import is_somebody, me
from web.replies import says_json, sorry

PUBLIC = frozenset({
    "home", "health", "static", "auth.sign_in", "auth.sign_up", "webhooks.receive", "webhooks.somebody_leaves",
    "receipts.status",
})  # fmt: skip
REVIEWS = frozenset({Role.OWNER, Role.MANAGER, Role.REVIEWER})
MANAGES = frozenset({Role.OWNER, Role.MANAGER})


def install(app: Flask) -> None:
    """Ask before every request."""
    app.before_request(_ask)


def _ask() -> Any:
    if request.endpoint is None or request.endpoint in PUBLIC or is_somebody():
        return None
    if says_json():
        return sorry(401, "You are signed out. Sign in again; your text is still on this page.")
    return redirect(url_for("auth.sign_in", next=_here()))


def _here() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def only(roles: frozenset[Role]) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """For these roles alone; everybody else gets 403 with a sentence."""

    def make(page: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(page)
        def run(*values: Any, **named: Any) -> Any:
            if me().role not in roles:
                abort(403)
            return page(*values, **named)

        return run

    return make

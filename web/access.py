"""Who may open which page: everybody the few in PUBLIC, whoever is signed in the rest, some roles only some of it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Flask, abort, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models.user import Role
from pipeline.members import LEADERS
from web.auth import is_somebody, me
from web.pages import workspace
from web.replies import says_json, sorry
from web.said import N_

PUBLIC = frozenset({
    "home", "health", "static", "auth.sign_in", "auth.sign_up", "webhooks.receive", "webhooks.somebody_leaves", "billing_door.told",
    "notification_choices.ask", "notification_choices.end", "delete_all.status",
    "receipts.status", "second_step.ask", "second_step.give_up", "passwords.forgot", "passwords.renew", "invitations.show",
    "invitations.accept", "api_docs.page", "api_docs.openapi",
})  # fmt: skip
WITHOUT_FACTOR = ("second_factor.", "auth.sign_out", "workspaces.enter", "team.go")
"""Where somebody may go who has yet to set up the second factor that their workspace asks for."""


class Permission(frozenset[Role]):
    """The roles that may do something, and in sentences what it is: pages ask it, the team page shows it."""

    sentences: tuple[str, ...]

    def __new__(cls, roles: Iterable[Role], *sentences: str) -> "Permission":
        made = super().__new__(cls, roles)
        made.sentences = sentences
        return made


READS = Permission(
    Role,
    N_("Read letters, answers, fans, knowledge, rules and numbers"),
    N_("See who is in the team, and leave it"),
    N_("Change their own name, password, second factor and sign-ins"),
)
REVIEWS = Permission(
    (Role.OWNER, Role.MANAGER, Role.REVIEWER),
    N_("Decide about letters: approve, edit, reject, label, hide, take back"),
    N_("Put right what the avatar knows, and what it remembers of fans"),
    N_("Take the blind test"),
    N_("Stop all sending, and go on"),
)
MANAGES = Permission(
    LEADERS,
    N_("Change the persona and the rules"),
    N_("Make a model of their own, and say which one writes"),
    N_("Connect, pause and disconnect accounts"),
    N_("Invite people, change roles and remove members, except owners"),
    N_("Read the audit log and take it along as a file"),
    N_("See and change the plan, and pay"),
)
OWNS = Permission(
    (Role.OWNER,),
    N_("Allow the avatar to send by itself"),
    N_("Delete an account with all that was read"),
    N_("Make owners, change and remove them"),
    N_("Ask every member for a second factor"),
)
EXPORTS = Permission((*LEADERS, Role.ANALYST), N_("Take letters along as a file"))
PERMISSIONS = (READS, REVIEWS, EXPORTS, MANAGES, OWNS)


def install(app: Flask) -> None:
    """Ask before every request."""
    app.before_request(_ask)


def _ask() -> Any:
    if request.blueprint == "api":  # programs come with a token, and with nothing else: web/api/gate.py
        return None
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    if is_somebody():
        return _lead_to_factor()
    if says_json():
        return sorry(401, gettext("You are signed out. Sign in again; your text is still on this page."))
    return redirect(url_for("auth.sign_in", next=_here()))


def _lead_to_factor() -> Any:
    if me().has_factor or (request.endpoint or "").startswith(WITHOUT_FACTOR) or not workspace().factor_required:
        return None
    sentence = gettext("This workspace asks everybody for a second factor. Set yours up, then go on.")
    if says_json():
        return sorry(403, sentence)
    flash(sentence)
    return redirect(url_for("second_factor.overview"))


def _here() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def only(roles: frozenset[Role]) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """For these roles alone; everybody else gets 403 with a sentence. Only what PERMISSIONS shows can be asked for."""
    if roles not in PERMISSIONS:
        raise ValueError("No permission of PERMISSIONS has these roles; the team page would not show it.")

    def make(page: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(page)
        def run(*values: Any, **named: Any) -> Any:
            if me().role not in roles:
                abort(403)
            return page(*values, **named)

        return run

    return make

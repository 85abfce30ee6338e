"""How somebody gets in: a new person with a workspace, one with a password, one who still owes a second factor."""

import hashlib
import re
from datetime import datetime
from typing import Any

from flask import redirect, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Membership, Persona, User, Workspace
from models.fields import utcnow
from models.user import Role
from web.person import remember
from web.replies import inside

PASSWORD_LENGTH = 10
STEP_SECONDS = 10 * 60
_OWED = "owes_factor"


def enter(user: User, onward: str) -> Response:
    """The password was right: on to `onward`, or to the second step with nothing but a note of who has done the first."""
    if user.factor_since is None:
        return welcome(user, onward)
    session.clear()
    session[_OWED] = [str(user.id), utcnow().timestamp(), _mark(user)]
    return redirect(url_for("second_step.ask", next=inside(onward)))


def owing(now: datetime) -> User | None:
    """Who has done the first step in this browser a few minutes ago, with the password that still is theirs."""
    id, at, mark = session.get(_OWED) or ("", 0.0, "")
    if not id or not 0 <= now.timestamp() - at < STEP_SECONDS:
        return None
    user = User.objects(id=id).first()
    return user if user and _mark(user) == mark else None


def welcome(user: User, onward: str) -> Response:
    """Signed in, in the workspace they used last; whoever has none gets one."""
    membership = Membership.first_of(user.id) or open_workspace(user)
    seat(membership)
    return redirect(inside(onward))


def seat(membership: Membership) -> None:
    """This browser is this member's, and shows this workspace."""
    session.clear()
    session.permanent = True
    remember(membership)


def open_workspace(user: User) -> Membership:
    """What everybody needs to begin. The membership comes last: without it the next sign-in begins again."""
    workspace = Workspace(name=user.name).save()
    Persona(workspace_id=workspace.id, name=user.name).save()
    return Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER).save()


def name_problem(name: str) -> str | None:
    """Why this is no name; None: it is."""
    if not name.strip() or len(name.strip()) > 120:
        return gettext("Write your name, up to 120 letters. Your fans never see it.")
    return None


def email_problem(email: str) -> str | None:
    """Why this is no address; None: it is."""
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+|[^@\s]{1,64}@localhost", email) or len(email) > 254:
        return gettext("This is not an e-mail address. It looks like name@example.com.")
    return None


def password_problem(password: str) -> str | None:
    """Why this cannot be a password; None: it can."""
    if not PASSWORD_LENGTH <= len(password) <= 1000:
        return gettext("Take a longer password: at least %(least)s characters, at most 1,000.", least=PASSWORD_LENGTH)
    return None


def written_email() -> str:
    """The address in the form that was sent, lower case."""
    return request.form.get("email", "").strip().lower()


def _mark(user: User) -> Any:
    """Another password, another mark; nothing of the password in it that a cookie could give away."""
    return hashlib.sha256(f"first step {user.password_hash}".encode()).hexdigest()[:32]

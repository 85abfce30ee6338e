"""People sign up, sign in and sign out."""

import re
from typing import cast

from bson import ObjectId
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from logs import log
from models import Membership, Persona, User, Workspace
from models.user import AddressTaken, Role
from web.replies import inside
from web.throttle import forgive, too_many

pages = Blueprint("auth", __name__)
people = LoginManager()
PASSWORD_LENGTH = 10
TRIES, FROM_ONE_PLACE, NEW_FROM_ONE_PLACE, QUARTER = 8, 300, 60, 15 * 60


class Person(UserMixin):
    """Somebody signed in: a user in one workspace."""

    def __init__(self, user: User, membership: Membership) -> None:
        self.id = str(user.id)
        self.name, self.email = user.name, user.email
        self.workspace_id: ObjectId = membership.workspace_id
        self.role: Role = membership.role


def me() -> Person:
    """Who asks; only behind sign-in."""
    return cast(Person, current_user)


def is_somebody() -> bool:
    """Is anybody signed in?"""
    return bool(current_user.is_authenticated)


@people.user_loader
def _person(user_id: str) -> Person | None:
    user = User.objects(id=user_id).first() if ObjectId.is_valid(user_id) else None
    membership = user and Membership.first_of(user.id)
    return Person(user, membership) if user and membership else None


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | str | tuple[str, int]:
    """E-mail and password. Says the same whether the address is unknown or the password wrong."""
    if request.method == "GET":
        return render_template("auth/sign_in.html", email="") if not is_somebody() else redirect("/")
    email, where = _email(), request.remote_addr or ""
    wrong = too_many("sign-in", email, where, limit=TRIES, seconds=QUARTER)
    if wrong or too_many("sign-in-place", where, limit=FROM_ONE_PLACE, seconds=QUARTER):
        return _again("auth/sign_in.html", 429, "Too many tries. Wait a quarter of an hour, then try again.")
    user = User.sign_in(email, request.form.get("password", ""))
    if user is None:
        return _again("auth/sign_in.html", 422, "This address and password do not belong together.")
    forgive("sign-in", email, where)
    return _welcome(user)


@pages.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Response | str | tuple[str, int]:
    """A new user with a workspace of their own and an empty persona."""
    if request.method == "GET":
        return (
            render_template("auth/sign_up.html", first=User.objects.first() is None)
            if not is_somebody()
            else redirect("/")
        )
    if (sentence := _missing()) is not None:
        return _again("auth/sign_up.html", 422, sentence)
    if too_many("sign-up-place", request.remote_addr or "", limit=NEW_FROM_ONE_PLACE, seconds=QUARTER):
        return _again(
            "auth/sign_up.html", 429, "Too many new people from here. Wait a quarter of an hour, then try again."
        )
    try:
        user = User.sign_up(_email(), request.form["name"], request.form["password"])
    except AddressTaken:
        return _again("auth/sign_up.html", 422, "Somebody has signed up with this address. If it was you, sign in.")
    log.info("signed up", user=str(user.id))
    return _welcome(user)


@pages.post("/sign-out")
def sign_out() -> Response:
    """Forget who this browser is."""
    logout_user()
    session.clear()
    flash("You are signed out.")
    return redirect(url_for("auth.sign_in"))


def _welcome(user: User) -> Response:
    if Membership.first_of(user.id) is None:
        _open_workspace(user)
    person = _person(str(user.id))
    session.clear()
    session.permanent = True
    login_user(person)
    return redirect(inside(request.args.get("next", "/")))


def _open_workspace(user: User) -> None:
    """What everybody needs to begin. The membership comes last: without it the next sign-in begins again."""
    workspace = Workspace(name=user.name).save()
    Persona(workspace_id=workspace.id, name=user.name).save()
    Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER).save()


def _missing() -> str | None:
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    if not name or len(name) > 120:
        return "Write your name, up to 120 letters. Your fans never see it."
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+|[^@\s]{1,64}@localhost", _email()) or len(_email()) > 254:
        return "This is not an e-mail address. It looks like name@example.com."
    if not PASSWORD_LENGTH <= len(password) <= 1000:
        return f"Take a longer password: at least {PASSWORD_LENGTH} characters, at most 1,000."
    return None


def _email() -> str:
    return request.form.get("email", "").strip().lower()


def _again(template: str, code: int, sentence: str) -> tuple[str, int]:
    kept = {"email": _email(), "name": request.form.get("name", "")}
    return render_template(template, sentence=sentence, first=False, **kept), code

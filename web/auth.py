"""People sign up, sign in and sign out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from werkzeug.wrappers import Response

from logs import log
from models import SignIn, User
from models.user import AddressTaken
from pipeline.members import note_everywhere
from web.afterwards import afterwards
from web.doors import email_problem, enter, name_problem, password_problem, welcome, written_email
from web.person import Person, is_somebody, me, people
from web.throttle import forgive, too_many

__all__ = ["Person", "is_somebody", "me", "pages", "people"]

pages = Blueprint("auth", __name__)
TRIES, FROM_ONE_PLACE, NEW_FROM_ONE_PLACE, QUARTER = 8, 300, 60, 15 * 60
NOTED = 20  # failures of one address that are written down in a quarter of an hour: nobody fills the log from outside


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | str | tuple[str, int]:
    """E-mail and password. Says the same whether the address is unknown or the password wrong."""
    if request.method == "GET":
        return render_template("auth/sign_in.html", email="") if not is_somebody() else redirect("/")
    email, where = written_email(), request.remote_addr or ""
    wrong = too_many("sign-in", email, where, limit=TRIES, seconds=QUARTER)
    if wrong or too_many("sign-in-place", where, limit=FROM_ONE_PLACE, seconds=QUARTER):
        return _again("auth/sign_in.html", 429, gettext("Too many tries. Wait a quarter of an hour, then try again."))
    user = User.sign_in(email, request.form.get("password", ""))
    if user is None:
        afterwards(_note_failure, email, where)
        return _again("auth/sign_in.html", 422, gettext("This address and password do not belong together."))
    forgive("sign-in", email, where)
    return enter(user, request.args.get("next", "/"))


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
            "auth/sign_up.html",
            429,
            gettext("Too many new people from here. Wait a quarter of an hour, then try again."),
        )
    try:
        user = User.sign_up(written_email(), request.form["name"], request.form["password"])
    except AddressTaken:
        return _again(
            "auth/sign_up.html", 422, gettext("Somebody has signed up with this address. If it was you, sign in.")
        )
    log.info("signed up", user=str(user.id))
    return welcome(user, request.args.get("next", "/"))


@pages.post("/sign-out")
def sign_out() -> Response:
    """Forget who this browser is, here and in the database."""
    SignIn.objects(id=me().sign_in.id).delete()
    logout_user()
    session.clear()
    flash(gettext("You are signed out."))
    return redirect(url_for("auth.sign_in"))


def _note_failure(email: str, where: str) -> None:
    """Afterwards, so that an address we know takes no longer than one we do not."""
    user = User.known(email)
    if user and not too_many("sign-in-noted", email, limit=NOTED, seconds=QUARTER):
        note_everywhere(user.id, "member.sign_in_failed", f"from {where}")


def _missing() -> str | None:
    name, password = request.form.get("name", ""), request.form.get("password", "")
    return name_problem(name) or email_problem(written_email()) or password_problem(password)


def _again(template: str, code: int, sentence: str) -> tuple[str, int]:
    kept = {"email": written_email(), "name": request.form.get("name", "")}
    return render_template(template, sentence=sentence, first=False, **kept), code

"""Whoever forgot the password gets a link by mail, and writes a new one."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from werkzeug.wrappers import Response

from connectors.mail import can_mail
from models import PasswordLink, SignIn, User
from models.fields import utcnow
from pipeline.members import note_everywhere
from web.afterwards import afterwards
from web.doors import email_problem, password_problem, written_email
from web.mails import mail_password_link
from web.throttle import too_many

ASKED, QUARTER = 5, 15 * 60
pages = Blueprint("passwords", __name__, url_prefix="/password")


@pages.route("/forgot", methods=["GET", "POST"])
def forgot() -> str | tuple[str, int]:
    """Says the same, as fast, whether the address is known or not."""
    if request.method == "GET" or not can_mail():
        return render_template("auth/forgot.html", can_mail=can_mail(), email=request.args.get("email", ""))
    email, where = written_email(), request.remote_addr or ""
    sentence = email_problem(email)
    if sentence:
        return render_template("auth/forgot.html", can_mail=True, email=email, sentence=sentence), 422
    if too_many("password-link", email, limit=ASKED, seconds=QUARTER) or too_many(
        "password-link-place", where, limit=10 * ASKED, seconds=QUARTER
    ):
        sentence = gettext("Too many tries. Wait a quarter of an hour, then try again.")
        return render_template("auth/forgot.html", can_mail=True, email=email, sentence=sentence), 429
    afterwards(_mail_link, email)
    return render_template("auth/forgot.html", can_mail=True, email=email, sent=True)


@pages.route("/<secret>", methods=["GET", "POST"])
def renew(secret: str) -> Response | str | tuple[str, int]:
    """A new password, once a link."""
    link = PasswordLink.find(secret, utcnow())
    user = link and User.objects(id=link.user_id).first()
    if link is None or user is None:
        return render_template("auth/link_over.html"), 410
    if request.method == "GET":
        return render_template("auth/renew.html", email=user.email)
    password = request.form.get("password", "")
    if sentence := password_problem(password):
        return render_template("auth/renew.html", email=user.email, sentence=sentence), 422
    if not link.spend():
        return render_template("auth/link_over.html"), 410
    user.change_password(password)
    SignIn.end_all(user.id)
    note_everywhere(user.id, "member.password_renewed")
    logout_user()
    session.clear()
    flash(gettext("Your password is changed, and every browser is signed out. Sign in with the new one."))
    return redirect(url_for("auth.sign_in"))


def _mail_link(email: str) -> None:
    user = User.known(email)
    if user is not None:
        note_everywhere(user.id, "member.password_link_asked")
        mail_password_link(user.email, PasswordLink.make(user.id, utcnow()))

"""The second step of signing in: a code of the app, or one on paper. Before it is done nobody is signed in."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import SecondFactor, User
from models.fields import utcnow
from pipeline.members import note_everywhere
from web.doors import owing, welcome
from web.factor_codes import step_of
from web.throttle import forgive, too_many

TRIES, QUARTER = 8, 15 * 60
pages = Blueprint("second_step", __name__)


@pages.route("/sign-in/code", methods=["GET", "POST"])
def ask() -> Response | str | tuple[str, int]:
    """Ask for the code of whoever has just given the right password."""
    user = owing(utcnow())
    if user is None:
        flash(gettext("That took too long. Begin again with your password."), "problem")
        return redirect(url_for("auth.sign_in", next=request.args.get("next")))
    if request.method == "GET":
        return render_template("auth/second_step.html")
    if too_many("second-step", str(user.id), limit=TRIES, seconds=QUARTER):
        return _again(429, gettext("Too many tries. Wait a quarter of an hour, then try again."))
    if not _takes(user, request.form.get("code", "")):
        note_everywhere(user.id, "member.code_failed", f"from {request.remote_addr}")
        return _again(422, gettext("This code is wrong, or was used before. Take the one that is shown now."))
    forgive("second-step", str(user.id))
    return welcome(user, request.args.get("next", "/"))


@pages.post("/sign-in/again")
def give_up() -> Response:
    """Somebody else wants to sign in here."""
    session.clear()
    return redirect(url_for("auth.sign_in"))


def _takes(user: User, code: str) -> bool:
    factor = SecondFactor.of(user.id)
    if factor is None:
        return False
    step = step_of(factor.secret, code, utcnow())
    if step is not None:
        return factor.use(step)
    if not factor.use_recovery(code):
        return False
    left = len(SecondFactor.of(user.id).recovery)  # type: ignore[union-attr]
    note_everywhere(user.id, "member.recovery_code_used", f"{left} left")
    return True


def _again(code: int, sentence: str) -> tuple[str, int]:
    return render_template("auth/second_step.html", sentence=sentence), code

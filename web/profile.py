"""What somebody changes about themselves: name and password; and where they are signed in."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext, ngettext, refresh
from werkzeug.wrappers import Response

from models import SecondFactor, SignIn, User
from models.fields import utcnow
from pipeline.members import note_everywhere
from web.auth import me
from web.devices import told
from web.doors import name_problem, password_problem
from web.replies import done, failed
from web.said import LANGUAGES
from web.throttle import forgive, too_many

TRIES, QUARTER = 8, 15 * 60
pages = Blueprint("profile", __name__, url_prefix="/profile")


@pages.get("")
def overview() -> str:
    """Name, password, second factor, sign-ins."""
    factor = SecondFactor.of(me().user.id) if me().has_factor else None
    return render_template(
        "team/profile.html", user=me().user, sign_ins=SignIn.of(me().user.id, utcnow()), here=me().sign_in.id,
        codes_left=len(factor.recovery) if factor else 0, device=told,
    )  # fmt: skip


@pages.post("/name")
def rename() -> Response:
    """Another name; teammates and the log show it from now on."""
    name = request.form.get("name", "").strip()
    if sentence := name_problem(name):
        return failed(422, sentence, _back())
    User.objects(id=me().user.id).update_one(set__name=name)
    return done(gettext("Your name is changed."), _back())


@pages.post("/language")
def speak() -> Response:
    """Another language of the pages, or that of the browser."""
    language = request.form.get("language", "")
    if language not in {"", *LANGUAGES}:
        return failed(422, gettext("Choose one of the languages of the list."), _back())
    User.objects(id=me().user.id).update_one(set__language=language)
    me().user.language = language
    refresh()
    return done(gettext("The pages speak your language now."), _back())


@pages.post("/password")
def change_password() -> Response:
    """Wants the old one. Every other browser is signed out."""
    if (answer := password_wanted(request.form.get("old", ""), _back())) is not None:
        return answer
    password = request.form.get("password", "")
    if sentence := password_problem(password):
        return failed(422, sentence, _back())
    me().user.change_password(password)
    ended = SignIn.end_all(me().user.id, but=me().sign_in.id)
    note_everywhere(me().user.id, "member.password_changed")
    return done(f"{gettext('Your password is changed.')} {_signed_out(ended)}", _back())


@pages.post("/sign-ins/<sign_in_id>/end")
def end_one(sign_in_id: str) -> Response:
    """Sign one of one's own browsers out. Of another person's nothing is found."""
    found = next((one for one in SignIn.of(me().user.id, utcnow()) if str(one.id) == sign_in_id), None)
    if found is None:
        return failed(404, gettext("That browser is signed out already."), _back())
    if found.id == me().sign_in.id:
        return failed(409, gettext("This is the browser you are using. Use “Sign out” in the menu."), _back())
    SignIn.objects(id=found.id).delete()
    return done(gettext("%(device)s is signed out.", device=told(found.device)), _back())


@pages.post("/sign-ins/end")
def end_others() -> Response:
    """Sign out everywhere but here."""
    return done(_signed_out(SignIn.end_all(me().user.id, but=me().sign_in.id)), _back())


def password_wanted(password: str, back: str) -> Response | None:
    """The answer to whoever does not know their own password, asked again before something grave; None: they know it."""
    who = me()
    if too_many("own-password", who.id, limit=TRIES, seconds=QUARTER):
        return failed(429, gettext("Too many tries. Wait a quarter of an hour, then try again."), back)
    if not who.user.has_password(password):
        return failed(422, gettext("That is not your present password. Nothing was changed."), back)
    forgive("own-password", who.id)
    return None


def _signed_out(ended: int) -> str:
    if not ended:
        return gettext("You are signed in nowhere else.")
    return ngettext("%(num)s other browser was signed out.", "%(num)s other browsers were signed out.", ended)


def _back() -> str:
    return url_for("profile.overview")

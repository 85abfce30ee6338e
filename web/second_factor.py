"""Somebody sets up a second factor, gets codes on paper, or turns it off."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Membership, SecondFactor, Workspace
from models.fields import utcnow
from pipeline.members import note_everywhere
from web.auth import me
from web.factor_codes import picture, spaced, step_of
from web.pages import workspace
from web.profile import password_wanted
from web.replies import done, failed
from web.throttle import forgive, too_many

TRIES, QUARTER = 8, 15 * 60
pages = Blueprint("second_factor", __name__, url_prefix="/profile/second-factor")


@pages.get("")
def overview() -> str:
    """On: since when, and how many codes are left. Off: how to set it up, with the picture once that has begun."""
    factor, who = SecondFactor.of(me().user.id), me()
    if who.has_factor:
        left = len(factor.recovery) if factor else 0
        return render_template(
            "team/second_factor.html", since=who.user.factor_since, codes_left=left, asked=_asked_by()
        )
    begun = {"picture": picture(factor.secret, who.email), "typed": spaced(factor.secret)} if factor else {}
    return render_template("team/second_factor.html", since=None, asked=_asked_by(), **begun)


@pages.post("/begin")
def begin() -> Response:
    """A new secret, for whoever knows the password: a stranger at an open desk must not lock its owner out."""
    if me().has_factor:
        return failed(
            409, gettext("Your second factor is on already. Turn it off first to set up another one."), _back()
        )
    if (answer := password_wanted(request.form.get("password", ""), _back())) is not None:
        return answer
    SecondFactor.prepare(me().user.id)
    return redirect(_back())


@pages.post("/confirm")
def confirm() -> Response | str:
    """It counts once the app shows the right code. The answer is the only page that ever shows the codes on paper."""
    factor, who = SecondFactor.of(me().user.id), me()
    if who.has_factor or factor is None:
        return failed(409, gettext("There is nothing to confirm. Begin again."), _back())
    if too_many("own-code", who.id, limit=TRIES, seconds=QUARTER):
        return failed(429, gettext("Too many tries. Wait a quarter of an hour, then try again."), _back())
    step = step_of(factor.secret, request.form.get("code", ""), utcnow())
    if step is None or not factor.use(step):
        return failed(422, gettext("This code is not right. Take the one that your app shows now."), _back())
    forgive("own-code", who.id)
    codes = factor.new_recovery()
    factor.turn_on()
    note_everywhere(who.user.id, "member.factor_on")
    return render_template("team/recovery_codes.html", codes=codes, is_new=True)


@pages.post("/codes")
def renew_codes() -> Response | str:
    """Ten new codes on paper; the old ones die. Wants the password."""
    factor = SecondFactor.of(me().user.id)
    if not me().has_factor or factor is None:
        return failed(409, gettext("Your second factor is off. Set it up first."), _back())
    if (answer := password_wanted(request.form.get("password", ""), _back())) is not None:
        return answer
    codes = factor.new_recovery()
    note_everywhere(me().user.id, "member.recovery_codes_renewed")
    return render_template("team/recovery_codes.html", codes=codes, is_new=False)


@pages.post("/off")
def turn_off() -> Response:
    """The password alone is enough again, where no workspace asks for more."""
    if asked := _asked_by():
        sentence = gettext("%(workspace)s asks every member for a second factor. It stays on.", workspace=asked)
        return failed(409, sentence, _back())
    if (answer := password_wanted(request.form.get("password", ""), _back())) is not None:
        return answer
    SecondFactor.turn_off(me().user.id)
    note_everywhere(me().user.id, "member.factor_off")
    return done(gettext("Your second factor is off. Your password alone signs you in."), _back())


def _asked_by() -> str:
    """The name of a workspace that asks this person for a second factor; "" for none."""
    if workspace().factor_required:
        return workspace().name
    ids = [one.workspace_id for one in Membership.objects(user_id=me().user.id)]
    asking = [one.name for one in Workspace.objects(id__in=ids) if one.factor_required]
    return next(iter(asking), "")


def _back() -> str:
    return url_for("second_factor.overview")

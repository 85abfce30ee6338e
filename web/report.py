"""The report by mail: who gets it, and how often."""

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from connectors.mail import can_mail
from models.report import Rhythm
from pipeline.report_plan import NobodyChosen, plan, stop
from web.access import MANAGES, only
from web.auth import me
from web.replies import done, failed
from web.said import N_

pages = Blueprint("report", __name__, url_prefix="/analytics/mail")
SAID = {
    Rhythm.WEEKLY: N_("Sent on Mondays from now on."),
    Rhythm.MONTHLY: N_("Sent on the first of each month from now on."),
}


@pages.post("")
@only(MANAGES)
def keep() -> Response:
    """Begin, or change who gets it."""
    rhythm = request.form.get("rhythm", "")
    if not can_mail():
        sentence = gettext("No mail server is named, so nothing can be sent. Whoever runs Fanmail sets MAIL_URL.")
        return failed(409, sentence, _page())
    if rhythm not in set(Rhythm):
        return failed(422, gettext("Choose weekly or monthly."), _page())
    try:
        plan(me().workspace_id, Rhythm(rhythm), request.form.getlist("to"), me().id)
    except NobodyChosen as error:
        return failed(422, str(error), _page())
    return done(SAID[Rhythm(rhythm)], _page())


@pages.post("/stop")
@only(MANAGES)
def end() -> Response:
    """No more reports by mail."""
    stop(me().workspace_id, me().id)
    return done(gettext("No more reports are sent. You can begin again at any time."), _page())


def _page() -> str:
    return url_for("analytics.overview", _anchor="mail")

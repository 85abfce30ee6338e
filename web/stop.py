"""The red button: nothing is sent until somebody says go on."""

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import AuditEntry, Workspace
from models.fields import utcnow
from web.access import REVIEWS, only
from web.auth import me
from web.replies import done, inside

pages = Blueprint("stop", __name__)


@pages.post("/stop")
@only(REVIEWS)
def stop_all() -> Response:
    """Hold every reply back. Letters still come in and are drafted."""
    sentence = gettext("Everything is stopped. Approved replies wait; nothing is lost.")
    return _switch(True, "workspace.stopped", sentence)


@pages.post("/go-on")
@only(REVIEWS)
def go_on() -> Response:
    """Send again what waits."""
    return _switch(False, "workspace.resumed", gettext("Going on. What was approved is sent within a minute."))


def _switch(stopped: bool, action: str, sentence: str) -> Response:
    lifted = {} if stopped else {"set__resumed_at": utcnow()}
    Workspace.objects(id=me().workspace_id).update_one(set__stopped=stopped, **lifted)
    AuditEntry.add(me().workspace_id, me().id, action)
    return done(sentence, inside(request.form.get("back", "/")), stopped=stopped)

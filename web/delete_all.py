"""Delete everything: the owner asks, a banner says so for some days, and a page with a secret code says what was done."""

from typing import Any

from flask import Blueprint, Flask, abort, render_template, request, url_for
from flask_babel import format_date, gettext, pgettext
from werkzeug.wrappers import Response

from models import Farewell, User
from models.fields import utcnow
from models.user import Role
from pipeline.delete_all import GRACE, ask_to_delete, keep_it
from settings import settings
from web.access import only
from web.auth import is_somebody, me
from web.pages import workspace
from web.replies import done, failed
from web.said import N_
from web.throttle import forgive, too_many

pages = Blueprint("delete_all", __name__)
OWNS = frozenset({Role.OWNER})
ALLOWED = frozenset({
    "auth.sign_out", "delete_all.keep", "delete_all.ask", "export_all.ask", "notices.put_aside", "notices.put_all_aside",
    "webhooks.receive", "webhooks.somebody_leaves", "notification_choices.end", "workspaces.enter", "team.leave",
    "second_step.ask", "second_step.give_up", "invitations.accept", "passwords.forgot", "passwords.renew", "profile.end_one",
    "profile.end_others",
})  # fmt: skip
"""What can still be done while a workspace waits for its deletion."""
TRIES, QUARTER = 8, 15 * 60
WAITS = N_(
    "This workspace is being deleted, so everything rests. Its owner can keep it under Settings; nothing was changed."
)


def install(app: Flask) -> None:
    """Let everything rest in a workspace that is to be deleted."""
    app.before_request(_rest)


@pages.get("/settings/delete")
def overview() -> str:
    """What would go, or how things stand."""
    farewell = Farewell.open_of(me().workspace_id)
    return render_template(
        "settings/delete.html",
        farewell=farewell,
        is_owner=me().role in OWNS,
        days=GRACE.days,
        proof=farewell and _proof(farewell),
    )


@pages.post("/settings/delete")
@only(OWNS)
def ask() -> Response:
    """The workspace's name and the password, and everything rests at once."""
    back = url_for("delete_all.overview")
    if too_many("delete-all", me().id, limit=TRIES, seconds=QUARTER):
        return failed(
            429, gettext("Too many tries. Wait a quarter of an hour, then try again. Nothing was changed."), back
        )
    if request.form.get("name", "").strip() != workspace().name:
        wanted = gettext("Type the name of the workspace: %(name)s. Nothing was changed.", name=workspace().name)
        return failed(422, wanted, back)
    if User.sign_in(me().email, request.form.get("password", "")) is None:
        return failed(422, gettext("This is not your password. Nothing was changed."), back)
    forgive("delete-all", me().id)
    farewell = ask_to_delete(workspace(), me().id, utcnow())
    day = format_date(farewell.delete_at, pgettext("date pattern", "dd MMMM y"))
    return done(gettext("Everything rests. It is deleted on %(day)s; until then you can keep it.", day=day), back)


@pages.post("/settings/keep")
@only(OWNS)
def keep() -> Response:
    """Nothing is deleted."""
    back = url_for("delete_all.overview")
    if workspace().leaves_at is None:
        return done(gettext("It is kept."), back)
    if not keep_it(me().workspace_id, me().id, utcnow()):
        return failed(409, gettext("The deletion has begun; nothing can be kept any more."), back)
    return done(gettext("It is kept, and everything goes on as it was."), back)


@pages.get("/farewell/<code>")
def status(code: str) -> str:
    """How far a deletion is, for whoever holds its code. Names nobody."""
    farewell = Farewell.objects(code=code).first() or abort(404)
    return render_template("settings/farewell.html", farewell=farewell)


def _rest() -> Any:
    if request.method != "POST" or request.endpoint in ALLOWED or not is_somebody():
        return None
    return failed(409, WAITS, url_for("delete_all.overview")) if workspace().leaves_at else None


def _proof(farewell: Farewell) -> str:
    return settings().base_url.rstrip("/") + url_for("delete_all.status", code=farewell.code)

"""The bell in the frame: what people have to know, until it is mended or put aside."""

from datetime import timedelta
from typing import Any

from bson import ObjectId
from flask import Blueprint, Flask, abort, g, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Notification, NotificationChoice
from models.fields import utcnow
from models.notification import notices_changed
from models.notification_choice import kind_of
from web.auth import is_somebody, me
from web.replies import done, inside

LATELY = timedelta(days=30)
pages = Blueprint("notices", __name__, url_prefix="/notices")


def install(app: Flask) -> None:
    """Show the bell on every page."""
    app.context_processor(_show)


@pages.get("")
def everything() -> str:
    """All that is open, also what was put aside, and what was resolved lately."""
    lately = Notification.of(me().workspace_id).filter(resolved_at__gt=utcnow() - LATELY)
    past = lately.order_by("-resolved_at").limit(20)
    return render_template("notices/list.html", open=_open(), past=list(past))


@pages.get("/bell")
def bell() -> str:
    """The bell alone, for a page that is open: `back` is where it stands."""
    return render_template("notices/bell.html", bell_back=inside(request.args.get("back", "/notices")))


@pages.post("/<notice_id>/seen")
def put_aside(notice_id: str) -> Response:
    """It no longer counts; it stays in the list until its cause is gone."""
    if Notification.one_of(me().workspace_id, notice_id) is None:
        abort(404)
    Notification.of(me().workspace_id).filter(id=notice_id).update_one(set__seen_at=utcnow())
    notices_changed(me().workspace_id)
    return done(
        gettext("Put aside. It stays under Notices until it is mended."), inside(request.form.get("back", "/notices"))
    )


@pages.post("/seen")
def put_all_aside() -> Response:
    """None of them counts any more."""
    for one in _open():
        Notification.objects(id=one.id).update_one(set__seen_at=utcnow())
    notices_changed(me().workspace_id)
    return done(gettext("All are put aside."), inside(request.form.get("back", "/notices")))


def _show() -> dict[str, Any]:
    return {"notices": _in_bell([one for one in _open() if one.seen_at is None])} if is_somebody() else {"notices": []}


def _in_bell(notices: list[Notification]) -> list[Notification]:
    """Without what whoever looks does not want there; the list has it all the same."""
    if not notices:
        return []
    choices = NotificationChoice.choices_of(me().workspace_id, ObjectId(me().id), me().role)
    return [one for one in notices if (kind := kind_of(one.key)) is None or choices[kind].in_app]


def _open() -> list[Notification]:
    """Read once a request."""
    if "notices" not in g:
        g.notices = Notification.open_of(me().workspace_id)
    found: list[Notification] = g.notices
    return found

"""Searches with a name: made, renamed, shared, put in order, deleted and brought back."""

from flask import Blueprint, Flask, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import AuditEntry, SavedView
from models.fields import utcnow
from models.saved_view import LONGEST_NAME
from models.user import Role
from web.access import MANAGES
from web.auth import me
from web.near import asked_as
from web.replies import done, failed

pages = Blueprint("saved_views", __name__, url_prefix="/conversations/views")
MOST = 30


def install(app: Flask) -> None:
    """Tell the templates who may change what."""
    app.jinja_env.filters["may_change_view"] = may_change


@pages.post("")
def save() -> Response:
    """Name the search `query`."""
    name, search = (
        " ".join(request.form.get("name", "").split())[:LONGEST_NAME],
        asked_as(request.form.get("query", "")),
    )
    known = SavedView.seen_by(me().workspace_id, me().id)
    if not name:
        return failed(422, _unnamed(), _page(search.query))
    if len(known) >= MOST:
        return failed(
            422,
            gettext("There are %(count)s views already. Delete one that nobody opens.", count=MOST),
            _page(search.query),
        )
    shared = request.form.get("shared") == "yes" and me().role is not Role.ANALYST
    place = max((one.place for one in known), default=0) + 1
    view = SavedView(
        workspace_id=me().workspace_id, name=name, query=search.query[:600], by=me().id, shared=shared, place=place
    ).save()
    _wrote("saved", view)
    return done(gettext("Saved as “%(name)s”.", name=name), _page(search.query))


@pages.post("/<view_id>/change")
def change(view_id: str) -> Response:
    """Another name, shared or not."""
    view, name = _mine(view_id), " ".join(request.form.get("name", "").split())[:LONGEST_NAME]
    if not name:
        return failed(422, _unnamed(), _page(view.query))
    shared = request.form.get("shared") == "yes" and me().role is not Role.ANALYST
    SavedView.objects(id=view.id).update_one(set__name=name, set__shared=shared)
    _wrote("changed", view)
    return done(gettext("Changed."), _page(view.query))


@pages.post("/<view_id>/move")
def move(view_id: str) -> Response:
    """One place to the left (`to` = left) or right, among those that one sees."""
    view = _mine(view_id)
    row = SavedView.seen_by(me().workspace_id, me().id)
    at = [one.id for one in row].index(view.id)
    row.insert(max(at + (-1 if request.form.get("to") == "left" else 1), 0), row.pop(at))
    for place, one in enumerate(row, 1):
        if one.place != place:
            SavedView.objects(id=one.id).update_one(set__place=place)
    return done(gettext("Moved."), _page(view.query))


@pages.post("/<view_id>/delete")
def delete(view_id: str) -> Response:
    """Gone for everybody, unless it is brought back within a quarter of an hour."""
    view = _mine(view_id)
    SavedView.objects(id=view.id).update_one(set__deleted_at=utcnow())
    _wrote("deleted", view)
    gone = gettext("“%(name)s” is deleted.", name=view.name)
    return done(gone, url_for("conversations.received", deleted=view.id), id=str(view.id))


@pages.post("/<view_id>/restore")
def restore(view_id: str) -> Response:
    """Undo the deletion."""
    view = _mine(view_id, deleted=True)
    SavedView.objects(id=view.id).update_one(unset__deleted_at=True)
    _wrote("restored", view)
    return done(gettext("“%(name)s” is back.", name=view.name), _page(view.query))


def may_change(view: SavedView) -> bool:
    """Whoever made it; of shared ones also who manages."""
    return bool(view.by == me().id or (view.shared and me().role in MANAGES))


def just_deleted() -> SavedView | None:
    """The view that the address says was deleted, if whoever asks can bring it back."""
    view = SavedView.one_of(me().workspace_id, request.args.get("deleted", ""))
    return view if view and view.deleted_at and may_change(view) else None


def _mine(view_id: str, deleted: bool = False) -> SavedView:
    """A view that one sees (404 if not) and may change (403 if not)."""
    view = SavedView.one_of(me().workspace_id, view_id)
    if view is None or not (view.shared or view.by == me().id) or bool(view.deleted_at) is not deleted:
        abort(404)
    return view if may_change(view) else abort(403)


def _unnamed() -> str:
    return gettext("Give it a name, up to %(count)s letters.", count=LONGEST_NAME)


def _wrote(verb: str, view: SavedView) -> None:
    AuditEntry.add(me().workspace_id, me().id, f"view.{verb}", view.id)


def _page(query: str) -> str:
    return url_for("conversations.received") + (f"?{query}" if query else "")

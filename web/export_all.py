"""Everything of a workspace as one file, for its owner."""

from datetime import timedelta

from flask import Blueprint, abort, render_template, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import connectors
from models import AuditEntry, Export
from models.export import ExportState
from models.fields import utcnow
from models.user import Role
from pipeline.export_all import archive, ask_for_export, kept_for
from web.access import only
from web.auth import me
from web.pages import workspace
from web.replies import done
from worker.exports import ring_export

pages = Blueprint("export_all", __name__, url_prefix="/settings/export")
OWNS = frozenset({Role.OWNER})


@pages.get("")
def overview() -> str:
    """The last one, and how far it is."""
    return render_template(
        "settings/export.html",
        export=Export.latest_of(me().workspace_id),
        is_owner=me().role in OWNS,
        days=_kept().days,
    )


@pages.post("")
@only(OWNS)
def ask() -> Response:
    """Have one written."""
    export = ask_for_export(me().workspace_id, me().id, _kept(), utcnow())
    ring_export(export)
    return done(gettext("It is being written. The bell says when it is ready."), url_for("export_all.overview"))


@pages.get("/<export_id>.zip")
@only(OWNS)
def fetch(export_id: str) -> Response:
    """The file."""
    export = Export.one_of(me().workspace_id, export_id)
    if export is None or export.state is not ExportState.READY:
        abort(404)
    AuditEntry.add(me().workspace_id, me().id, "workspace.export_fetched", export.id)
    name = f"fanmail-{export.asked_at:%Y-%m-%d}.zip"
    answer = send_file(archive(export, workspace()), "application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"  # what is sent as a file may be kept for a year otherwise
    return answer


def _kept() -> timedelta:
    return kept_for(me().workspace_id, connectors.get)

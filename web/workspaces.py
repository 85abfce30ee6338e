"""One person in several workspaces: open another one in this browser."""

from bson import ObjectId
from flask import Blueprint, abort
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Membership, Workspace
from models.fields import utcnow
from web.auth import me
from web.replies import done

pages = Blueprint("workspaces", __name__, url_prefix="/workspaces")


@pages.post("/<workspace_id>/enter")
def enter(workspace_id: str) -> Response:
    """From now on this browser shows that one. Of a workspace one does not belong to nothing is found."""
    wanted = ObjectId(workspace_id) if ObjectId.is_valid(workspace_id) else None
    membership = wanted and Membership.between(me().user.id, wanted)
    if not membership:
        abort(404)
    me().sign_in.enter(membership, utcnow())
    return done(gettext("This is %(workspace)s.", workspace=Workspace.objects(id=wanted).get().name), "/")

"""API tokens: made, shown once, listed, revoked."""

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import ApiToken
from models.api_token import Scope
from models.fields import utcnow
from pipeline.api_tokens import DAYS, MOST_NAME, BadToken, Wanted, allowed, make, revoke
from web.access import MANAGES, only
from web.api.bearer import written
from web.auth import me
from web.letters import who
from web.replies import done
from web.scopes import SCOPES

pages = Blueprint("tokens", __name__, url_prefix="/settings/tokens")
LATELY_GONE = 10


@pages.get("")
def overview() -> str:
    """The tokens of this workspace."""
    return _page()


@pages.post("")
@only(MANAGES)
def make_one() -> tuple[str, int]:
    """A new token. It is on this answer and nowhere else: not in an address, a cookie or the database."""
    try:
        token, number = make(me().workspace_id, me().id, _wanted(), utcnow())
    except BadToken as error:
        return _page(problem=str(error)), 422
    return _page(made=token, secret_text=written(token, number)), 201


@pages.post("/<token_id>/revoke")
@only(MANAGES)
def revoke_one(token_id: str) -> Response:
    """It opens nothing any more."""
    token = ApiToken.one_of(me().workspace_id, token_id) or abort(404)
    revoke(token, me().id)
    return done(gettext("“%(name)s” opens nothing any more.", name=token.name), url_for("tokens.overview"))


def _wanted() -> Wanted:
    days = request.form.get("days", "")
    ticked = frozenset(Scope(one) for one in request.form.getlist("scope") if one in set(Scope))
    return Wanted(request.form.get("name", ""), ticked, int(days) if days in map(str, DAYS) else 0)


def _page(**more: object) -> str:
    now, every = utcnow(), ApiToken.those_of(me().workspace_id)
    alive = [one for one in every if one.is_alive(now)]
    gone = [one for one in every if not one.is_alive(now)][:LATELY_GONE]
    return render_template(
        "tokens/list.html", alive=alive, gone=gone, scopes=SCOPES, mine=allowed(list(Scope), me().role), days=DAYS,
        most_name=MOST_NAME, may_edit=me().role in MANAGES, asked=request.form, who=who, **more,
    )  # fmt: skip

"""In which order the rules speak, and how many messages each of them meets."""

from bson import ObjectId
from flask import Blueprint, jsonify, request, url_for
from werkzeug.wrappers import Response

from pipeline.remembered import Remembered
from pipeline.rules import Tally, reorder, rules_of, tally
from web.access import MANAGES, only
from web.auth import me
from web.pages import workspace
from web.replies import done, failed
from web.rules import one
from web.said import N_

REMEMBERED_SECONDS = 60.0
LOST = N_("Somebody changed the rules meanwhile. Nothing was moved; this is the order as it stands.")
SAVED = N_("The order is saved.")
pages = Blueprint("rule_order", __name__, url_prefix="/rules")
_tallies: Remembered[Tally] = Remembered(REMEMBERED_SECONDS)


@pages.post("/order")
@only(MANAGES)
def order() -> Response:
    """All rules in the order of `ids`, if they still stand in that of `was`."""
    now, back = _ids(me().workspace_id), url_for("rules.overview")
    wanted, was = (request.form.get(name, "").split(",") for name in ("ids", "was"))
    if was != now or sorted(wanted) != sorted(now):
        return failed(409, LOST, back)
    reorder(me().workspace_id, wanted, me().id)
    return done(SAVED, back)


@pages.post("/<rule_id>/move")
@only(MANAGES)
def move(rule_id: str) -> Response:
    """One place up or down."""
    id, ids = str(one(rule_id).id), _ids(me().workspace_id)
    place = ids.index(id)
    ids.insert(max(place + (-1 if request.form.get("to") == "up" else 1), 0), ids.pop(place))
    reorder(me().workspace_id, ids, me().id)
    return done(SAVED, url_for("rules.overview", _anchor=f"rule-{id}"))


@pages.get("/matched")
def matched() -> Response:
    """How many of the latest messages each rule matches, for our script."""
    rules = rules_of(me().workspace_id)
    key = (me().workspace_id, workspace().time_zone, tuple((str(rule.id), rule.revision) for rule in rules))
    found = _tallies.get(key, lambda: tally(me().workspace_id))
    return jsonify(seen=found.seen, matched={str(rule.id): found.matched.get(str(rule.id), 0) for rule in rules})


def _ids(workspace_id: ObjectId) -> list[str]:
    return [str(rule.id) for rule in rules_of(workspace_id)]

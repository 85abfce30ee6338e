"""A fan's own rights: everything that is stored of them as a file, and to be forgotten, with a receipt."""

import json
from collections import Counter
from collections.abc import Mapping

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from models import AuditEntry, Erasure, Fan
from models.fields import utcnow
from pipeline.erase_person import begin, foreseen, same_person
from pipeline.stored_person import stored_of
from web.access import MANAGES, only
from web.auth import me
from web.fan_marks import fan_of
from web.letters import who
from web.replies import failed
from web.said import N_, number
from web.words import handle
from worker.erasing import ring_erasure

pages = Blueprint("fan_person", __name__, url_prefix="/fans")
KINDS = {
    "messages": (
        N_("{count} letter, with its drafts and its answer here"),
        N_("{count} letters, with their drafts and answers here"),
    ),
    "fans": (N_("{count} profile"), N_("{count} profiles")),
    "memories": (N_("{count} thing the avatar remembers"), N_("{count} things the avatar remembers")),
    "reply_examples": (
        N_("{count} reply of yours that the avatar learned from"),
        N_("{count} replies of yours that the avatar learned from"),
    ),
    "relabels": (N_("{count} label that you put right"), N_("{count} labels that you put right")),
    "unanswered": (N_("{count} open question"), N_("{count} open questions")),
    "saved_views": (N_("{count} saved search"), N_("{count} saved searches")),
}
UNSAID = {"search_entries"}
"""Of the letters themselves; to name them would count these twice."""


@pages.get("/<fan_id>/erasure")
@only(MANAGES)
def before_erasure(fan_id: str) -> str:
    """What would go, counted, and the field to type the name into."""
    fan = fan_of(fan_id)
    fans = same_person(fan)
    return render_template("fans/erase.html", fan=fan, fans=fans, lines=lines(foreseen(fans)), typed=name_to_type(fan))


@pages.post("/<fan_id>/erasure")
@only(MANAGES)
def erase_person(fan_id: str) -> AnyResponse:
    """Begin, if the name was typed."""
    fan = fan_of(fan_id)
    if request.form.get("name", "").strip().lstrip("@").casefold() != name_to_type(fan).casefold():
        sentence = gettext("Nothing was erased. To go on, type %(name)s exactly.", name=name_to_type(fan))
        return failed(422, sentence, url_for("fan_person.before_erasure", fan_id=fan.id))
    erasure = begin(fan, me().id, utcnow())
    ring_erasure(erasure)
    return redirect(url_for("fan_person.erasure", erasure_id=erasure.id))


@pages.post("/<fan_id>/export")
@only(MANAGES)
def export(fan_id: str) -> Response:
    """All that is stored of the person, for them to have."""
    fan = fan_of(fan_id)
    text = json.dumps(stored_of(same_person(fan)), ensure_ascii=False, indent=2)
    AuditEntry.add(me().workspace_id, me().id, "fan.exported", fan.id)
    name = f"fanmail-person-{fan.id}.json"
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(text, mimetype="application/json", headers=headers)


@pages.get("/erasures/<erasure_id>")
@only(MANAGES)
def erasure(erasure_id: str) -> str:
    """How far it is, and what went."""
    found = _one(erasure_id)
    return render_template("fans/erasure.html", erasure=found, lines=lines(found.deleted), who=who)


@pages.get("/erasures/<erasure_id>.txt")
@only(MANAGES)
def receipt(erasure_id: str) -> Response:
    """The same as a text file."""
    found = _one(erasure_id)
    text = render_template("fans/erasure.txt", erasure=found, lines=lines(found.deleted), who=who)
    name = f"fanmail-erasure-{found.asked_at:%Y-%m-%d}.txt"
    return Response(text, mimetype="text/plain", headers={"Content-Disposition": f"attachment; filename={name}"})


def lines(counts: Mapping[str, int]) -> list[str]:
    """ "12 letters, with their drafts and answers here"; the many first."""
    shown = Counter({name: count for name, count in counts.items() if count and name not in UNSAID})
    return [_line(name, count) for name, count in shown.most_common()]


def name_to_type(fan: Fan) -> str:
    """What has to be typed: the name without the @."""
    return handle(fan.username).lstrip("@")


def _line(name: str, count: int) -> str:
    if name not in KINDS:
        return f"{number(count)} {name.replace('_', ' ')}"
    one, many = KINDS[name]
    return gettext(one if count == 1 else many).format(count=number(count))


def _one(erasure_id: str) -> Erasure:
    found: Erasure | None = Erasure.one_of(me().workspace_id, erasure_id)
    return found or abort(404)

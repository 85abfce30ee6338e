"""A live example beside the sliders: what the avatar would say with the persona as it stands on the page."""

from flask import Blueprint, abort, jsonify, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Persona, PersonaExample
from models.fields import utcnow
from pipeline.persona_example import ask
from web.access import MANAGES, only
from web.auth import me
from web.persona import the_persona
from web.persona_forms import changes, read
from web.replies import sorry
from web.said import said
from worker.personas import ring_example

pages = Blueprint("persona_example", __name__, url_prefix="/persona/example")


@pages.post("")
@only(MANAGES)
def make() -> Response:
    """Have one written; the answer names it."""
    persona, form, number = the_persona(), read(request.form), request.form.get("number", "0")
    if form.problems:
        return sorry(422, " ".join(map(str, form.problems)))
    unsaved = Persona._from_son(persona.to_mongo())
    for name, value in changes(form, persona).items():
        setattr(unsaved, name, value)
    example = ask(persona, unsaved, str(me().id), int(number) if number.isdigit() and len(number) < 5 else 0, utcnow())
    if not ring_example(example):
        example.delete()
        return sorry(503, gettext("The queue does not answer, so the avatar cannot write now. Try again in a minute."))
    return jsonify(id=str(example.id))


@pages.get("/<example_id>")
@only(MANAGES)
def show(example_id: str) -> Response:
    """What came of it, as soon as there is something."""
    example = PersonaExample.one_of(me().workspace_id, example_id)
    if example is None:
        abort(404)
    return jsonify(ready=bool(example.made_at), fan=example.fan_text, text=example.text, note=said(example.note))

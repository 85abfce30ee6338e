"""Preferences that were learned from edits, or written by people: seen, put right, switched and deleted on the Persona page."""

from typing import Any

from flask import Blueprint, Flask, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import StoredPreference
from pipeline.preferences import BadPreference, add, change, delete, evidence_of, preferences_of, switch
from web.access import MANAGES, only
from web.auth import me
from web.replies import done, failed

pages = Blueprint("preferences", __name__, url_prefix="/persona/preferences")
SHOWN = 3


def install(app: Flask) -> None:
    """Let the Persona page show them."""
    app.jinja_env.globals.update(preferences_here=preferences_here)


def preferences_here() -> list[dict[str, Any]]:
    """Each with the newest edits behind it, and how many speak for and against it."""
    return [
        {"one": one, "edits": evidence_of(one)[:SHOWN], "for": len(one.shown_by), "against": len(one.against)}
        for one in preferences_of(me().workspace_id)
    ]


@pages.post("")
@only(MANAGES)
def write() -> Response:
    """One more, in use at once."""
    context = request.form.get("context", "")
    return _kept(lambda: add(me().workspace_id, _text(), me().id, context), gettext("Kept. The next draft follows it."))


@pages.post("/<preference_id>")
@only(MANAGES)
def put_right(preference_id: str) -> Response:
    """Other words, or for other letters."""
    stored = _one(preference_id)
    return _kept(
        lambda: change(stored, _text(), me().id, request.form.get("context", "")), gettext("Changed. It is yours now.")
    )


@pages.post("/<preference_id>/on")
@only(MANAGES)
def switch_on(preference_id: str) -> Response:
    """Drafts follow it."""
    stored = _one(preference_id)
    return _kept(lambda: switch(stored, True, me().id), gettext("Drafts follow it from now on."))


@pages.post("/<preference_id>/off")
@only(MANAGES)
def switch_off(preference_id: str) -> Response:
    """Drafts follow it no longer."""
    stored = _one(preference_id)
    return _kept(
        lambda: switch(stored, False, me().id),
        gettext("Drafts follow it no longer. It stays here, and no edit brings it back."),
    )


@pages.post("/<preference_id>/delete")
@only(MANAGES)
def erase(preference_id: str) -> Response:
    """Gone, and never learned again."""
    stored = _one(preference_id)
    return _kept(lambda: delete(stored, me().id), gettext("Deleted. It is not learned again."))


def _one(preference_id: str) -> StoredPreference:
    found = StoredPreference.one_of(me().workspace_id, preference_id)
    if found is None:
        abort(404)
    return found


def _text() -> str:
    return request.form.get("text", "")


def _kept(act: Any, sentence: str) -> Response:
    back = url_for("persona.overview", _anchor="preferences")
    try:
        act()
    except BadPreference as error:
        return failed(422, str(error), back)
    return done(sentence, back)

"""The persona: who the avatar is, how it was measured, and what it was before."""

from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from avatar.persona import GOOD, tone_words
from models import Persona
from models.fields import utcnow
from models.lifecycle import Lost
from pipeline.persona_measuring import ask_no_more, ask_to_measure, is_measuring
from pipeline.persona_versions import change, roll_back
from web.access import MANAGES, REVIEWS, only
from web.auth import me
from web.persona_forms import (
    MOST_TRAITS,
    MOTTO_LENGTH,
    NAME_LENGTH,
    PORTRAIT_LENGTH,
    PersonaForm,
    TraitRow,
    changes,
    form_of,
    read,
)
from web.persona_words import changed_fields, drawn, steps
from web.replies import done, failed
from web.rule_words import members
from web.said import N_, said
from worker.personas import ring_measuring

pages = Blueprint("persona", __name__, url_prefix="/persona")
Shown = str | tuple[str, int] | Response


@pages.get("")
def overview() -> str:
    """Everything that makes the persona."""
    persona = the_persona()
    return _page(persona, form_of(persona), persona.version)


@pages.post("")
@only(MANAGES)
def save() -> Shown:
    """Keep the form as a new version; "another trait" and "take away" only show the form again."""
    persona, form, version = the_persona(), read(request.form), _number(request.form.get("version"))
    if "more" in request.form:
        return _page(persona, replace(form, problems=()), version, spare=2)
    if "away" in request.form:
        return _page(persona, form.without(_number(request.form["away"])), version)
    if form.problems:
        return _page(persona, form, version), 422
    return _kept(persona, form) if version == persona.version else _too_late(persona, form, version)


def _kept(persona: Persona, form: PersonaForm) -> Shown:
    found, version = changes(form, persona), persona.version
    if not found:
        return done(gettext("Nothing was changed."), _overview())
    try:
        change(persona, str(me().id), N_("Changed on the Persona page."), **found)
    except Lost:
        return _too_late(persona.reload(), form, version)
    flash(gettext("Saved. The next draft is written with it, and what auto-send has earned is earned again."))
    return redirect(_overview())


def _too_late(persona: Persona, form: PersonaForm, version: int) -> tuple[str, int]:
    """The form as it was typed, to be saved once more with open eyes."""
    what = ", ".join(changed_fields(persona, version))
    changed = gettext("The persona was changed while you wrote.")
    if what:
        changed = gettext("The persona was changed while you wrote (%(what)s).", what=what)
    kept = gettext(
        "Nothing of yours is saved yet, and nothing is lost: it stands below. Save again to put it in the place of the "
        "other words."
    )
    sentence = f"{changed} {kept}"
    return _page(persona, replace(form, problems=(sentence,)), persona.version), 409


@pages.post("/measure")
@only(MANAGES)
def measure() -> Response:
    """Let a worker measure everything anew."""
    persona = the_persona()
    if ask_to_measure(persona, utcnow()) and not ring_measuring(persona.workspace_id, str(me().id)):
        ask_no_more(persona)
        sentence = gettext("The queue does not answer, so nobody can measure now. Try again in a minute.")
        return failed(503, sentence, _overview())
    return redirect(url_for("persona.measuring"))


@pages.get("/measuring")
def measuring() -> str | Response:
    """Wait until it is measured. A page of its own, because it shows itself again: nothing is typed here that could be lost."""
    persona = the_persona()
    if is_measuring(persona, utcnow()):
        return render_template("persona/measuring.html", persona=persona)
    flash(said(persona.measuring_said) or gettext("Nobody measured it: no worker answered. Ask again in a while."))
    return redirect(_overview())


@pages.post("/versions/<version>/back")
@only(MANAGES)
def bring_back(version: str) -> Response:
    """The persona as it was then, as a new version."""
    try:
        roll_back(the_persona(), _number(version), str(me().id))
    except LookupError:
        abort(404)
    except Lost:
        sentence = gettext("Somebody changed the persona just now. Look at it again; nothing was brought back.")
        return failed(409, sentence, _overview())
    return done(gettext("It is as it was then. What auto-send has earned is earned again."), _overview())


def the_persona() -> Persona:
    """This workspace's persona, as it is stored now; 404 when it has none."""
    return Persona.of(me().workspace_id).order_by("id").first() or abort(404)


def _overview() -> str:
    return url_for("persona.overview")


def _number(text: str | None) -> int:
    """A number that was sent; -1, which nothing has, for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def _page(persona: Persona, form: PersonaForm, version: int, spare: int = 1) -> str:
    rows = [row for row in form.traits if row.name or row.description]
    empty = max(0, min(spare, MOST_TRAITS - len(rows))) if me().role in MANAGES else 0
    return render_template(
        "persona/overview.html", persona=persona, form=form, version=version, rows=[*rows, *[TraitRow()] * empty],
        may_edit=me().role in MANAGES, may_test=me().role in REVIEWS, tone=said(tone_words((persona.tone[0], persona.tone[-1]))),
        pictures=drawn(persona), steps=steps(persona), who={"system": "Fanmail", **members(me().workspace_id)},
        lengths=(NAME_LENGTH, MOTTO_LENGTH, PORTRAIT_LENGTH), good=GOOD,
    )  # fmt: skip

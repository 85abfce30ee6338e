"""The rule builder: a sentence of rows that is saved as it stands, with nothing typed lost when it cannot be."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import StoredRule
from pipeline.rules import BACK, BadRule, keep, rule_of
from web.access import MANAGES, only
from web.auth import me
from web.pages import workspace
from web.replies import done
from web.rule_forms import MOST_ROWS, TAG_LENGTH, TEMPLATE_LENGTH, Form, Row, form_of, read
from web.rule_words import DO, ON, ON_NOT, choices, members
from web.rules import one

pages = Blueprint("rule_builder", __name__, url_prefix="/rules")


@pages.get("/new")
@only(MANAGES)
def new() -> str:
    """An empty sentence to fill."""
    return _builder(Form((), ()), None)


@pages.post("/new")
@only(MANAGES)
def add() -> Response | str | tuple[str, int]:
    """Keep a new rule, switched off."""
    return _save(None)


@pages.get("/<rule_id>/edit")
@only(MANAGES)
def edit(rule_id: str) -> str:
    """The sentence, to be changed."""
    stored = one(rule_id)
    return _builder(form_of(rule_of(stored)), stored)


@pages.post("/<rule_id>/edit")
@only(MANAGES)
def change(rule_id: str) -> Response | str | tuple[str, int]:
    """Keep it with other words; it is switched off until somebody has seen what they do."""
    return _save(one(rule_id))


def _save(stored: StoredRule | None) -> Response | str | tuple[str, int]:
    form = read(request.form, members(me().workspace_id))
    if more := request.form.get("more"):
        return _builder(form.unjudged, stored, more)
    if not form.is_right:
        return _builder(form, stored), 422
    if stored and request.form.get("revision") != str(stored.revision):
        sentence = gettext(
            "Somebody changed this rule while you wrote. Nothing is saved yet; save again to replace their words."
        )
        return _builder(replace(form, problems=(sentence,)), stored), 409
    return _kept(form, stored)


def _kept(form: Form, stored: StoredRule | None) -> Response | tuple[str, int]:
    rule = form.rule(str(stored.id) if stored else "")
    if stored and rule == rule_of(stored):
        return done(gettext("Nothing was changed."), url_for("rules.one_rule", rule_id=stored.id))
    was_on = bool(stored and stored.enabled)
    try:
        kept = keep(me().workspace_id, rule, me().id)
    except BadRule as error:
        return _builder(replace(form, problems=(str(error),)), stored), 422
    switched_off = gettext("Saved and switched off, because its words are new.")
    flash(switched_off if was_on else gettext("Saved. It is off until you switch it on."))
    return redirect(url_for("rules.one_rule", rule_id=kept.id))


def _builder(form: Form, stored: StoredRule | None, more: str = "") -> str:
    """With a spare row at each end, and one more where it was asked for."""
    spare = Row()
    return render_template(
        "rules/edit.html", form=form, stored=stored, on=ON, on_not=ON_NOT, do=DO, choices=choices(), spare=spare,
        conditions=[row for row in form.conditions if row.chosen] + [spare] * (2 if more == "condition" else 1),
        effects=[row for row in form.effects if row.chosen] + [spare] * (2 if more == "effect" else 1),
        members=members(me().workspace_id), zone=workspace().time_zone, most=MOST_ROWS, lengths=(TEMPLATE_LENGTH, TAG_LENGTH),
        days=BACK.days,
    )  # fmt: skip

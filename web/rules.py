"""The owner's rules: in their order, tried on past messages, switched on."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import AuditEntry, StoredRule, Workspace
from models.fields import utcnow
from models.user import Role
from pipeline.rules import (
    BACK,
    MOST_TRIED,
    BadRule,
    consent_text,
    delete,
    keep,
    reached,
    reorder,
    rule_of,
    rules_of,
    sends_by_itself,
    switch,
    try_out,
)
from web.access import MANAGES, only
from web.auth import me
from web.pages import workspace
from web.replies import done, failed
from web.rule_undo import is_aside, keep_aside, take_back
from web.rule_words import changed, consented, members, said
from web.zones import zones

SHOWN = 50
pages = Blueprint("rules", __name__, url_prefix="/rules")


@pages.get("")
def overview() -> str:
    """All rules, in the order in which they speak."""
    names, zone = members(me().workspace_id), workspace().time_zone
    lines = [(stored, said(rule_of(stored), names)) for stored in rules_of(me().workspace_id)]
    asked = request.args.get("deleted", "")
    return render_template(
        "rules/list.html", lines=lines, deleted=asked if is_aside(me().workspace_id, asked) else "", may_edit=me().role in MANAGES,
        zone=zone, zones=zones(zone), there=utcnow().astimezone(ZoneInfo(zone)), days=BACK.days,
        most=MOST_TRIED,
    )  # fmt: skip


@pages.get("/<rule_id>")
def one_rule(rule_id: str) -> str:
    """One rule: what it would have done lately, and its switch."""
    stored = one(rule_id)
    run, rule, names = try_out(stored), rule_of(stored), members(me().workspace_id)
    changes = [(change.message, *changed(change.before, change.after, names)) for change in run.changes[:SHOWN]]
    return render_template(
        "rules/rule.html", stored=stored, said=said(rule, names), run=run, changes=changes, days=BACK.days, most=MOST_TRIED,
        may_edit=me().role in MANAGES, **_switching(stored),
    )  # fmt: skip


@pages.post("/<rule_id>/on")
@only(MANAGES)
def switch_on(rule_id: str) -> Response:
    """From now on it speaks. One that sends by itself wants the owner, and the consent in so many words."""
    stored = one(rule_id)
    if sends_by_itself(rule_of(stored)):
        if me().role is not Role.OWNER:
            sentence = gettext("Only the owner may switch on what sends by itself. Nothing was changed.")
            return failed(403, sentence, _at(stored))
        if request.form.get("consent") != "yes":
            return failed(422, gettext("Tick the consent first. Nothing was switched on."), _at(stored))
    if request.form.get("revision") != str(stored.revision):
        sentence = gettext("Somebody changed this rule meanwhile. Look at it again; it is not switched on.")
        return failed(409, sentence, _at(stored))
    return _switched(stored, True, gettext("It is on, for every message that comes in from now on."))


@pages.post("/<rule_id>/off")
@only(MANAGES)
def switch_off(rule_id: str) -> Response:
    """It is kept and says nothing; a consent that it stood for ends."""
    return _switched(one(rule_id), False, gettext("It is off. Nothing it has done is taken back."))


@pages.post("/<rule_id>/delete")
@only(MANAGES)
def remove(rule_id: str) -> Response:
    """Gone, and for a while to be had again."""
    gone = url_for("rules.overview", deleted=rule_id)
    if is_aside(me().workspace_id, rule_id):
        return redirect(gone)  # the second of two clicks
    stored = one(rule_id)
    place = sum(known.position < stored.position for known in rules_of(me().workspace_id))
    aside = keep_aside(me().workspace_id, rule_of(stored), place)
    delete(stored, me().id)
    if aside:
        return redirect(gone)
    return done(gettext("The rule is deleted."), url_for("rules.overview"))


@pages.post("/<rule_id>/restore")
@only(MANAGES)
def restore(rule_id: str) -> Response:
    """Undo a deletion: the same words at the same place, switched off."""
    rule, place = take_back(me().workspace_id, rule_id) or abort(404)
    try:
        stored = keep(me().workspace_id, replace(rule, id=""), me().id)
    except BadRule as error:
        keep_aside(me().workspace_id, rule, place)
        return failed(422, str(error), url_for("rules.overview", deleted=rule_id))
    ids = [str(known.id) for known in rules_of(me().workspace_id) if known.id != stored.id]
    reorder(me().workspace_id, [*ids[:place], str(stored.id), *ids[place:]], me().id)
    there = url_for("rules.overview", _anchor=f"rule-{stored.id}")
    return done(gettext("It is back at its place, switched off."), there)


def one(rule_id: str) -> StoredRule:
    """A rule of this workspace, or 404."""
    return StoredRule.one_of(me().workspace_id, rule_id) or abort(404)


def _switched(stored: StoredRule, on: bool, sentence: str) -> Response:
    try:
        switch(stored, on, me().id)
    except BadRule as error:
        return failed(409, str(error), url_for("rules.overview"))
    here = request.form.get("back") == "list"
    return done(sentence, url_for("rules.overview", _anchor=f"rule-{stored.id}") if here else _at(stored))


@pages.post("/clock")
@only(MANAGES)
def set_clock() -> Response:
    """The clock on which hours and days are read."""
    zone, back = request.form.get("zone", ""), url_for("rules.overview", _anchor="clock")
    if zone not in available_timezones():
        return failed(422, gettext("Choose a time zone from the list. Nothing was changed."), back)
    Workspace.objects(id=me().workspace_id).update_one(set__time_zone=zone)
    AuditEntry.add(me().workspace_id, me().id, "workspace.time_zone", me().workspace_id, zone)
    name = zone.replace("_", " ")
    return done(gettext("Hours and days are read on the clock of %(zone)s from now on.", zone=name), back)


def _switching(stored: StoredRule) -> dict[str, Any]:
    """Who may switch it on, and to what the owner consents by that."""
    rule = rule_of(stored)
    if not sends_by_itself(rule):
        return {"by_itself": False, "may_switch_on": me().role in MANAGES}
    accounts = [] if stored.enabled else reached(stored)
    return {
        "by_itself": True, "may_switch_on": me().role is Role.OWNER, "consent": consent_text(rule), "reached": accounts,
        "consent_said": consented(rule, members(me().workspace_id)),
    }  # fmt: skip


def _at(stored: StoredRule) -> str:
    return url_for("rules.one_rule", rule_id=stored.id)

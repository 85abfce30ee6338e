"""The line that tells fans who answers, for each place and language: the one that ships, or the creator's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import connectors
from avatar.disclosure import LANGUAGES, disclosed, line
from avatar.own_line import LONGEST, weight, wrong_with
from avatar.rules import If
from connectors.base import COMMENT, DIRECT_MESSAGE
from models import AuditEntry, Workspace
from models.workspace import OwnLine
from pipeline.disclosure import forget_lines
from pipeline.personas import persona_of
from web.access import MANAGES, only
from web.auth import me
from web.pages import workspace
from web.replies import done, failed
from web.rule_words import choices
from web.said import N_

pages = Blueprint("disclosure_lines", __name__, url_prefix="/settings/disclosure")
PLACES = (
    (COMMENT, N_("Comments"), "thank you so much!"),
    (DIRECT_MESSAGE, N_("Direct messages"), "Thank you so much! That made my day."),
)
RESET = N_("The line that ships is said again.")


@dataclass(frozen=True)
class Line:
    """One place and language. `typed`: what stands in its field, `problem`: what is wrong with it."""

    surface: str
    language: str
    title: str
    shipped: str
    typed: str
    preview: str
    problem: str = ""

    @property
    def is_own(self) -> bool:
        return bool(self.typed) and not self.problem


@pages.get("")
def overview() -> str:
    """All of them."""
    return _page(workspace())


@pages.post("/<surface>/<language>")
@only(MANAGES)
def save(surface: str, language: str) -> Response | tuple[str, int]:
    """The creator's own line for one place and language; an empty one is the one that ships."""
    text = request.form.get("text", "").strip()
    back = url_for("disclosure_lines.overview", _anchor=f"{surface}-{language}")
    if language not in LANGUAGES or surface not in LONGEST:
        return failed(404, wrong_with(text, surface, language, _name()), url_for("disclosure_lines.overview"))
    if request.form.get("reset") or text in ("", line(language, "NAME", surface)):
        _keep(surface, language, "")
        return done(RESET, back)
    if problem := wrong_with(text, surface, language, _name()):
        return _page(workspace(), {(surface, language): (text, problem)}), 422
    _keep(surface, language, text)
    return done(gettext("Kept. Fans read it from the next reply on that goes by itself."), back)


def _page(of: Workspace, typed: Mapping[tuple[str, str], tuple[str, str]] | None = None) -> str:
    own = {(one.surface, one.language): (one.text, "") for one in of.disclosure_lines} | dict(typed or {})
    shown = [
        (title, _least_room(surface), LONGEST[surface], [_line(surface, code, own, sample) for code in _languages()])
        for surface, title, sample in PLACES
    ]
    return render_template(
        "settings/disclosure.html", places=shown, name=_name(), weight=weight, may_edit=me().role in MANAGES
    )


def _line(surface: str, language: str, own: Mapping[tuple[str, str], tuple[str, str]], sample: str) -> Line:
    text, problem = own.get((surface, language), ("", ""))
    said = line(language, _name(), surface, "" if problem else text)
    preview = disclosed(sample, said, 10_000) or said
    names = choices()[If.LANGUAGE]
    shipped = line(language, "NAME", surface)
    return Line(surface, language, names.get(language, language), shipped, text, preview, problem)


def _keep(surface: str, language: str, text: str) -> None:
    """In one write for each place and language, so that two people who change different lines lose none."""
    mine = Workspace.objects(id=me().workspace_id)
    mine.update_one(pull__disclosure_lines__surface=surface, pull__disclosure_lines__language=language)
    if text:
        mine.update_one(push__disclosure_lines=OwnLine(surface=surface, language=language, text=text))
    AuditEntry.add(me().workspace_id, me().id, "workspace.disclosure", me().workspace_id, f"{surface}, {language}")
    forget_lines()


def _name() -> str:
    persona = persona_of(me().workspace_id)
    return persona.name if persona else "the creator"


def _languages() -> list[str]:
    return sorted(LANGUAGES, key=lambda code: (code != "en", choices()[If.LANGUAGE].get(code, code)))


def _least_room(surface: str) -> int:
    """Of all platforms that have such a place, the fewest bytes that a reply may have."""
    return min(one.limits[surface].max_reply_bytes for one in connectors.platforms().values() if surface in one.limits)

"""The persona's form as it was typed: what is wrong with it, and what it changes.

A trait has its number in the names of its fields: `trait-0`, `intensity-0`, `description-0`. One without a name is none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from avatar.rules import If
from models import Persona
from models.persona import Trait
from web.rule_words import choices
from web.said import N_, number, said

NAME_LENGTH, MOTTO_LENGTH, PORTRAIT_LENGTH, TRAIT_LENGTH, LINE_LENGTH = 120, 200, 2_000, 40, 300
MOST_TRAITS, MOST_LINES = 20, 100
PERSON = "person"


@dataclass(frozen=True)
class TraitRow:
    """A trait as it was typed. `percent`: 0 to 100. `by`: who said it, as `models.persona.Trait` has it."""

    name: str = ""
    percent: str = "50"
    description: str = ""
    by: str = PERSON


@dataclass(frozen=True)
class PersonaForm:
    """What the page shows; `taboo` and `facts` have one a line, `languages` are names with commas between them."""

    name: str
    motto: str
    portrait: str
    languages: str
    taboo: str
    facts: str
    traits: tuple[TraitRow, ...]
    problems: tuple[str, ...] = ()

    def without(self, number: int) -> "PersonaForm":
        """The same without one of its traits."""
        return replace(self, traits=(*self.traits[:number], *self.traits[number + 1 :]), problems=())


def form_of(persona: Persona) -> PersonaForm:
    """A persona as a form."""
    rows = tuple(TraitRow(one.name, _percent(one.intensity), one.description, one.by) for one in persona.traits)
    spoken = ", ".join(said(_names().get(code, code)) for code in persona.languages)
    return PersonaForm(
        persona.name, persona.motto, persona.portrait, spoken, "\n".join(persona.taboo), "\n".join(persona.facts), rows
    )  # fmt: skip


def read(fields: "MultiDict[str, str]") -> PersonaForm:
    """The form as it was sent, with what is wrong with it."""
    name, motto, portrait, languages, taboo, facts = (
        fields.get(one, "").strip() for one in ("name", "motto", "portrait", "languages", "taboo", "facts")
    )
    rows = tuple(_row(fields, number) for number in _numbers(fields))
    form = PersonaForm(name, motto, portrait.replace("\r\n", "\n"), languages, taboo, facts, rows)
    return replace(form, problems=tuple(_problems(form)))


def changes(form: PersonaForm, persona: Persona) -> dict[str, Any]:
    """What a form without problems changes of the persona: field -> new value. What stays as it was typed is no change."""
    was = form_of(persona)
    wanted = {
        "name": form.name, "motto": form.motto, "portrait": form.portrait, "languages": _codes(form.languages),
        "taboo": _lines(form.taboo), "facts": _lines(form.facts), "traits": _traits(form, persona),
    }  # fmt: skip
    if wanted["portrait"] == was.portrait.replace("\r\n", "\n").strip():
        wanted["portrait"] = persona.portrait
    return {name: value for name, value in wanted.items() if value != getattr(persona, name)}


def _traits(form: PersonaForm, persona: Persona) -> list[Trait]:
    """What somebody touched is theirs from then on; the rest stays as it was measured, to the last digit."""
    known = {(_percent(one.intensity), one.name, one.description): one for one in persona.traits}
    rows = [row for row in form.traits if row.name]
    return [
        known.get((row.percent, row.name, row.description))
        or Trait(name=row.name, intensity=int(row.percent) / 100, description=row.description, by=PERSON)
        for row in rows
    ]


def _problems(form: PersonaForm) -> Iterable[str]:
    if not form.name:
        yield gettext("Write the name that the avatar speaks for.")
    for sentence, text, most in (
        (N_("The name may have %(most)s characters; it has %(has)s."), form.name, NAME_LENGTH),
        (N_("The motto may have %(most)s characters; it has %(has)s."), form.motto, MOTTO_LENGTH),
        (N_("The portrait may have %(most)s characters; it has %(has)s."), form.portrait, PORTRAIT_LENGTH),
    ):
        if len(text) > most:
            yield gettext(sentence, most=number(most), has=number(len(text)))
    yield from _wrong_lines(gettext("What it never says"), form.taboo)
    yield from _wrong_lines(gettext("What it may say as true"), form.facts)
    yield from _wrong_traits([row for row in form.traits if row.name])
    unknown = [name for name in _listed(form.languages) if not _code(name)]
    if unknown:
        names = ", ".join(unknown)
        yield gettext(
            "The avatar does not know this language: %(names)s. Write it in English, as in: English, Spanish.",
            names=names,
        )
    elif not _listed(form.languages):
        yield gettext("Write at least one language.")


def _wrong_lines(word: str, text: str) -> Iterable[str]:
    lines = _lines(text)
    if len(lines) > MOST_LINES:
        yield gettext(
            "%(field)s: at most %(most)s lines; there are %(has)s.", field=word, most=MOST_LINES, has=len(lines)
        )
    if any(len(line) > LINE_LENGTH for line in lines):
        yield gettext("%(field)s: a line may have %(most)s characters.", field=word, most=LINE_LENGTH)


def _wrong_traits(rows: list[TraitRow]) -> Iterable[str]:
    names = [row.name.casefold() for row in rows]
    if len(rows) > MOST_TRAITS:
        yield gettext("At most %(most)s traits; there are %(has)s.", most=MOST_TRAITS, has=len(rows))
    if len(set(names)) < len(names):
        yield gettext("Two traits have the same name.")
    for row in rows:
        if len(row.name) > TRAIT_LENGTH or len(row.description) > LINE_LENGTH:
            yield gettext(
                "A trait's name may have %(name)s characters, its description %(description)s.",
                name=TRAIT_LENGTH, description=LINE_LENGTH,
            )  # fmt: skip
        if not re.fullmatch(r"\d{1,3}", row.percent, re.ASCII) or int(row.percent) > 100:
            yield gettext("“%(name)s” needs a strength from 0 to 100.", name=row.name)


def _numbers(fields: "MultiDict[str, str]") -> list[int]:
    found = (re.fullmatch(r"trait-(\d{1,3})", key, re.ASCII) for key in fields)
    return sorted(int(one[1]) for one in found if one)


def _row(fields: "MultiDict[str, str]", number: int) -> TraitRow:
    name, percent, description = (
        fields.get(f"{one}-{number}", "").strip() for one in ("trait", "intensity", "description")
    )
    return TraitRow(name, percent, description, fields.get(f"by-{number}", PERSON))


def _percent(intensity: float) -> str:
    return f"{intensity * 100:.0f}"


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))


def _listed(languages: str) -> list[str]:
    return [name for part in languages.split(",") if (name := part.strip())]


def _codes(languages: str) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_code, _listed(languages)))))


def _code(name: str) -> str:
    """Of a language's name, in English or in the language of the page, or of its code; "" for one that is not known."""
    wanted = name.casefold()
    names = ((code, (code, known.casefold(), said(known).casefold())) for code, known in _names().items())
    return next((code for code, known in names if wanted in known), "")


def _names() -> dict[str, str]:
    return choices()[If.LANGUAGE]

"""The persona in the words of a page: what the pictures show, and what differs between two versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal, gettext, ngettext

from models import Persona, PersonaVersion
from models.persona import StoredBar
from pipeline.persona_versions import differences, versions
from web.said import N_, number, said

SHOWN_VERSIONS, SHOWN_CHARACTERS = 20, 120
_FIELDS = {
    "name": N_("Name"), "motto": N_("Motto"), "portrait": N_("Portrait"), "languages": N_("Languages"), "traits": N_("Traits"),
    "taboo": N_("What it never says"), "never": N_("Never seen"), "facts": N_("What it may say as true"), "tone": N_("Tone"),
    "adaptations": N_("Habits and quality of each platform"), "replies": N_("Replies it was measured from"),
}  # fmt: skip
_TITLES = {
    "lengths": (N_("How long a reply is"), N_("characters"), N_("share of the replies")),
    "rhythm": (N_("How long a sentence is"), N_("words"), N_("share of the sentences")),
    "emoji": (N_("Emoji"), N_("emoji"), N_("times used")),
    "emoji_places": (N_("Where emoji stand"), N_("place"), N_("share of the replies with emoji")),
    "openers": (N_("How replies begin"), N_("first word"), N_("share of the replies")),
    "closers": (N_("How replies end"), N_("last word"), N_("share of the replies")),
    "phrases": (N_("What comes again and again"), N_("words"), N_("share of the replies")),
    "punctuation": (N_("Punctuation"), N_("mark"), N_("times in a hundred words")),
    "capitals": (N_("Capitals"), N_("habit"), N_("share of the replies")),
}
_SHARES = frozenset(_TITLES) - {"emoji", "punctuation"}


@dataclass(frozen=True)
class Drawn:
    """A picture for the page: its title, what its two columns are, and bars of (name, 0 to 100 of the longest, figure).

    `name` is that of `models.persona.StoredPicture`.
    """

    name: str
    title: str
    what: str
    counts: str
    bars: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Difference:
    """One field of two versions, in words."""

    field: str
    then: str
    now: str


@dataclass(frozen=True)
class Step:
    """A version that was, why it was replaced, and by what."""

    version: PersonaVersion
    differences: tuple[Difference, ...]


def drawn(persona: Persona) -> list[Drawn]:
    """The pictures of how the creator writes; none while nothing is measured."""
    return [_drawn(one.name, one.bars) for one in persona.pictures if one.name in _TITLES]


def steps(persona: Persona) -> list[Step]:
    """What the persona was, newest first, each with what the next one changed."""
    older = versions(persona)[:SHOWN_VERSIONS]
    newer: list[PersonaVersion | Persona] = [persona, *older]
    return [Step(one, _differences(one, after)) for one, after in zip(older, newer, strict=False)]


def changed_fields(persona: Persona, version: int) -> list[str]:
    """The names of what has changed since that version; empty where it is not kept."""
    old = next((one for one in versions(persona) if one.version == version), None)
    return [said(_FIELDS[name]) for name in differences(old, persona)] if old else []


def _drawn(name: str, bars: Sequence[StoredBar]) -> Drawn:
    most = max((bar.value for bar in bars), default=0.0) or 1.0
    shown = tuple((_bar(name, bar.name), round(100 * bar.value / most), _figure(name, bar.value)) for bar in bars)
    title, what, counts = (said(word) for word in _TITLES[name])
    return Drawn(name, title, what, counts, shown)


def _bar(name: str, bar: str) -> str:
    """What a bar stands for; what the creator wrote stays as it is."""
    if name in ("lengths", "rhythm") and bar.startswith("over "):
        return gettext("over %(bound)s", bound=bar.removeprefix("over "))
    return said(bar) if name in ("emoji_places", "capitals") else bar


def _figure(name: str, value: float) -> str:
    if name in _SHARES:
        return f"{value * 100:.0f} %"
    return number(round(value)) if name == "emoji" else format_decimal(value, "0.0")


def _differences(older: PersonaVersion, newer: PersonaVersion | Persona) -> tuple[Difference, ...]:
    found = differences(older, newer)
    return tuple(
        Difference(said(_FIELDS[name]), _said(name, then), _said(name, now)) for name, (then, now) in found.items()
    )


def _said(name: str, value: Any) -> str:
    """Of a stored field, as one short line."""
    if name == "traits":
        return _short(_each(f"{one.get('name')} {100 * one.get('intensity', 0.5):.0f} %" for one in value or ()))
    if name == "adaptations":
        return _short(_each(_adaptation(one) for one in value or ()))
    if name == "tone":
        shares = [f"{100 * one:.0f} %" for one in value or ()]
        return _short(gettext("%(low)s to %(high)s", low=shares[0], high=shares[-1]) if shares else "")
    if name == "never":
        return _short(_each(map(said, value or ())))
    return _short(_each(value or ()) if isinstance(value, list) else str(value or ""))


def _adaptation(one: Mapping[str, Any]) -> str:
    count, score = one.get("replies", 0), f"{100 * one.get('score', 0):.0f}"
    return ngettext("%(num)s reply, score %(score)s", "%(num)s replies, score %(score)s", count, score=score)


def _each(parts: Iterable[Any]) -> str:
    return ", ".join(map(str, parts))


def _short(text: str) -> str:
    if not text:
        return gettext("nothing")
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS].rstrip()}…"

"""The persona in the words of a page: what the pictures show, and what differs between two versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from models import Persona, PersonaVersion
from models.persona import StoredBar
from pipeline.persona_versions import differences, versions

SHOWN_VERSIONS, SHOWN_CHARACTERS = 20, 120
_FIELDS = {
    "name": "Name", "motto": "Motto", "portrait": "Portrait", "languages": "Languages", "traits": "Traits",
    "taboo": "What it never says", "never": "Never seen", "facts": "What it may say as true", "tone": "Tone",
    "adaptations": "Habits and quality of each platform", "replies": "Replies it was measured from",
}  # fmt: skip
_TITLES = {
    "lengths": ("How long a reply is", "characters", "share of the replies"),
    "rhythm": ("How long a sentence is", "words", "share of the sentences"),
    "emoji": ("Emoji", "emoji", "times used"),
    "emoji_places": ("Where emoji stand", "place", "share of the replies with emoji"),
    "openers": ("How replies begin", "first word", "share of the replies"),
    "closers": ("How replies end", "last word", "share of the replies"),
    "phrases": ("What comes again and again", "words", "share of the replies"),
    "punctuation": ("Punctuation", "mark", "times in a hundred words"),
    "capitals": ("Capitals", "habit", "share of the replies"),
}
_SHARES = frozenset(_TITLES) - {"emoji", "punctuation"}


@dataclass(frozen=True)
class Drawn:
    """A picture for the page: its title, what its two columns are, and bars of (name, 0 to 100 of the longest, figure)."""

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
    return [_FIELDS[name] for name in differences(old, persona)] if old else []


def _drawn(name: str, bars: Sequence[StoredBar]) -> Drawn:
    most = max((bar.value for bar in bars), default=0.0) or 1.0
    shown = tuple((bar.name, round(100 * bar.value / most), _figure(name, bar.value)) for bar in bars)
    return Drawn(*_TITLES[name], shown)


def _figure(name: str, value: float) -> str:
    if name in _SHARES:
        return f"{value * 100:.0f} %"
    return f"{value:,.0f}" if name == "emoji" else f"{value:.1f}"


def _differences(older: PersonaVersion, newer: PersonaVersion | Persona) -> tuple[Difference, ...]:
    found = differences(older, newer)
    return tuple(Difference(_FIELDS[name], _said(name, then), _said(name, now)) for name, (then, now) in found.items())


def _said(name: str, value: Any) -> str:
    """Of a stored field, as one short line."""
    if name == "traits":
        return _short(_each(f"{one.get('name')} {100 * one.get('intensity', 0.5):.0f} %" for one in value or ()))
    if name == "adaptations":
        return _short(
            _each(f"{one.get('replies', 0)} replies, score {100 * one.get('score', 0):.0f}" for one in value or ())
        )
    if name == "tone":
        return _short(" to ".join(f"{100 * one:.0f} %" for one in value or ()))
    return _short(_each(value or ()) if isinstance(value, list) else str(value or ""))


def _each(parts: Iterable[Any]) -> str:
    return ", ".join(map(str, parts))


def _short(text: str) -> str:
    if not text:
        return "nothing"
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS].rstrip()}…"

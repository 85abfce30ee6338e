"""How a creator writes, kept with the persona, so that a page can show it without measuring anything."""

from collections.abc import Mapping
from typing import Any

from avatar.style import Fingerprint
from avatar.style.pictures import Bar
from models import Persona
from models.persona import KEPT, StoredBar, StoredPicture

DRAWN = ("lengths", "rhythm", "emoji", "emoji_places", "openers", "closers", "phrases", "punctuation", "capitals")
"""Those of `avatar.style.pictures.Pictures` that are kept."""


def seen_in(fingerprint: Fingerprint) -> dict[str, Any]:
    """The fields `sentences` and `pictures` of a persona."""
    pictures = fingerprint.pictures()
    drawn = [(name, getattr(pictures, name)) for name in DRAWN]
    return {
        "sentences": list(fingerprint.describe()),
        "pictures": [StoredPicture(name=name, bars=_stored(bars)) for name, bars in drawn if bars],
    }


def is_same(persona: Persona, found: Mapping[str, Any]) -> bool:
    """Whether measuring found what the persona says already."""
    return all(getattr(persona, name) == value for name, value in found.items() if name in KEPT)


def _stored(bars: tuple[Bar, ...]) -> list[StoredBar]:
    return [StoredBar(name=bar.name, value=float(bar.value)) for bar in bars]

"""Words in the language of the page: constants that were marked, and sentences of the rooms below."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_babel import format_decimal, get_locale, get_translations, gettext

LANGUAGES = {"en": "English", "es": "Español", "pt": "Português"}
"""By code, in their own words. The texts in the code are English."""
_FIELD = re.compile(r"\{(\w+)\}")
_ESCAPED_FIELD = re.compile(r"\\\{(\w+)\\\}")
_BETWEEN = re.compile(r"(?<=[.!?”]) (?=\S)")


def code() -> str:
    """The language of this answer as in `<html lang>`."""
    return str(get_locale() or "en")


def N_(text: str) -> str:
    """Mark a constant, so that it is gathered; `said` translates it where it is shown."""
    return text


def said(text: object) -> str:
    """A constant or a sentence of the rooms below in the language of this answer; several in a row each by itself.

    What is not known, and what people wrote, stays as it is.
    """
    plain = str(text)
    if not plain or code() == "en":
        return plain
    if plain in _known():
        return gettext(plain)
    parts = _BETWEEN.split(plain)
    found = [_translated(part) for part in parts]
    whole = None if all(found) else _translated(plain)  # a gap may reach over the end of a sentence
    return whole or " ".join(one or part for one, part in zip(found, parts, strict=True))


def number(value: float) -> str:
    """1234 -> "1,234", as the language writes it."""
    return format_decimal(value)


def _known() -> Mapping[Any, str]:
    """What the texts of this answer's language hold."""
    return getattr(get_translations(), "_catalog", {})


def _translated(text: str) -> str | None:
    """None where nothing is known of it."""
    if text in _known():
        return gettext(text)
    for pattern, msgid in _patterns(code()):
        if match := pattern.fullmatch(text):
            return _filled(gettext(msgid), match)
    return None


def _filled(text: str, match: re.Match[str]) -> str:
    return _FIELD.sub(lambda field: said(match[f"f{field[1]}"]), text)


@lru_cache
def _patterns(_language: str) -> list[tuple[re.Pattern[str], str]]:
    """Sentences with something filled in, those that say the most first."""
    filled = sorted((one for one in _known() if isinstance(one, str) and _FIELD.search(one)), key=len, reverse=True)
    return [(_pattern(one), one) for one in filled]


def _pattern(msgid: str) -> re.Pattern[str]:
    seen: set[str] = set()

    def group(field: re.Match[str]) -> str:
        again = field[1] in seen
        seen.add(field[1])
        return f"(?P=f{field[1]})" if again else f"(?P<f{field[1]}>.*?)"

    return re.compile(_ESCAPED_FIELD.sub(group, re.escape(msgid)), re.S)

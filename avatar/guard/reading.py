"""How the guard reads: a matter's words in the languages that a draft may be in, with and without accents."""

import re
from functools import lru_cache

from avatar.guard.allowed import Allowed
from avatar.language import SMALL_WORDS, language_of
from avatar.letters import folded, lowered
from avatar.word_lists import sections

READ = ("en", "es", "pt", "de", "hi")
"""The languages whose promises, meetings and advice the guard knows."""
SUPPORTED = 0.5
"""Share of a sentence's telling words that facts must have, so that it rests on them."""
_STEM = 5  # letters; endings differ from one language to the next, beginnings say what is meant
_TELLING = re.compile(r"[^\W_]{4,}")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_ELONGATED = re.compile(r"(\w)\1{2,}")


def _compiled(body: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What is looked for with accents, and what without; the accents that a rule leaves out would blind its exceptions."""
    alternatives = re.split(r" \| |\n", body)
    kinds = ([one for one in alternatives if not one.isascii()], [one for one in alternatives if one.isascii()])
    first, second = (re.compile(rf"(?<!\w)(?:{'|'.join(kind)})(?!\w)", re.M) if kind else None for kind in kinds)
    return first, second


_SAYS = {name: _compiled(body) for name, body in sections("guard").items()}


@lru_cache(maxsize=512)
def views(text: str) -> tuple[str, ...]:
    """The text as the rules read it: accents kept, accents gone, and with stretched words drawn together."""
    plain = folded(text)
    short = _ELONGATED.sub(r"\1", plain)
    return (lowered(text), *dict.fromkeys((plain, short)))


def spoken(text: str, allowed: Allowed) -> tuple[str, ...]:
    """The languages to read a draft in: English, the one that is wanted, and the one that it seems to be in."""
    wanted = {"en", allowed.language, language_of(text, allowed.language)}
    return tuple(code for code in READ if code in wanted)


def heard(matter: str, text: str, languages: tuple[str, ...] = READ) -> list[str]:
    """Every place of `text` that speaks of `matter`, as it was read."""
    accented, *plain = views(text)
    found: list[str] = []
    for name in (f"{matter} any", *(f"{matter} {code}" for code in languages)):
        if name in _SAYS:
            with_accents, without = _SAYS[name]
            found += [place[0] for place in with_accents.finditer(accented)] if with_accents else []
            found += [place[0] for view in plain for place in without.finditer(view)] if without else []
    return found


def says(matter: str, text: str, allowed: Allowed) -> list[str]:
    """The same for a draft, in the languages it may be in."""
    return heard(matter, text, spoken(text, allowed))


def known(places: list[str], told: str) -> bool:
    """Whether all of these words stand in what was told."""
    plain = views(told)
    return all(any(place in view for view in plain) for place in places)


def rests_on(places: list[str], text: str, facts: str) -> bool:
    """Whether the facts say most of what the sentences around `places` say."""
    if not facts.strip():
        return False
    known_stems = {word[:_STEM] for word in _TELLING.findall(folded(facts))}
    return all(_share(sentence, known_stems) >= SUPPORTED for sentence in _around(places, text))


def _around(places: list[str], text: str) -> list[str]:
    sentences = _SENTENCE.split(text)
    return [one for one in sentences if any(place in view for place in places for view in views(one))] or [text]


def _share(sentence: str, stems: set[str]) -> float:
    words = [word for word in _TELLING.findall(folded(sentence)) if word not in SMALL_WORDS]
    return sum(word[:_STEM] in stems for word in words) / len(words) if words else 0.0

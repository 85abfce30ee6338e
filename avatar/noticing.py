"""What a fan tells of themselves that is worth remembering, found by patterns in five languages. Never a matter of sensitive.py."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile

from avatar.days import day_named, written
from avatar.language import SMALL_WORDS
from avatar.sensitive import is_sensitive, of_a_minor
from avatar.word_lists import patterns, sections

LANGUAGES = frozenset({"en", "es", "pt", "de", "hi"})
"""In others we could not tell what is too private, so nothing is remembered."""
LONGEST = 120  # characters of a memory
_READ = 2_000  # characters of a message


class Kind(StrEnum):
    """What sort of thing is remembered. A newer one takes the place of an older one of the same kind and slot."""

    NAME = "name"
    HOME = "home"
    BIRTHDAY = "birthday"
    EVENT = "event"
    PET = "pet"
    HOBBY = "hobby"
    GEAR = "gear"
    FIRST = "first"
    ACHIEVEMENT = "achievement"


@dataclass(frozen=True)
class Noted:
    """One thing a fan told, as a short sentence in the third person, the fan's own words in quotation marks."""

    kind: Kind
    slot: str
    text: str


_SAYS = patterns("memory")
_ANIMALS = {name.removeprefix("animal "): one for name, one in _SAYS.items() if name.startswith("animal ")}
_EVENTS = {name.removeprefix("event "): one for name, one in _SAYS.items() if name.startswith("event ")}
_WORD = r"[^\W_][\w'./-]*"
_CAPTURES = {
    Kind.NAME: rf"{_WORD}(?: {_WORD})?", Kind.HOME: rf"(?:the )?{_WORD}(?: {_WORD}){{0,3}}", Kind.HOBBY: rf"{_WORD}(?: {_WORD})?",
    Kind.GEAR: rf"{_WORD}(?: {_WORD}){{0,4}}", Kind.FIRST: ".{3,60}", Kind.ACHIEVEMENT: ".{3,60}", Kind.BIRTHDAY: ".{2,30}",
}  # fmt: skip
_SENTENCE_END = re.compile(r"(?<=[!?\n])\s*|(?<=[^\d.]\.)(?<!\bst\.)\s+", re.I)
_CLAUSE = re.compile(
    r"\s*(?:[,;:()–—]| but | pero | aber | mas | lekin | and i | y (?=me |yo )| und ich | e eu | aur main )\s*", re.I
)
_OWNS = re.compile(
    r"(?<!\w)(?:my|i have(?: an?| two| three)?|i'?ve got(?: an?)?|mis?|tengo(?: una?)?|meus?|minhas?|tenho(?: uma?)?|meine?n?"
    r"|habe?(?: eine?n?)?|mer[aie]|mere paas(?: ek)?)\W+(?:\w+\W+)?$",
    re.I,
)
_OWNS_EVENT = re.compile(
    r"(?<!\w)(?:my|our|i have|i'?ve got|i'?m running|mis?|nuestra|tengo|meus?|minhas?|nossa|tenho|meine?n?|unsere|habe?|mer[aie]|hamar[ai])"
    r"\W+(?:[\w-]+\W+){0,3}$",
    re.I,
)
_CALLED = re.compile(rf"\s+(?:{_SAYS['pet name'].pattern})\s+([^\W\d_]\w+)", re.I)
_BARE_NAME = re.compile(r"\s+([A-ZÁÉÍÓÚÄÖÜ][^\W\d_]+)")
_MODEL = re.compile(r"^[a-z]+-?\d+\w*$", re.I)
_ARTICLES_OF_PLACES = frozenset({"the", "la", "el", "los", "las"})
_TAKES_ARTICLE = re.compile(r"[A-Z]\w*s$|[A-Z]{2,}$|United|Czech|Dominican|Gambia")
_COMPASS = frozenset({"south", "north", "east", "west", "new", "san", "são", "st."})
_JOINS = frozenset({"de", "do", "da", "dos", "la", "las", "los", "of", "am", "an", "der"})


def _expressions(kind: Kind) -> list[re.Pattern[str]]:
    """One for each line of a section, with what is remembered in the group `it`."""
    it = f"(?P<it>{_CAPTURES[kind]})"
    lines = sections("memory")[kind].splitlines()
    return [re.compile(rf"(?<!\w)(?:{line.replace('{it}', it)})(?!\w)", re.I) for line in lines]


_TELLS = {kind: _expressions(kind) for kind in _CAPTURES}


def worth_remembering(text: str, language: str, now: datetime) -> tuple[Noted, ...]:
    """What the message tells of its writer; `now` is when it was written: "friday" is the friday after that.

    Nothing at all from messages of minors or in other languages than LANGUAGES, and nothing from a sentence that asks, supposes or
    touches what is nobody's business.
    """
    plain = text[:_READ].replace("’", "'")
    if language not in LANGUAGES or of_a_minor(plain):
        return ()
    found = [noted for sentence in _harmless(plain) for noted in _of_sentence(sentence, now)]
    return tuple({(noted.kind, noted.slot): noted for noted in found}.values())


def _harmless(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text):
        if sentence.strip() and not is_sensitive(sentence):
            yield sentence.strip()


def _of_sentence(sentence: str, now: datetime) -> Iterator[Noted]:
    if "?" not in sentence:
        yield from _of_kind(Kind.FIRST, sentence.rstrip(" .!"), now)
    for clause in _CLAUSE.split(sentence):
        if clause and "?" not in clause and not _SAYS["unreal"].search(clause):
            yield from _of_clause(clause.strip(" .!\n"), now)


def _of_clause(clause: str, now: datetime) -> Iterator[Noted]:
    for kind in (Kind.NAME, Kind.HOME, Kind.HOBBY, Kind.GEAR, Kind.ACHIEVEMENT, Kind.BIRTHDAY):
        yield from _of_kind(kind, clause, now)
    if _SAYS["self"].search(clause):
        yield from _pets(clause)
        yield from _events(clause, now)


def _of_kind(kind: Kind, clause: str, now: datetime) -> Iterator[Noted]:
    for expression in _TELLS[kind]:
        found = expression.search(clause)
        if found and (noted := _MAKE[kind](found, now)) and len(noted.text) <= LONGEST:
            yield noted
            return


def _name(found: re.Match[str], _now: datetime) -> Noted | None:
    words = found["it"].split()
    if _SAYS["no name"].fullmatch(words[0]) or words[0].lower() in SMALL_WORDS or not words[0].isalpha():
        return None
    both = len(words) == 2 and words[0][0].isupper() and words[1][0].isupper() and words[1].isalpha()
    name = " ".join(words) if both else words[0]
    return Noted(Kind.NAME, "", f"Wants to be called {name[:1].upper()}{name[1:]}.") if len(name) > 1 else None


def _home(found: re.Match[str], _now: datetime) -> Noted | None:
    place = _place(found["it"])
    if not place or _SAYS["street"].search(found.string) or any(sign.isdigit() for sign in place):
        return None
    return Noted(Kind.HOME, "", f"Writes from {place}.")


def _place(words: str) -> str:
    """The words that name a place: those with a capital, or one or two plain ones; "" when it is none."""
    given = words.split()
    article = given[0].lower() in _ARTICLES_OF_PLACES and len(given) > 1
    if not article and _SAYS["no place"].match(words):
        return ""
    capitals = [number for number, word in enumerate(given[:2]) if word[0].isupper()]
    named = bool(capitals)
    if named and not (article and _keeps_article(given)):
        given = given[capitals[0] - (given[capitals[0] - 1].lower() in _COMPASS and capitals[0] > 0) :]
    kept = list(takewhile(lambda word: _belongs(word, named, word is given[0]), given))
    while kept and kept[-1].lower() in _JOINS | _ARTICLES_OF_PLACES:
        kept.pop()
    if not kept or (not named and (article or len(kept) > 2 or _SAYS["no place"].search(" ".join(kept)))):
        return ""
    return " ".join(kept if named else (word.title() for word in kept)).rstrip(".'-/")


def _keeps_article(given: Sequence[str]) -> bool:
    """ "The Netherlands" and "la Habana" are names, "the Dallas area" is not."""
    return given[0].lower() != "the" or bool(_TAKES_ARTICLE.match(given[1]))


def _belongs(word: str, named: bool, is_first: bool) -> bool:
    if word.lower() in _JOINS or (is_first and word.lower() in _ARTICLES_OF_PLACES):
        return True
    ended = bool(_SAYS["ends"].fullmatch(word))
    return not ended and (word[0].isupper() if named else word.lower() not in SMALL_WORDS)


def _hobby(found: re.Match[str], _now: datetime) -> Noted | None:
    words = _until_small(found["it"], "no hobby")
    return Noted(Kind.HOBBY, words.lower(), f"Plays or practises “{words}”.") if len(words) > 2 else None


def _gear(found: re.Match[str], _now: datetime) -> Noted | None:
    words = _until_small(found["it"], "")
    thing = _SAYS["gear words"].search(words)
    model = any(_MODEL.match(word) for word in words.split())
    if not thing and not model:
        return None
    return Noted(Kind.GEAR, (thing[0] if thing else words).lower(), f"Has “{words}”.")


def _until_small(words: str, stop: str) -> str:
    kept: list[str] = []
    for word in words.split():
        if word.lower() in SMALL_WORDS or _SAYS["ends"].fullmatch(word) or (stop and _SAYS[stop].fullmatch(word)):
            break
        kept.append(word.rstrip(".'-/"))
    return " ".join(kept)


def _first(found: re.Match[str], _now: datetime) -> Noted:
    return Noted(Kind.FIRST, "", f"How they found you: “{found[0].strip()[:90]}”.")


def _achievement(found: re.Match[str], _now: datetime) -> Noted | None:
    it = found["it"].strip()
    if _SAYS["no feat"].match(it):
        return None
    return Noted(Kind.ACHIEVEMENT, it.lower()[:60], f"Told you: “{found[0].strip()}”.")


def _birthday(found: re.Match[str], now: datetime) -> Noted | None:
    day = day_named(found["it"], now.date())
    return Noted(Kind.BIRTHDAY, "", f"Has a birthday on {written(day)}.") if day else None


def _pets(clause: str) -> Iterator[Noted]:
    for animal, expression in _ANIMALS.items():
        if (found := expression.search(clause)) and _OWNS.search(clause[: found.start()]):
            name = _pet_name(clause[found.end() :])
            called = f" called {name[0].upper()}{name[1:]}" if name else ""
            yield Noted(Kind.PET, f"{animal} {name.lower()}".strip(), f"Has a {animal}{called}.")


def _pet_name(after: str) -> str:
    """What stands after the animal as its name: "called Luna", or a bare "Luna"."""
    found = _CALLED.match(after) or _BARE_NAME.match(after)
    return found[1] if found else ""


def _events(clause: str, now: datetime) -> Iterator[Noted]:
    day = day_named(clause, now.date())
    seen = ((name, expression.search(clause)) for name, expression in _EVENTS.items())
    event = next((name for name, found in seen if found and _OWNS_EVENT.search(clause[: found.start()])), "")
    if day and event:
        yield Noted(Kind.EVENT, event, f"Has {_ARTICLES.get(event, 'a')} {event} on {written(day, weekday=True)}.")


_ARTICLES = {"exam": "an"}
_MAKE: dict[Kind, Callable[[re.Match[str], datetime], Noted | None]] = {
    Kind.NAME: _name, Kind.HOME: _home, Kind.HOBBY: _hobby, Kind.GEAR: _gear, Kind.FIRST: _first,
    Kind.ACHIEVEMENT: _achievement, Kind.BIRTHDAY: _birthday,
}  # fmt: skip

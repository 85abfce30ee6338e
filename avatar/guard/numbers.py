"""Numbers in digits and in words, and what they may mean."""

import re
from functools import lru_cache

from avatar.letters import folded
from avatar.word_lists import sections

_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W_]+")
_IDIOMS = re.compile(
    r"(?<![\w.])(?:1000? ?%|1[01]0 ?%|10/10|5/5|24/7|#1|1st|<3+|3+>|:3|mil gracias|tausend (?:dank|mal)|thousand thanks|mil vezes|mil veces"
    r"|(?:one |a )?hundred (?:percent|times)|cien(?:to)? por cien(?:to)?|cem por cento|hundert prozent|sau (?:percent|feesdi)|high five"
    r"|cloud nine|(?:a|one in a) million|un millon|um milhao|1ero|1º)(?![\w])"
)
COUNTED_FROM = 3  # "one of my favourites", "we two": small ones are words like others
SPELLED_RUN = 5
"""So many numbers in a row are a telephone number, however they are written."""
_TENS = range(20, 100, 10)
_VERY_MANY = 1000  # alone it is a figure of speech: "a thousand thanks"


@lru_cache(maxsize=128)  # what is known is read again for every candidate
def numbers(text: str, language: str) -> frozenset[str]:
    """Every number, as digits: those of figures, and those of words from COUNTED_FROM on. Figures of speech aside."""
    plain = _IDIOMS.sub(" ", folded(text))
    figures = {_plain(figure) for figure in _DIGITS.findall(plain)}
    spelled = (value for value in _joined(_values(plain, language)) if value >= COUNTED_FROM and value != _VERY_MANY)
    return frozenset(figures | {str(value) for value in spelled})


def spells_out(text: str, language: str) -> bool:
    """Whether digits follow each other in words, as when a telephone number is read out."""
    run = 0
    for value in _values(folded(text), language):
        run = run + 1 if value is not None and value < 10 else 0
        if run >= SPELLED_RUN:
            return True
    return False


def _plain(figure: str) -> str:
    return figure.rstrip(".,:").lstrip("0").replace(",", ".") or "0"


def _values(plain: str, language: str) -> list[int | None]:
    """The value of each word; None where it is no number."""
    words = _number_words(language)
    figures = {word: int(word) for word in _WORD.findall(plain) if word.isascii() and word.isdigit() and len(word) < 6}
    return [figures.get(word, words.get(word)) for word in _WORD.findall(plain)]


def _joined(values: list[int | None]) -> list[int]:
    """twenty five -> 25, three hundred -> 300."""
    whole: list[int] = []
    before: int | None = None
    for value in values:
        if value is not None and before in _TENS and 0 < value < 10:
            whole[-1] += value
        elif value in (100, 1000) and before is not None and before < 100:
            whole[-1] *= value
        elif value is not None:
            whole.append(value)
        before = value
    return whole


@lru_cache
def _number_words(language: str) -> dict[str, int]:
    entries = re.split(r" \| |\n", sections("numbers").get(language, ""))
    pairs = (entry.rpartition(" ") for entry in entries if entry.strip())
    return {word: int(value) for word, _, value in pairs if value.isdigit()}

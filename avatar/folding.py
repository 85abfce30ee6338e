"""Words as people look for them: without case, accents or width, in any script, and cut so that beginnings can be found.

What is written without spaces (Japanese, Chinese, Thai...) has no words to cut at, so it is found by neighbouring pairs.
"""

import unicodedata
from collections.abc import Iterator
from itertools import groupby

SHORT, LONG = 3, 6
"""A word can be looked up by its first SHORT and LONG characters."""
MOST_KEYS = 300
"""Of one text: what stands further back in a very long one is not looked up."""
_NO_SPACES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1100, 0x11FF), (0x3040, 0x30FF), (0x3100, 0x318F),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3134F),
)  # fmt: skip
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def folded(text: str) -> str:
    """The text without case and without the marks that people leave out when they type in a hurry: "Café" -> "cafe".

    Marks that make another letter (Hindi vowels, the two strokes of が) stay.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(character for character in apart if not _is_accent(character))
    return unicodedata.normalize("NFC", kept).translate(_LETTERS)


def words(text: str) -> list[str]:
    """The words of a text, folded; a stretch without spaces is one word."""
    return [word for word, _dense in _runs(folded(text))]


def keys(text: str) -> list[str]:
    """What a text can be looked up by, each once; at most MOST_KEYS."""
    found = (key for word, dense in _runs(folded(text)) for key in (_pairs(word) if dense else _beginnings(word)))
    return list(dict.fromkeys(found))[:MOST_KEYS]


def sought(query: str) -> list[str]:
    """The keys that a text must have to fit `query`, the most telling first. None: its words are too short to be looked up."""
    found: list[str] = []
    for word, dense in _runs(folded(query)):
        if dense:
            found += _pairs(word) if len(word) > 1 else []
        elif len(word) >= SHORT:
            found.append(word[:LONG] if len(word) >= LONG else word[:SHORT])
    return sorted(dict.fromkeys(found), key=lambda key: (-len(key), found.index(key)))


def fits(query: str, text: str) -> bool:
    """Whether each word of `query` begins a word of `text`, or stands in a stretch without spaces."""
    whole = folded(text)
    known: list[str] | None = None
    for word, dense in _runs(folded(query)):
        if word not in whole:
            return False
        if not dense:
            known = known if known is not None else [one for one, _ in _runs(whole)]
            if not any(one.startswith(word) for one in known):
                return False
    return True


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches of letters, digits and their marks; True: of a script without spaces."""
    for kind, characters in groupby(text, _kind):
        if kind:
            yield "".join(characters), kind == 2


def _kind(character: str) -> int:
    """0: none of a word, 1: of a word, 2: of a script without spaces."""
    if character.isascii():
        return 1 if character.isalnum() else 0
    if unicodedata.category(character)[0] not in "LNM":
        return 0
    point = ord(character)
    return 2 if any(low <= point <= high for low, high in _NO_SPACES) else 1


def _is_accent(character: str) -> bool:
    """By its combining class: Latin, Greek, Cyrillic accents (200 and more), the points of Hebrew and Arabic (10 to 36)."""
    place = unicodedata.combining(character)
    return place >= 200 or 10 <= place <= 36


def _beginnings(word: str) -> list[str]:
    return [word[:SHORT], word[:LONG]] if len(word) >= SHORT else []


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(max(len(word) - 1, 1))]

"""What is written, behind how it is written: invisible characters, lookalikes, fancy letters, accents."""

import re
import unicodedata
from functools import lru_cache

from avatar.cues import EMOJI

_KEPT = "\n\t"
_JOINERS = "\u200c\u200d"
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{2,6}\U000e007f")  # the flags of England, Scotland, Wales
_UNSEEN_LETTERS = re.compile("[\u115f\u1160\u3164\uffa0\u2800\u034f\U000e0000-\U000e01ef]")
"""What nobody sees though Unicode calls it a letter or a mark."""
_SEEN_BLANKS = {ord(blank): " " for blank in _KEPT}
_HARMLESS = frozenset("\ufeff\u00ad\u200e\u200f\u061c")
"""Left behind by copying and by keyboards that write from right to left; alone they hide nothing."""
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_] ){2,}[^\W\d_](?!\w)")
_BLANKS, _SPACE = re.compile(r"[^\S\n]+"), re.compile(r"\s+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u03b1\u03bf\u03bd\u03b9\u03c1\u03ba\u0432\u043d\u043c\u0442\u043a",
    "aeopcyxijshdqwaovipkbhmtk",
)
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile("[a-zA-Z]")
_WORD = re.compile(r"\w+")


def cleaned(text: str) -> str:
    """Without characters that nobody sees: for prompts and for rules. What joins emoji and Indic or Arabic letters stays."""
    if text.translate(_SEEN_BLANKS).isprintable() and not _UNSEEN_LETTERS.search(text):
        return text
    flags = {place for flag in _FLAG.finditer(text) for place in range(*flag.span())}
    return "".join(letter for place, letter in enumerate(text) if place in flags or not _is_invisible(text, place))


def hides(text: str) -> bool:
    """Whether it has characters that nobody sees and that no keyboard writes by chance."""
    bare = _FLAG.sub("", text)
    return any(
        _is_invisible(bare, place) and letter not in _HARMLESS and (letter != "\u200b" or _is_inside(bare, place))
        for place, letter in enumerate(bare)
        if ord(letter) > 0x7F
    )


def mixes_scripts(text: str) -> bool:
    """Whether one word has Latin letters and others that look like them."""
    return any(_LATIN.search(word) and _OTHER_SCRIPT.search(word) for word in _WORD.findall(text))


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """For rules: one line of small plain letters without accents, lookalikes as what they look like, ss for ß."""
    return _SPACE.sub(" ", _ACCENTS.sub("", unicodedata.normalize("NFKD", lowered(text))))


@lru_cache(maxsize=512)
def lowered(text: str) -> str:
    """The same with its accents and its lines."""
    plain = unicodedata.normalize("NFKC", cleaned(text)).casefold().replace("’", "'").replace("`", "'")
    if len(_LATIN.findall(plain)) > len(_OTHER_SCRIPT.findall(plain)):
        plain = plain.translate(_LOOKALIKES)
    joined = _SPACED.sub(lambda run: run[0].replace(" ", ""), plain)
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", joined))


def _is_invisible(text: str, place: int) -> bool:
    letter = text[place]
    if letter in _JOINERS:
        around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
        return not any(EMOJI.match(other) or ord(other) >= 0x0590 for other in around)
    if "\ufe00" <= letter <= "\ufe0f":
        return False
    hidden = unicodedata.category(letter) in ("Cf", "Cc", "Co", "Cn") and letter not in _KEPT
    return hidden or bool(_UNSEEN_LETTERS.match(letter))


def _is_inside(text: str, place: int) -> bool:
    return 0 < place < len(text) - 1 and text[place - 1].isalpha() and text[place + 1].isalpha()

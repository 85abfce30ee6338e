"""A text as a person reads it: disguised, spaced and numbered letters and letters made of emoji become plain ones."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPLIT = re.compile(f"(?<=[a-z]){_INVISIBLE.pattern}+(?=[a-z])", re.I)
_SMALL_CAPITALS = str.maketrans("ʏʀɴɪʟʜɢʙᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱɑɡ", "yrnilhgbacdejkmoptuvwzsag")
_LOOKS_LIKE = str.maketrans(
    "авекмнорстухіјѕԁԛԝһӏѵαβεικνορτυχγωη",
    "abekmhopctyxijsdqwhlvabeiknoptuxywn",
)
"""Letters of other alphabets that are read as Latin ones; used only where Latin letters stand beside them."""
_NUMBERED = str.maketrans("0134578@$!|", "oieastbasii")
_TILES = {chr(0x1F130 + row * 32 + n): chr(97 + n) for row in (0, 1, 2) for n in range(26)}
_FLAGS = {chr(0x1F1E6 + n): chr(97 + n) for n in range(26)}
_LETTERS_AS_EMOJI = str.maketrans({**_TILES, "🅾": "o", "🅱": "b", "🅰": "a", "ⓜ": "m", "❌": "x", "⭕": "o"})
_FLAG_WORD = re.compile("(?:[\U0001f1e6-\U0001f1ff]\\s?){3,}")
_SPACED = re.compile(r"(?<![\w'’])(?:[^\W\d_][ .\-_*~+|/,]){3,}[^\W\d_](?![\w'’])")
_MIXED_WORD = re.compile(r"[\w@$!|]*[\w@$|]")
_LONG = re.compile(r"(\w)\1{2,}")
_LATIN = re.compile(r"[a-z]")
_OTHER = re.compile(r"[^\W\d_a-z\u00aa-\u024f]")
_DIGIT_INSIDE = re.compile(r"[^\W\d_][0134578@$!|]+[^\W\d_]|^[0134578@$][^\W\d_]{2,}")


@lru_cache(maxsize=1_024)  # cues and pieces of one message both ask
def reveal(text: str) -> str:
    """`text` in small letters, undisguised; what was plain stays as it was but for case. Accents stay."""
    plain = _INVISIBLE.sub(
        "", unicodedata.normalize("NFKC", text.translate(_LETTERS_AS_EMOJI).translate(_SMALL_CAPITALS))
    )
    plain = _FLAG_WORD.sub(lambda found: "".join(_FLAGS.get(sign, "") for sign in found[0]) + " ", plain)
    plain = _SPACED.sub(lambda found: re.sub(r"[\W_]", "", found[0]), plain.lower())
    return _LONG.sub(r"\1\1", _MIXED_WORD.sub(lambda found: _latin(found[0]), plain))


def is_disguised(text: str) -> bool:
    """Whether somebody took pains that a machine should not read this."""
    shown = _LONG.sub(r"\1\1", unicodedata.normalize("NFC", text).lower())
    return bool(_SPACED.search(text) or _SPLIT.search(text)) or _letters(reveal(text)) != _letters(shown)


def _latin(word: str) -> str:
    if _LATIN.search(word) and _OTHER.search(word):
        word = word.translate(_LOOKS_LIKE)
    if _DIGIT_INSIDE.search(word) and sum(map(str.isdigit, word)) * 2 < len(word):
        word = word.translate(_NUMBERED)
    return word


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))

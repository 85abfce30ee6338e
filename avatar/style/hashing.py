"""Short runs of characters and of function words, counted in numbered drawers: quick, and no list of words has to be kept."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from avatar.cues import LINK, MENTION
from avatar.style.wordings import FUNCTION_WORDS

CHARACTERS = 1 << 17
WORDS = 1 << 14
"""How many drawers there are for each. Two runs may share one; with some ten thousand runs that is rare enough."""
CHARACTER_RUNS, WORD_RUNS = (2, 3, 4, 5), (1, 2, 3)
LONGEST = 500
"""Characters of a text that are looked at: more say nothing new about the style and cost time."""
_BEGIN, _END = "\x02", "\x03"
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]+|\n")
_STEP, _MIX = np.uint64(1_000_003), np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Rows:
    """A sparse matrix: in row `text[i]`, ascending, column `column[i]` has `value[i]`. Each pair stands once."""

    text: NDArray[np.int64]
    column: NDArray[np.int64]
    value: NDArray[np.float32]
    texts: int


def character_runs(texts: Sequence[str]) -> Rows:
    """Runs of two to five characters in CHARACTERS columns; links and names of people count as one character each."""
    return _counted([_codes(_BEGIN + _masked(text) + _END) for text in texts], CHARACTER_RUNS, CHARACTERS)


def word_runs(texts: Sequence[str]) -> Rows:
    """One to three words in a row in WORDS columns, where all but function words and punctuation are told by their shape."""
    tokens = ([_BEGIN, *_TOKEN.findall(_masked(text)), _END] for text in texts)
    return _counted([np.array([_token_code(token) for token in row], np.uint32) for row in tokens], WORD_RUNS, WORDS)


def _masked(text: str) -> str:
    return MENTION.sub("@", LINK.sub("§", text))[:LONGEST]


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@lru_cache(maxsize=16_384)
def _token_code(token: str) -> int:
    small = token.lower().replace("’", "'")
    shape = (
        "9"
        if token[0].isdigit()
        else "AA"
        if token.isupper() and len(token) > 1
        else "Aa"
        if token[0].isupper()
        else "a"
    )
    known = small in FUNCTION_WORDS or not token[0].isalnum()
    return zlib.crc32((small if known else shape).encode("utf-8", "replace"))


def _counted(rows: Sequence[NDArray[np.uint32]], lengths: tuple[int, ...], columns: int) -> Rows:
    """The runs of each row; a run that is there n times counts 1 + ln n."""
    sizes = [len(row) for row in rows]
    codes = np.concatenate([*rows, np.zeros(0, np.uint32)]).astype(np.uint64)
    owner = np.repeat(np.arange(len(rows), dtype=np.uint64), sizes)
    keys, rolled = [], np.zeros(len(codes), np.uint64)
    for length in range(1, lengths[-1] + 1):
        many = max(len(codes) - length + 1, 0)
        rolled = rolled[:many] * _STEP + codes[length - 1 : length - 1 + many]
        if length in lengths:
            inside = owner[:many] == owner[length - 1 : length - 1 + many]
            keys.append(owner[:many][inside] * np.uint64(columns) + _drawer(rolled[inside], length, columns))
    found, often = np.unique(np.concatenate(keys), return_counts=True)
    text, column = (part.astype(np.int64) for part in np.divmod(found, np.uint64(columns)))
    return Rows(text, column, (1 + np.log(often)).astype(np.float32), len(rows))


def _drawer(rolled: NDArray[np.uint64], length: int, columns: int) -> NDArray[np.uint64]:
    mixed = (rolled + np.uint64(length)) * _MIX
    mixed ^= mixed >> np.uint64(29)
    return (mixed * _MIX) >> np.uint64(65 - columns.bit_length())

"""The words of a text and the letters they are made of, as numbers of buckets: what meaning alone does not see."""

import re
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from avatar.reveal import reveal
from avatar.word_lists import patterns

BUCKETS = 1 << 15
LONGEST = 600  # characters; what a comment is shows before that
SHORTEST_PIECE, LONGEST_PIECE = 3, 5

_MARKS = patterns("marks")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[?!]|[^\w\s]")
_APOSTROPHE = re.compile(r"['’´`]")


@lru_cache(maxsize=2_048)  # as in avatar/cues.py
def pieces(text: str) -> NDArray[np.int32]:
    """The buckets of `text`, each once, in order. What looks the same without disguise has the same."""
    seen = {crc32(piece.encode()) % BUCKETS for piece in _pieces(_tokens(text))}
    return np.array(sorted(seen), np.int32)


def _tokens(text: str) -> list[str]:
    plain = reveal(text[:LONGEST])
    for name in ("link", "mail", "mention"):
        plain = _MARKS[name].sub(f" {name}{name} ", plain)
    return [_shape(token) for token in _TOKEN.findall(_APOSTROPHE.sub("", plain))]


def _shape(token: str) -> str:
    """How long a number is says more than which one it is."""
    return "0" * min(len(token), 7) if token.isdigit() else token


def _pieces(tokens: list[str]) -> Iterator[str]:
    words = [token for token in tokens if token.isalnum()]
    yield from (f"w {token}" for token in tokens)
    yield from (f"b {one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True))
    yield from (f"t {one} {two} {three}" for one, two, three in zip(words, words[1:], words[2:], strict=False))
    for word in set(words):
        framed = f" {word} "
        for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
            yield from (framed[start : start + size] for start in range(len(framed) - size + 1))

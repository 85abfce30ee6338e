"""Texts as rows of numbers in which people who write alike are near each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.style.hashing import CHARACTERS, WORDS, Rows, character_runs, word_runs
from avatar.style.surface import TRAITS, traits

COLUMNS = CHARACTERS + WORDS + len(TRAITS)
WEIGHT_OF_WORDS, WEIGHT_OF_SURFACE = 0.7, 0.5
"""Beside the characters' 1. Found on other people's chats; 1 and 1 lose one to two points of a hundred."""
IN_TEXTS = 3  # what fewer texts have is not looked at
_BLOCK = 2_048


@dataclass(frozen=True)
class Seen:
    """What there is to see in some texts, not yet weighed."""

    characters: Rows
    words: Rows
    surface: NDArray[np.float64]  # (texts, TRAITS)

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Seen":
        """`texts` must not be empty."""
        return cls(character_runs(texts), word_runs(texts), np.stack([traits(text) for text in texts]))


@dataclass(frozen=True)
class Space:
    """How much each column counts: what is rare counts more, what was seen once does not count."""

    rarity: NDArray[np.float32]  # of characters, then of words
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]

    @classmethod
    def of(cls, seen: Seen) -> "Space":
        """The space that some texts span."""
        parts = (_rarity(seen.characters, CHARACTERS), _rarity(seen.words, WORDS))
        return cls(np.concatenate(parts), seen.surface.mean(0), seen.surface.std(0) + 1e-3)

    def rows(self, seen: Seen) -> Rows:
        """Texts in COLUMNS columns; characters, words and surface each bring their fixed share of a row's length."""
        characters = _unit(seen.characters, self.rarity[:CHARACTERS], 1.0)
        words = _unit(seen.words, self.rarity[CHARACTERS:], WEIGHT_OF_WORDS)
        away = np.clip((seen.surface - self.mean) / self.spread, -3, 3) * WEIGHT_OF_SURFACE / np.sqrt(len(TRAITS))
        count = seen.characters.texts
        return Rows(
            np.concatenate([characters.text, words.text, np.repeat(np.arange(count), len(TRAITS))]),
            np.concatenate([
                characters.column, words.column + CHARACTERS, np.tile(np.arange(len(TRAITS)) + CHARACTERS + WORDS, count),
            ]),
            np.concatenate([characters.value, words.value, away.ravel().astype(np.float32)]), count,
        )  # fmt: skip


def times(rows: Rows, weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """Each row multiplied with `weights`, one for each column."""
    return np.asarray(np.bincount(rows.text, rows.value * weights[rows.column], minlength=rows.texts), np.float64)


def products(rows: Rows) -> NDArray[np.float32]:
    """Each row multiplied with each row, (n, n); some columns at a time, so that little memory is needed at once."""
    order = np.argsort(rows.column, kind="stable")
    used, place = np.unique(rows.column[order], return_inverse=True)
    text, value = rows.text[order], rows.value[order]
    found = np.zeros((rows.texts, rows.texts), np.float32)
    for first in range(0, len(used), _BLOCK):
        here = slice(*np.searchsorted(place, [first, first + _BLOCK]))
        block = np.zeros((rows.texts, _BLOCK), np.float32)
        block[text[here], place[here] - first] = value[here]
        found += block @ block.T
    return found


def _rarity(rows: Rows, columns: int) -> NDArray[np.float32]:
    having = np.bincount(rows.column, minlength=columns)
    weight = np.log((1 + rows.texts) / (1 + having)) + 1
    return np.where(having >= IN_TEXTS, weight, 0).astype(np.float32)


def _unit(rows: Rows, rarity: NDArray[np.float32], length: float) -> Rows:
    value = rows.value * rarity[rows.column]
    known = value > 0
    sizes = np.sqrt(np.bincount(rows.text, value * value, minlength=rows.texts)) + 1e-9
    scaled = value * (length / sizes[rows.text])
    return Rows(rows.text[known], rows.column[known], scaled[known].astype(np.float32), rows.texts)

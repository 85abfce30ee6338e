"""How strange a text is to somebody whose replies are all we know: no words by others are needed."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.cues import LINK
from avatar.style.surface import traits


def _grams(text: str) -> list[str]:
    padded = f"  {LINK.sub('§', text)} "
    return [padded[i : i + 3] for i in range(len(padded) - 2)]


@dataclass(frozen=True)
class Habits:
    """What a set of replies has in common: mean and spread of the traits, and how often which three characters follow."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    grams: Counter[str]
    pairs: Counter[str]

    @classmethod
    def of(cls, replies: Sequence[str]) -> "Habits":
        """`replies` must not be empty."""
        seen = np.stack([traits(reply) for reply in replies])
        grams = Counter(gram for reply in replies for gram in _grams(reply))
        pairs: Counter[str] = Counter()
        for gram, count in grams.items():
            pairs[gram[:2]] += count
        return cls(seen.mean(0), seen.std(0) + 0.15, grams, pairs)

    def strangeness(self, text: str) -> float:
        """How far `text` is from these habits; bigger is stranger. Half traits, half characters."""
        away = np.minimum(np.abs(traits(text) - self.mean) / self.spread, 4.0)
        grams = _grams(text)
        likely = sum(math.log((self.grams[g] + 0.05) / (self.pairs[g[:2]] + 3.0)) for g in grams)
        return float(np.sqrt((away**2).mean())) - likely / max(len(grams), 1) / 2


def held_out_strangeness(replies: Sequence[str], folds: int) -> list[float]:
    """Of each reply, to the habits of the rest; a part is left out whole, because neighbours in time resemble each other."""
    found: list[float] = []
    for part in np.array_split(np.arange(len(replies)), folds):
        habits = Habits.of([*replies[: part[0]], *replies[part[-1] + 1 :]])
        found += [habits.strangeness(replies[i]) for i in part]
    return found

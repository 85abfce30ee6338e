"""What speaks for and against the creator besides the ridge: characters they share, characters they never used, and odd traits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.style.hashing import CHARACTERS, Rows
from avatar.style.ridge import Parts
from avatar.style.space import Seen

NEVER = 0.5  # how often what was never seen is taken to have been seen
FIRM = 0.15  # added to each spread: a habit without exception is no law
FARTHEST = 4.0  # spreads; one odd trait must not outweigh all others


@dataclass(frozen=True)
class Counts:
    """What some texts of the creator and of others have in common."""

    likeness: NDArray[
        np.float32
    ]  # of each run of characters: natural logarithm of how much likelier the creator's texts have it
    strange: NDArray[np.bool_]  # runs that no text of the creator has
    mean: NDArray[np.float64]  # of the creator's traits
    spread: NDArray[np.float64]

    @classmethod
    def of(cls, seen: Seen, own: NDArray[np.bool_], known: NDArray[np.bool_]) -> "Counts":
        """Of the `known` texts, those marked in `own` are the creator's."""
        runs, mine, counted = seen.characters, own[seen.characters.text], known[seen.characters.text]
        ours, theirs = (
            np.bincount(runs.column[one], minlength=CHARACTERS) for one in (counted & mine, counted & ~mine)
        )
        texts = np.count_nonzero(known & own), np.count_nonzero(known & ~own)
        table = np.log((ours + NEVER) / (texts[0] + 1)) - np.log((theirs + NEVER) / (texts[1] + 1))
        traits = seen.surface[known & own]
        return cls(table.astype(np.float32), ours == 0, traits.mean(0), traits.std(0) + FIRM)

    def evidence(self, seen: Seen) -> NDArray[np.float64]:
        """(texts, 3): alike in characters, share of runs that are strange, how far the traits are from the usual."""
        runs = seen.characters
        many = np.maximum(np.bincount(runs.text, minlength=runs.texts), 1)
        alike = _sums(runs, self.likeness) / np.sqrt(many)  # neighbouring runs say nearly the same
        away = np.minimum(np.abs(seen.surface - self.mean) / self.spread, FARTHEST)
        return np.column_stack([alike, _sums(runs, self.strange) / many, np.sqrt((away**2).mean(axis=1))])


def held_out(seen: Seen, parts: Parts) -> NDArray[np.float64]:
    """The evidence of each text as counted without its part of the time."""
    found = np.zeros((len(parts.own), 3))
    for out in parts:
        found[out] = Counts.of(seen, parts.own, ~out).evidence(seen)[out]
    return found


def _sums(runs: Rows, values: NDArray[np.float32] | NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.asarray(np.bincount(runs.text, values[runs.column], minlength=runs.texts), np.float64)

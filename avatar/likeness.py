"""How much a message is like a crisis or a threat: it is compared with every text we know, the dangerous and the harmless ones.

A regression on single words is nervous, for dark words are everyday words. What is near harmless texts here is held to be harmless,
however dark its words; what is near nothing at all counts as harmless too.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from avatar.labels import Risk

Numbers = NDArray[np.float32]

SEEN_BY_LIKENESS = (Risk.CRISIS, Risk.THREAT)
CLOSENESS = 2.0
"""How fast likeness falls with the square of the distance.

This and the next two were compared on the figures of benchmarks/labels.py, not on our texts alone."""
CUES = 0.4
"""What the cues weigh, beside those of the regressions."""
PIECES = 0.2
"""What common pieces add to the likeness of two texts, for texts that have all in common."""


@dataclass(frozen=True)
class Likeness:
    """`known` (n, meaning and cues) are the texts it compares with, `pulls` (n, dangers) how much each speaks for a danger."""

    known: Numbers
    pulls: Numbers

    def scores(self, features: Numbers, meaning: int) -> Numbers:
        """(m, dangers) for dense features (m, f), of which the first `meaning` columns are the embedding."""
        found: Numbers = _near(weighed(features, meaning), self.known, self._squares) @ self.pulls
        return found

    @cached_property
    def _squares(self) -> Numbers:
        return _squares(self.known)


def weighed(features: Numbers, meaning: int) -> Numbers:
    """Dense features as they are compared here."""
    return np.hstack([features[:, :meaning], features[:, meaning:] * np.float32(CUES)])


def near(some: Numbers, others: Numbers) -> Numbers:
    """How near each of m texts is to each of n, (m, n): 1 is the same, 0 far away."""
    return _near(some, others, _squares(others))


def _near(some: Numbers, others: Numbers, squares: Numbers) -> Numbers:
    distances = _squares(some)[:, None] + squares - 2 * (some @ others.T)
    found: Numbers = np.exp(-CLOSENESS * np.maximum(distances, 0)).astype(np.float32)
    return found


def _squares(rows: Numbers) -> Numbers:
    found: Numbers = np.einsum("nf,nf->n", rows, rows)
    return found

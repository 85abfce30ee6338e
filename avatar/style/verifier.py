"""Did the creator write this, or somebody else? Learned from the creator's own replies and other people's messages."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.style.calibration import balanced_logistic, chance_of, equal_error_rate, threshold
from avatar.style.evidence import Counts, held_out
from avatar.style.ridge import Parts, ridge
from avatar.style.space import COLUMNS, Seen, Space, products, times

FEWEST_OWN, FEWEST_OTHERS = 30, 30
"""With fewer texts there is no verifier: what is left out would be too little to check it."""
MOST_OWN, MOST_OTHERS = 600, 900
"""More are thinned out evenly: the time to build grows with the third power."""
ACCEPTED = 0.9
FOLDS = 5


@dataclass(frozen=True)
class Verifier:
    """One creator against other people. Never changed once built; about 2 MB."""

    space: Space
    weights: NDArray[np.float32]
    bias: float
    counts: Counts
    mix: NDArray[np.float64]  # what each kind of evidence counts, and what is added
    own: NDArray[np.float64]  # log-odds of the creator's replies when left out, in the order given
    bound: float  # log-odds that ACCEPTED of those reach
    equal_error_rate: float  # 0..1, on texts that were left out

    @classmethod
    def of(cls, own: Sequence[str], others: Sequence[str]) -> "Verifier | None":
        """Both in the order of time, either way round. None where there is too little to learn from."""
        own, others = _spread(_filled(own), MOST_OWN), _spread(_filled(others), MOST_OTHERS)
        if len(own) < FEWEST_OWN or len(others) < FEWEST_OTHERS:
            return None
        parts = Parts.of(len(own), len(others), FOLDS)
        seen = Seen.of([*own, *others])
        space = Space.of(seen)
        rows = space.rows(seen)
        pull, held = ridge(products(rows), parts)
        weights = np.bincount(rows.column, rows.value * pull[rows.text], minlength=COLUMNS).astype(np.float32)
        counts = Counts.of(seen, parts.own, np.ones(len(parts.own), bool))
        evidence = np.column_stack([held, held_out(seen, parts)])
        mix = balanced_logistic(evidence, parts.own)
        odds = evidence @ mix[:-1] + mix[-1]
        genuine, strange = odds[parts.own], odds[~parts.own]
        bound, errors = threshold(genuine, ACCEPTED), equal_error_rate(genuine, strange)
        return cls(space, weights, float(pull.sum()), counts, mix, genuine, bound, errors)

    def log_odds(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Natural logarithms, one for each of `texts`; above 0 the creator is likelier. They may be added up over texts."""
        if not texts:
            return np.zeros(0)
        seen = Seen.of([text.strip() for text in texts])
        landed = times(self.space.rows(seen), self.weights) + self.bias
        evidence = np.column_stack([landed, self.counts.evidence(seen)])
        odds: NDArray[np.float64] = evidence @ self.mix[:-1] + self.mix[-1]
        return odds

    def chance(self, text: str) -> float:
        """0..1: that the creator wrote this, if the creator and somebody else were equally likely before."""
        return float(chance_of(self.log_odds([text]))[0])

    def accepts(self, text: str) -> bool:
        """Whether it would pass for the creator's: nine in ten of their own replies that were left out do."""
        return bool(self.log_odds([text])[0] >= self.bound)

    def accept_rate(self, texts: Sequence[str]) -> float:
        """0..1: the share of `texts` that would pass; not a number without any."""
        return float((self.log_odds(texts) >= self.bound).mean()) if texts else math.nan


def _filled(texts: Sequence[str]) -> list[str]:
    return [text.strip() for text in texts if text.strip()]


def _spread(texts: list[str], most: int) -> list[str]:
    if len(texts) <= most:
        return texts
    return [texts[i] for i in np.linspace(0, len(texts) - 1, most).astype(int)]

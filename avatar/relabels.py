"""What people put right takes effect at once: relabels pull the weights their way, and what is nearly the same takes their label."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from avatar.reveal import reveal
from avatar.training_texts import TrainingText

Numbers = NDArray[np.float32]

MEANING, CUES, PIECES = 8.0, 0.25, 2.0
"""How far a relabel reaches by what it shares with another text: its meaning far, its cues hardly, for they are few and
everywhere (training had thousands of texts to weigh them by); its pieces in between."""
ROUNDS = 20
STEEPEST = 0.25
"""No logistic function is steeper; with it each round surely comes nearer (Böhning and Lindsay's bound)."""
NEARLY = 0.93
"""From this likeness (cosine) on a message is the relabelled one again, in a word or two otherwise."""


@dataclass(frozen=True)
class Told:
    """The relabelled texts. `vectors` (n, d) have unit length."""

    texts: Sequence[TrainingText] = ()
    vectors: Numbers = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def nearest(self, content: str, vector: Numbers) -> TrainingText | None:
        """The relabelled text that is nearly the same, if there is one; of several alike the last."""
        if not self.texts:
            return None
        likeness = np.where([bare(text.text) == bare(content) for text in self.texts], 1.0, self.vectors @ vector)
        best = len(likeness) - 1 - int(likeness[::-1].argmax())
        return self.texts[best] if likeness[best] >= NEARLY else None


@lru_cache(maxsize=2_048)
def bare(text: str) -> str:
    """Letters and digits alone: case, spaces and marks make no other message."""
    return "".join(filter(str.isalnum, reveal(text)))


def lent(features: Numbers, meaning: int) -> Numbers:
    """What relabelled texts lend to others that share their `features` (n, f), of which the first `meaning` are the embedding."""
    reach = np.full(features.shape[1], CUES, np.float32)
    reach[:meaning] = MEANING
    return features * reach


def correction(kernel: Numbers, missing: Callable[[Numbers], Numbers], only_up: NDArray[np.bool_]) -> Numbers:
    """How much each of n relabelled texts pulls at each column, (n, columns): regressions that start at their present scores
    become little surprised by the relabels and change as little as that allows.

    `kernel` (n, n) says how far each text reaches the others; `missing` tells for a change of scores (n, columns) what is still missing
    to the truth. Columns in `only_up` are never pulled down.
    """
    step = np.linalg.inv(STEEPEST * kernel + np.eye(len(kernel), dtype=np.float32)).astype(np.float32)
    pulls = np.zeros((len(kernel), len(only_up)), np.float32)
    for _ in range(ROUNDS):
        pulls += step @ (missing(kernel @ pulls) - pulls)
        pulls[:, only_up] = np.maximum(pulls[:, only_up], 0)
    return pulls

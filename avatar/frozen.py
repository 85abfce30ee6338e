"""A part of all texts that is never trained on while a classifier is judged: whoever would replace it must be no worse there."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from avatar.classifier import Classifier
from avatar.training_texts import TrainingText

ONE_IN = 5

Texts = tuple[Sequence[TrainingText], NDArray[np.float32]]
"""Texts and their embeddings (n, d)."""


@dataclass(frozen=True)
class Check:
    """How many of `of` frozen texts got the right intent, and at how many of the risky ones a risk was seen."""

    right: int
    seen: int
    of: int

    def holds_against(self, before: "Check") -> bool:
        """Whether nothing got worse."""
        return self.right >= before.right and self.seen >= before.seen


def is_frozen(text: str) -> bool:
    """Always the same for the same text, on every machine."""
    return crc32(text.casefold().encode()) % ONE_IN == 0


def split(texts: Texts) -> tuple[Texts, Texts]:
    """What may be learned, and what is frozen."""
    frozen = np.array([is_frozen(text.text) for text in texts[0]], bool)
    return _some(texts, ~frozen), _some(texts, frozen)


def check(classifier: Classifier, frozen: Texts) -> Check:
    """Judge these frozen texts."""
    right = seen = 0
    for text, vector in zip(*frozen, strict=True):
        judged = classifier.judge(text.text, vector)
        right += judged.intent is text.intent
        seen += bool(text.risks and judged.risks)
    return Check(right, seen, len(frozen[0]))


def _some(texts: Texts, chosen: NDArray[np.bool_]) -> Texts:
    return [text for text, is_in in zip(texts[0], chosen, strict=True) if is_in], texts[1][chosen]

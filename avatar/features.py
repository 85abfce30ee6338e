"""A message as numbers: its meaning and its cues side by side (dense), and the buckets of its pieces (sparse)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.cues import surface
from avatar.pieces import BUCKETS, pieces

Numbers = NDArray[np.float32]

CUE_WEIGHT = 0.5  # beside embeddings of unit length
PIECE_WEIGHT = 2.0  # length of the vector of pieces; both were chosen by cross-validation on our own texts


def dense(texts: Sequence[str], vectors: Numbers) -> Numbers:
    """(texts, d + cues)."""
    seen = np.stack([surface(text) for text in texts]) * CUE_WEIGHT
    return np.hstack([vectors, seen]).astype(np.float32)


def one_dense(text: str, vector: Numbers) -> Numbers:
    """(d + cues,) of a single text."""
    return np.concatenate([vector, surface(text) * CUE_WEIGHT]).astype(np.float32)


def sparse(texts: Sequence[str]) -> Any:
    """(texts, BUCKETS), a scipy csr matrix whose rows have the length PIECE_WEIGHT."""
    from scipy.sparse import csr_matrix  # only who learns needs it

    found = [pieces(text) for text in texts]
    ends = np.cumsum([0, *map(len, found)])
    values = np.concatenate([np.full(len(some), piece_value(len(some)), np.float32) for some in found])
    return csr_matrix((values, np.concatenate(found), ends), shape=(len(found), BUCKETS))


def piece_value(count: int) -> float:
    """What each of `count` pieces weighs in one text."""
    return float(PIECE_WEIGHT / max(1, count) ** 0.5)


def halved(numbers: Numbers) -> Numbers:
    """Rounded to what a file with half the digits keeps, so that a kept classifier judges exactly as the one that was kept."""
    return numbers.astype(np.float16).astype(np.float32)

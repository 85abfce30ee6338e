"""Learns the likeness to dangers, and by cross-validation from which likeness on a person must look. Only who trains needs this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatar.features import PIECE_WEIGHT, halved
from avatar.honesty import honest
from avatar.labels import Risk
from avatar.likeness import PIECES, SEEN_BY_LIKENESS, Likeness, near
from avatar.training_texts import TrainingText

Numbers = NDArray[np.float32]
Whole = NDArray[np.int_]

DOUBT = 0.5
"""How little a single text is trusted (ridge); compared as those of the likeness were."""
FOLDS = 4
RECALL = 0.95
"""Share of our dangerous texts that must be found when they were not learned. To miss one is worse than several false alarms."""


@dataclass(frozen=True)
class Examples:
    """n texts: `dense` (n, d) as they are compared, `sparse` (n, buckets; a scipy csr matrix) their pieces, and how much each counts."""

    texts: Sequence[TrainingText]
    dense: Numbers
    sparse: Any
    counts: Numbers


@dataclass(frozen=True)
class Danger:
    """What a risk's column needs beside its likeness: the scores are logarithms of odds, and `recall` is what `threshold` finds."""

    risk: Risk
    piece_weights: Numbers  # (buckets,)
    bias: float
    threshold: float
    recall: float


def learn_likeness(examples: Examples) -> tuple[Likeness, tuple[Danger, ...]]:
    """The likeness to each danger that is among the examples that teach everything, in the order of SEEN_BY_LIKENESS."""
    seen = {risk for text in examples.texts if not text.only_for_dangers for risk in text.risks}
    risks = [risk for risk in SEEN_BY_LIKENESS if risk in seen]
    truth = np.array([[risk in text.risks for risk in risks] for text in examples.texts]).reshape(-1, len(risks))
    known = halved(examples.dense)
    alike = near(known, known)
    alike += (examples.sparse * (PIECES / PIECE_WEIGHT**2) @ examples.sparse.T).toarray()
    unseen = _unseen(alike, truth, examples.counts)
    lines = np.array([honest(scores, yes) for scores, yes in zip(unseen.T, truth.T, strict=True)]).reshape(-1, 2)
    pulls = (_pulls(alike, truth, examples.counts) * lines[:, 0]).astype(np.float32)
    pieces = halved(examples.sparse.T @ pulls * (PIECES / PIECE_WEIGHT**2))
    dangers = []
    for column, risk in enumerate(risks):
        slope, shift = lines[column]
        odds = unseen[truth[:, column], column] * slope + shift
        bound = float(np.quantile(odds, 1 - RECALL))
        bias = float(pulls[:, column].sum() + shift)
        dangers.append(Danger(risk, pieces[:, column], bias, bound, float((odds >= bound).mean())))
    return Likeness(known, pulls), tuple(dangers)


def _pulls(alike: Numbers, truth: NDArray[np.bool_], counts: Numbers) -> Numbers:
    """How much each text speaks for each danger (kernel ridge regression with a bias)."""
    from scipy.linalg import cho_factor, cho_solve

    wanted = np.where(truth, 1, -1).astype(np.float32)
    whole = alike + np.float32(1)
    whole[np.diag_indices_from(whole)] += DOUBT / counts
    found: Numbers = cho_solve(cho_factor(whole, overwrite_a=True, check_finite=False), wanted, check_finite=False)
    return found


def _unseen(alike: Numbers, truth: NDArray[np.bool_], counts: Numbers) -> Numbers:
    """The scores (n, dangers) of each text by others than itself."""
    part = np.random.default_rng(0).permutation(len(truth)) % FOLDS
    scores = np.zeros(truth.shape, np.float32)
    for fold in range(FOLDS):
        held_out, seen = np.flatnonzero(part == fold), np.flatnonzero(part != fold)
        pulls = _pulls(alike[np.ix_(seen, seen)], truth[seen], counts[seen])
        scores[held_out] = alike[np.ix_(held_out, seen)] @ pulls + pulls.sum(0)
    return scores

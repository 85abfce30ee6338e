"""Learn from outcomes what makes a creator send a draft unchanged: few numbers, pulled to the hand-set ones, checked on unseen outcomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from avatar.bounds import Reviewed
from avatar.confidence import COLD, FINDINGS, FOLDS, Learned, columns, confidence

FEWEST = 60
"""With fewer outcomes the hand-set weights stay."""
RIDGE = 3.0  # how strongly each weight is pulled to the hand-set one, in outcomes' worth
FREE = 0.1  # the same for the bias, which outcomes may move
TRUST = 2.0  # for slope and shift, towards 1 and 0
FLATTEST = 0.1  # a slope at or below nothing would turn better into worse
STEPS = 30
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """What was measured of a draft, and whether the person sent it unchanged. `key` tells its fold, always the same."""

    key: str
    measured: Mapping[str, float]
    unchanged: bool
    stands_for: float = 1.0

    @property
    def fold(self) -> int:
        return crc32(self.key.encode()) % FOLDS


def learned_of(outcomes: Sequence[Outcome]) -> Learned | None:
    """What these outcomes teach; None while they are fewer than FEWEST."""
    if len(outcomes) < FEWEST:
        return None
    rows = np.array([columns(one.measured) for one in outcomes])
    unchanged = np.array([one.unchanged for one in outcomes])
    fold = np.array([one.fold for one in outcomes])
    folds = [_weights(rows[fold != number], unchanged[fold != number]) for number in range(FOLDS)]
    unseen = np.einsum("ij,ij->i", rows, np.array(folds)[fold])
    line = np.column_stack([np.ones(len(rows)), unseen])
    shift, slope = fit(line, _softened(unchanged), np.array([0.0, 1.0]), np.array([TRUST, TRUST]))
    return Learned(
        tuple(map(float, _weights(rows, unchanged))), tuple(tuple(map(float, one)) for one in folds),
        max(float(slope), FLATTEST), float(shift), len(outcomes),
    )  # fmt: skip


def rescored(outcomes: Sequence[Outcome], learned: Learned | None) -> list[Reviewed]:
    """The same outcomes with the confidence that drafts like them get today, from weights that have not seen them.

    Thresholds mean something only on one scale; the confidence that a draft had in its time may be of another.
    """
    return [Reviewed(_today(one, learned), one.unchanged, one.stands_for) for one in outcomes]


def _today(outcome: Outcome, learned: Learned | None) -> float:
    return round(learned.chance(outcome.measured, outcome.fold), 3) if learned else confidence(outcome.measured)


def _softened(unchanged: NDArray[np.bool_]) -> Array:
    """Targets a little short of certainty, as Platt advises: sixty of sixty is no proof of always."""
    good = unchanged.sum()
    return np.where(unchanged, (good + 1) / (good + 2), 1 / (len(unchanged) - good + 2))


def _weights(rows: Array, unchanged: NDArray[np.bool_]) -> Array:
    pull = np.full(len(COLD), RIDGE)
    pull[0] = FREE
    weights = fit(rows, _softened(unchanged), np.array(COLD), pull)
    weights[FINDINGS] = min(weights[FINDINGS], 0.0)  # an objection never speaks for a draft, whatever chance says
    return weights


def fit(rows: Array, sent: Array, start: Array, pull: Array) -> Array:
    """Weights of the logistic regression of `sent` (0..1) on `rows`, each pulled to `start`: Newton's steps, halved when too long."""
    weights = start.copy()
    loss = _loss(rows, sent, weights - start, start, pull)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - sent) + pull * (weights - start)
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(pull)
        step = np.linalg.solve(bend, slope)
        while (new := _loss(rows, sent, weights - step - start, start, pull)) > loss and np.abs(step).max() > 1e-6:
            step = step / 2
        weights, gained, loss = weights - step, loss - new, new
        if gained < 1e-9:
            break
    return weights


def _loss(rows: Array, sent: Array, away: Array, start: Array, pull: Array) -> float:
    total = rows @ (start + away)
    return float(np.sum(np.logaddexp(0, total) - sent * total) + 0.5 * np.sum(pull * away**2))

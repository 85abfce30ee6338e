"""From what was measured on held-out texts to chances, thresholds and error rates."""

import math

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 25
_CALM = 3e-3  # keeps the weights finite where two groups do not overlap


def balanced_logistic(evidence: NDArray[np.float64], own: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights for the columns of `evidence` and a last one to add: the sum is the log-odds of `own`, both groups equally likely."""
    scale = np.append(evidence.std(axis=0) + 1e-9, 1.0)
    columns = np.column_stack([evidence, np.ones(len(evidence))]) / scale
    weight = np.where(own, 0.5 / own.sum(), 0.5 / (~own).sum())
    found = np.zeros(columns.shape[1])
    for _ in range(_ROUNDS):
        chance = chance_of(columns @ found)
        slope = columns.T @ (weight * (own - chance)) - _CALM * found
        bend = (columns * (weight * chance * (1 - chance))[:, None]).T @ columns + _CALM * np.eye(len(found))
        found += np.linalg.solve(bend, slope)
    return found / scale


def chance_of(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """0..1 for log-odds."""
    chance: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
    return chance


def threshold(genuine: NDArray[np.float64], accepted: float) -> float:
    """What a new genuine text reaches with a chance of at least `accepted`, if it is like the `genuine` ones."""
    place = math.floor(round((1 - accepted) * (len(genuine) + 1), 9))
    return float(np.sort(genuine)[place - 1]) if place else -math.inf


def equal_error_rate(genuine: NDArray[np.float64], strange: NDArray[np.float64]) -> float:
    """The share of errors at the bound where as many genuine texts are refused as strange ones accepted."""
    bounds = np.sort(np.concatenate([genuine, strange]))
    refused = np.searchsorted(np.sort(genuine), bounds) / len(genuine)
    accepted = 1 - np.searchsorted(np.sort(strange), bounds) / len(strange)
    nearest = int(np.argmin(np.abs(refused - accepted)))
    return float(refused[nearest] + accepted[nearest]) / 2

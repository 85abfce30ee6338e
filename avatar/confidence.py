"""One number for a draft, from what was measured about it; never the model's own word for it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Feature:
    """One thing that is measured of a draft: 0..1, `findings` is a count.

    `weight` was set by hand; it holds until outcomes have taught a better one, and it is where learning starts from. `neutral`
    is put in where it was not measured.
    """

    name: str
    weight: float
    neutral: float
    most: float = 1.0


FEATURES = (
    Feature("relevance", 5.0, 0.3),  # how near the leading past exchange is to the message
    Feature("style", 1.0, 0.3),  # share of own held-out replies that sound less like the creator
    Feature("label", 1.3, 0.5),  # confidence of the label
    Feature("findings", -2.5, 0.0, most=5.0),  # objections of the guard
    Feature("from_past", 0.5, 0.0),  # 1: the creator's own words, not a model's
    Feature("verifier", 1.0, 0.5),  # chance that the creator wrote it
    Feature("agreement", 0.8, 0.7),  # how near the other candidates are
    Feature("novelty", -0.5, 0.4),  # 1 - nearness of the best example
    Feature("length_fit", 0.5, 0.8),  # how usual its length is
)
UNKNOWN = -1.55
"""The logit of a draft of which nothing was measured: 17 %."""
COLD = (UNKNOWN, *(feature.weight for feature in FEATURES), *(0.0 for _ in FEATURES))
"""Weights of `columns` before anything was learned. They lean to caution and claim no calibration."""
FINDINGS = 1 + next(number for number, feature in enumerate(FEATURES) if feature.name == "findings")
FOLDS = 5


@dataclass(frozen=True)
class Learned:
    """What outcomes have taught: weights of `columns`, and `slope` and `shift` that turn their sum into a chance that comes true.

    Each of `folds` was learned without the outcomes of its fold, so that these can be scored as if they were new.
    """

    weights: tuple[float, ...]
    folds: tuple[tuple[float, ...], ...]
    slope: float
    shift: float
    outcomes: int  # how many it was learned from

    def chance(self, measured: Mapping[str, float], fold: int | None = None) -> float:
        """0..1; with `fold`, of an outcome that may have taught the weights, by those that have not seen it."""
        weights = self.weights if fold is None else self.folds[fold % FOLDS]
        return sigmoid(self.slope * logit(weights, columns(measured)) + self.shift)


def confidence(measured: Mapping[str, float], learned: Learned | None = None) -> float:
    """The chance, 0..1, that the creator would send the draft unchanged. What was not measured may be missing."""
    return round(learned.chance(measured) if learned else sigmoid(logit(COLD, columns(measured))), 3)


def columns(measured: Mapping[str, float]) -> tuple[float, ...]:
    """1, then each feature's distance from neutral, then for each whether it is missing."""
    values = [measured.get(feature.name, math.nan) for feature in FEATURES]
    known = [math.isfinite(value) for value in values]
    away = (
        min(max(value, 0.0), feature.most) - feature.neutral if is_known else 0.0
        for feature, value, is_known in zip(FEATURES, values, known, strict=True)
    )
    return (1.0, *away, *(0.0 if is_known else 1.0 for is_known in known))


def logit(weights: Sequence[float], row: Sequence[float]) -> float:
    """The weighted sum of `columns`."""
    return sum(weight * value for weight, value in zip(weights, row, strict=True))


def sigmoid(total: float) -> float:
    """A logit as a chance."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

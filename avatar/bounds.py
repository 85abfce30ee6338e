"""What can be promised from what was seen: exact binomial bounds, and a threshold that is earned step by step."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

GRID = (0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.92, 0.9, 0.87, 0.84, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)
"""Thresholds of confidence from strict to loose, chosen before any outcome was seen. Below even odds nothing goes by itself."""
START_SHARE = 0.4
"""The first threshold that is tried has this share of all drafts at or above it. Where only few lie, one unlucky error would end
the sequence before it has begun."""
_HALVINGS = 60


@dataclass(frozen=True)
class Reviewed:
    """One draft of which it is known whether the creator would have sent it unchanged."""

    confidence: float
    unchanged: bool
    stands_for: float = 1.0  # drafts like it, itself included: a sample stands for those that nobody looked at


@dataclass(frozen=True)
class Opening:
    """From which confidence on (None: nowhere) drafts have earned to go by themselves, and the numbers behind it.

    `trials` drafts at or above the threshold were reviewed, `errors` of them not sent unchanged; `bound` is what the error rate
    stays below with the confidence that was asked for. `needed` is how many it takes, with so many errors, to open.
    """

    threshold: float | None
    trials: int
    errors: int
    bound: float
    needed: int


def at_most(errors: int, trials: int, rate: float) -> float:
    """The chance of `errors` or fewer in `trials` when each is an error with chance `rate`."""
    return min(1.0, math.fsum(_chance(count, trials, rate) for count in range(min(errors, trials) + 1)))


def at_least(errors: int, trials: int, rate: float) -> float:
    """The chance of `errors` or more in `trials` when each is an error with chance `rate`."""
    return min(1.0, math.fsum(_chance(count, trials, rate) for count in range(errors, trials + 1)))


def error_bound(errors: int, trials: int, confidence: float) -> float:
    """The error rate, 0..1, that is not exceeded with this confidence: Clopper and Pearson's upper bound, one-sided, exact."""
    if errors >= trials:
        return 1.0
    low, high = errors / trials, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if at_most(errors, trials, middle) <= 1 - confidence else (middle, high)
    return high


def holds(errors: int, trials: int, target: float, confidence: float) -> bool:
    """Whether a share of `target` unchanged is surpassed with this confidence: the same test as the bound, without the search."""
    return trials > errors and at_most(errors, trials, 1 - target) <= 1 - confidence


def opens_at(errors: int, target: float, confidence: float) -> int:
    """The fewest trials with so many errors that earn `target` (0..1, below 1)."""
    low, high = errors, errors + 1
    while not holds(errors, high, target, confidence):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(errors, middle, target, confidence) else (middle, high)
    return high


def grid_for(reviewed: Sequence[Reviewed], target: float, confidence: float) -> tuple[float, ...]:
    """GRID from where enough drafts lie. Looks at confidences only, never at what came of them, so the test stays honest."""
    fewest = opens_at(0, target, confidence)
    everything = sum(one.stands_for for one in reviewed)
    for number, threshold in enumerate(GRID):
        above = [one.stands_for for one in reviewed if one.confidence >= threshold]
        if len(above) >= fewest and sum(above) >= START_SHARE * everything:
            return GRID[number:]
    return GRID[-1:]


def fixed_sequence(reviewed: Sequence[Reviewed], grid: Sequence[float], target: float, confidence: float) -> Opening:
    """The loosest threshold reached from the strict end of `grid` without a failed test.

    Because it stops at the first failure, every test may use the whole risk of 1 - `confidence`: the chance that fewer than
    `target` of what is at or above the threshold would be sent unchanged stays below it.
    """
    passed: Opening | None = None
    for threshold in grid:
        tried = _at(reviewed, threshold, target, confidence)
        if not holds(tried.errors, tried.trials, target, confidence):
            return _with_bound(passed or replace(tried, threshold=None), confidence)
        passed = tried
    return _with_bound(passed or Opening(None, 0, 0, 1.0, opens_at(0, target, confidence)), confidence)


def _at(reviewed: Sequence[Reviewed], threshold: float, target: float, confidence: float) -> Opening:
    above = [one.unchanged for one in reviewed if one.confidence >= threshold]
    errors = above.count(False)
    return Opening(threshold, len(above), errors, 1.0, opens_at(errors, target, confidence))


def _with_bound(opening: Opening, confidence: float) -> Opening:
    return replace(opening, bound=error_bound(opening.errors, opening.trials, confidence))


def _chance(count: int, trials: int, rate: float) -> float:
    if rate <= 0 or rate >= 1:
        return float(count == (0 if rate <= 0 else trials))
    ways = math.lgamma(trials + 1) - math.lgamma(count + 1) - math.lgamma(trials - count + 1)
    return math.exp(ways + count * math.log(rate) + (trials - count) * math.log1p(-rate))

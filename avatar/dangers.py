"""Which risks are believed: a crisis or a threat once a message is enough like one; what a regression sees, if more speaks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avatar.labels import Intent, Risk
from avatar.likeness import SEEN_BY_LIKENESS

Numbers = NDArray[np.float32]

RISKY_INTENTS: Mapping[Intent, tuple[Risk, float]] = {
    Intent.CRISIS: (Risk.CRISIS, 0.5), Intent.THREAT: (Risk.THREAT, 0.5), Intent.HATE: (Risk.HATE, 0.3), Intent.PRESS: (Risk.PRESS, 0.3),
    Intent.COLLABORATION: (Risk.COLLABORATION, 0.3),
}  # fmt: skip
"""These intents are a risk from this chance on, whatever the risk's own score says."""
NO_GUESS = 0.05
"""Below this chance of the intent its risk's own regression is not believed. Likeness needs no leave of the intent."""
ALIKE, SURE_RISK, FAIR_RISK = 5, 1.1, 0.3
"""A risk is believed only if one of the ALIKE nearest training texts has it, or its score or its intent's chance is that high."""
ALWAYS_BELIEVED = frozenset({Risk.CRISIS, Risk.MINORS, Risk.THREAT})
"""To miss one of these is worse than any number of false alarms: people put right only that something is one."""


class Knows(Protocol):
    """What of a classifier is needed here."""

    @property
    def intents(self) -> tuple[Intent, ...]: ...
    @property
    def risks(self) -> tuple[Risk, ...]: ...
    @property
    def thresholds(self) -> Numbers: ...
    @property
    def known(self) -> Numbers: ...
    @property
    def known_risks(self) -> NDArray[np.bool_]: ...


@dataclass(frozen=True)
class Signs:
    """What one message shows: the chance of each intent, and the score of each risk."""

    chances: Numbers
    scores: Numbers


def believed(classifier: Knows, vector: Numbers, signs: Signs) -> frozenset[Risk]:
    """The risks of a message whose embedding is `vector`."""
    chance = {
        risk: (float(signs.chances[classifier.intents.index(intent)]), fair)
        for intent, (risk, fair) in RISKY_INTENTS.items()
        if intent in classifier.intents
    }
    found = _found(classifier, signs, chance)
    if not found:
        return found
    meant = {risk for risk, (share, _) in chance.items() if share >= FAIR_RISK}
    sure = {risk for risk, score in zip(classifier.risks, signs.scores, strict=True) if score >= SURE_RISK}
    return found & (meant | sure | ALWAYS_BELIEVED | _alike(classifier, vector))


def _found(classifier: Knows, signs: Signs, chance: Mapping[Risk, tuple[float, float]]) -> frozenset[Risk]:
    found = {classifier.risks[i] for i in np.flatnonzero(signs.scores >= classifier.thresholds)}
    for risk, (share, fair) in chance.items():
        if share >= fair:
            found.add(risk)
        elif share < NO_GUESS and risk not in SEEN_BY_LIKENESS:
            found.discard(risk)
    return frozenset(found)


def _alike(classifier: Knows, vector: Numbers) -> set[Risk]:
    nearest = np.argpartition(-(classifier.known @ vector), min(ALIKE, len(classifier.known) - 1))[:ALIKE]
    return {risk for number, risk in enumerate(classifier.risks) if classifier.known_risks[nearest, number].any()}

"""From scores to probabilities: pure arithmetic on the columns of the classifier."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from avatar.labels import Intent

Numbers = NDArray[np.float32]

JUNK = frozenset({Intent.SPAM, Intent.SCAM})
UNWANTED = JUNK | {Intent.HATE}
CONCERNS = frozenset({Intent.QUESTION, Intent.REQUEST, Intent.CRITICISM, Intent.PURCHASE_INTEREST})
"""What is about the creator's content and wants something done or answered."""
GRAVE = frozenset({Intent.COLLABORATION, Intent.PRESS, Intent.HATE, Intent.THREAT, Intent.CRISIS})
"""These come with a question often enough and are still the more important half of it."""
SHARES = ((JUNK, 0.6), (CONCERNS, 0.5))
"""From which chance on a text belongs to such a group. To take a fan for spam is worse than to show an advertisement."""
INTENTS_SAY = ((JUNK, 0.75), (CONCERNS, 0.5))
"""How much the intents of such a group count beside its own regression. In cross-validation on our own texts both groups gain
up to three quarters; one half is as much as concerns gain on texts of strangers before anything is relabelled."""
SUREST = 1e-4
"""No chance is nearer to 0 or 1 than this where odds are taken."""


def logistic(scores: Numbers) -> Numbers:
    found: Numbers = (1 / (1 + np.exp(-np.clip(scores, -30, 30)))).astype(np.float32)
    return found


def probability(score: float, slope: float, shift: float) -> float:
    """What a score says once slope and shift make it honest."""
    return float(1 / (1 + np.exp(-np.clip(score * slope + shift, -30, 30))))


def softmax(scores: Numbers) -> Numbers:
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    shares: Numbers = raised / raised.sum(-1, keepdims=True)
    return shares


def grouped(chances: Numbers, scores: Numbers, intents: tuple[Intent, ...]) -> list[Numbers]:
    """Junk and concern as one score each, (...,): what their own regressions say, joined with the odds of their intents.

    `chances` (..., intents), `scores` (..., 2) of the own regressions.
    """
    joined = []
    for number, (group, share) in enumerate(INTENTS_SAY):
        chance = np.clip(chances[..., _among(intents, group)].sum(-1), SUREST, 1 - SUREST)
        joined.append(share * np.log(chance / (1 - chance)) + (1 - share) * scores[..., number])
    return joined


def agreed(chances: Numbers, intents: tuple[Intent, ...], junk: float, concern: float) -> Numbers:
    """The chances of the intents brought in line with two questions that have regressions of their own.

    `junk` is the chance that the text is spam or a scam, `concern` that it is one of CONCERNS.
    """
    is_junk, is_concern = _among(intents, JUNK), _among(intents, CONCERNS)
    wanted = max(1.0 - junk, 1e-6)
    concern = min(concern / max(wanted, concern), 1.0)
    rest = ~is_junk & ~is_concern
    found = np.zeros_like(chances)
    for group, share in ((is_junk, junk), (is_concern, wanted * concern), (rest, wanted * (1 - concern))):
        if group.any():
            found[group] = chances[group] / max(float(chances[group].sum()), 1e-9) * share
    return found


def choose(chances: Numbers, intents: tuple[Intent, ...]) -> int:
    """First whether it is junk, then whether it concerns the content, then what it is most likely."""
    for some, share in SHARES:
        group = _among(intents, some)
        if some is CONCERNS and intents[int(chances.argmax())] in GRAVE:
            break
        if float(chances[group].sum()) >= share * float(chances.sum()):
            return int(np.where(group, chances, -1).argmax())
        chances = np.where(group, 0, chances)
    return int(chances.argmax())


def _among(intents: tuple[Intent, ...], some: Collection[Intent]) -> NDArray[np.bool_]:
    return np.array([intent in some for intent in intents])

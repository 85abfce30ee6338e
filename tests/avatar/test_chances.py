"""From scores to probabilities: what two regressions say of the same question is joined."""

import numpy as np
import pytest

from avatar.chances import INTENTS_SAY, SUREST, grouped, softmax
from avatar.labels import Intent

INTENTS = (Intent.PRAISE, Intent.QUESTION, Intent.SPAM)


def test_both_regressions_have_a_say_in_a_group() -> None:
    chances = np.array([0.25, 0.25, 0.5], np.float32)
    (_, junk), (_, concern) = INTENTS_SAY
    said = grouped(chances, np.array([2.0, -1.0], np.float32), INTENTS)
    assert float(said[0]) == pytest.approx((1 - junk) * 2.0)  # the intents say: as likely as not
    assert float(said[1]) == pytest.approx(concern * np.log(1 / 3) - (1 - concern))


def test_many_texts_are_joined_as_one_by_one() -> None:
    chance = np.random.default_rng(1)
    chances = softmax(chance.normal(size=(5, 3)).astype(np.float32))
    scores = chance.normal(size=(5, 2)).astype(np.float32)
    together = np.stack(grouped(chances, scores, INTENTS), axis=-1)
    assert np.allclose(together, [grouped(chances[row], scores[row], INTENTS) for row in range(5)])


def test_a_certain_intent_does_not_outvote_everything() -> None:
    chances = np.array([0.0, 0.0, 1.0], np.float32)
    junk, concern = grouped(chances, np.zeros(2, np.float32), INTENTS)
    highest = np.log((1 - SUREST) / SUREST)
    assert 0 < float(junk) <= INTENTS_SAY[0][1] * highest * 1.001
    assert float(concern) >= -INTENTS_SAY[1][1] * highest * 1.001

"""How sure a draft is: by hand before anything was learned, then by what outcomes teach."""

import math

import pytest

from avatar.bounds import GRID
from avatar.calibration import FEWEST, Outcome, learned_of, rescored
from avatar.confidence import COLD, FEATURES, confidence
from benchmarks.creators import Fans

BASE = {"relevance": 0.6, "style": 0.5, "label": 0.8, "findings": 0.0, "from_past": 0.0}


@pytest.mark.parametrize(
    "better", [{"relevance": 0.9}, {"style": 0.9}, {"label": 1.0}, {"from_past": 1.0}, {"verifier": 0.9}]
)
def test_confidence_grows_with_what_speaks_for_the_draft(better: dict[str, float]) -> None:
    assert 0 < confidence(BASE) < confidence({**BASE, **better}) < 1


def test_a_finding_takes_more_than_half() -> None:
    assert confidence({**BASE, "findings": 1.0}) < confidence(BASE) / 2


def test_what_was_not_measured_is_as_good_as_neutral() -> None:
    neutral = {feature.name: feature.neutral for feature in FEATURES}
    assert confidence({}) == confidence(neutral) < 0.2
    assert confidence({**BASE, "verifier": math.nan}) == confidence(BASE)


def test_the_hand_set_numbers_stay_while_outcomes_are_few() -> None:
    drafts = Fans(3).drafts(FEWEST)
    assert learned_of(drafts[:-1]) is None
    assert learned_of(drafts) is not None


def test_what_was_learned_comes_true_on_drafts_that_nobody_has_seen() -> None:
    learned = learned_of(Fans(3).drafts(800))
    others = Fans(4).drafts(4_000)
    for low, high in [(0.5, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 1.01)]:
        within = [one for one in others if low <= confidence(one.measured, learned) < high]
        said = sum(confidence(one.measured, learned) for one in within) / len(within)
        true = sum(one.unchanged for one in within) / len(within)
        assert abs(said - true) < 0.05, (low, high)


def test_learning_beats_the_hand_set_numbers() -> None:
    learned, others = learned_of(Fans(3).drafts(300)), Fans(4).drafts(2_000)

    def loss(one: Outcome, chance: float) -> float:
        return -math.log(chance if one.unchanged else 1 - chance)

    assert sum(loss(o, confidence(o.measured, learned)) for o in others) < sum(
        loss(o, confidence(o.measured)) for o in others
    )


def test_an_objection_never_raises_confidence_even_if_chance_says_so() -> None:
    drafts = Fans(5).drafts(300)
    odd = [Outcome(one.key, {**one.measured, "findings": float(one.unchanged)}, one.unchanged) for one in drafts]
    learned = learned_of(odd)
    measured = drafts[0].measured
    assert confidence({**measured, "findings": 2.0}, learned) <= confidence({**measured, "findings": 0.0}, learned)


def test_outcomes_of_one_kind_only_teach_no_certainty() -> None:
    for unchanged in (True, False):
        same = [Outcome(str(number), {"relevance": 0.7}, unchanged) for number in range(FEWEST)]
        assert 0.01 < confidence({"relevance": 0.7}, learned_of(same)) < 0.99


def test_an_outcome_is_scored_by_weights_that_have_not_seen_it() -> None:
    drafts = Fans(6).drafts(200)
    learned = learned_of(drafts)
    assert learned
    changed = [Outcome(drafts[0].key, drafts[0].measured, not drafts[0].unchanged), *drafts[1:]]
    again = learned_of(changed)
    assert again
    assert again.folds[drafts[0].fold] == learned.folds[drafts[0].fold]
    assert again.weights != learned.weights
    assert rescored(drafts[:1], None)[0].confidence == confidence(drafts[0].measured)


def test_the_hand_set_weights_fit_the_columns_and_the_grid_goes_from_strict_to_loose() -> None:
    assert len(COLD) == 1 + 2 * len(FEATURES)
    assert list(GRID) == sorted(GRID, reverse=True) and GRID[-1] == 0.5

"""The verifier: whether the creator wrote a text."""

import math

import numpy as np
import pytest

from avatar.style import Verifier
from avatar.style.calibration import balanced_logistic, chance_of, equal_error_rate, threshold
from avatar.style.hashing import CHARACTERS, character_runs, word_runs
from avatar.style.ridge import Parts, ridge
from avatar.style.verifier import FEWEST_OTHERS, FEWEST_OWN
from tests.avatar.people import fans, nika


@pytest.fixture(scope="module")
def known() -> Verifier:
    verifier = Verifier.of(nika(150), fans(300))
    assert verifier is not None
    return verifier


def test_too_little_gives_no_verifier() -> None:
    assert Verifier.of(nika(FEWEST_OWN - 1), fans(300)) is None
    assert Verifier.of(nika(150), fans(FEWEST_OTHERS - 1)) is None
    assert Verifier.of([*nika(FEWEST_OWN - 1), "  "], fans(300)) is None


def test_nine_in_ten_new_replies_are_accepted_and_few_of_others(known: Verifier) -> None:
    assert known.accept_rate(nika(300, seed=91)) == pytest.approx(0.9, abs=0.1)
    assert known.accept_rate(fans(300, seed=92)) < 0.1
    assert known.accepts("ohhh i'd wait one more night 🫶")
    assert not known.accepts("Hello Nika, where can I buy that jacket? Thanks!")
    assert math.isnan(known.accept_rate([]))


def test_the_chance_is_calibrated_between_both(known: Verifier) -> None:
    own, other = known.chance("haha gerald agrees with you"), known.chance("Wow. This made my day! ❤️❤️❤️")
    assert 0 <= other < 0.3 < 0.7 < own <= 1
    assert 0 <= known.chance("") <= 1


def test_the_error_rate_is_a_half_where_nothing_tells_people_apart() -> None:
    alike = Verifier.of(fans(150, seed=5), fans(300, seed=6))
    assert alike is not None
    assert alike.equal_error_rate == pytest.approx(0.5, abs=0.12)


def test_the_error_rate_is_small_where_people_differ(known: Verifier) -> None:
    assert 0 <= known.equal_error_rate < 0.1


def test_the_same_texts_give_the_same_verifier(known: Verifier) -> None:
    again = Verifier.of(nika(150), fans(300))
    assert again is not None
    assert np.allclose(again.log_odds(["haha"]), known.log_odds(["haha"]))


def test_what_is_left_out_is_predicted_as_by_a_model_that_never_saw_it() -> None:
    chance = np.random.default_rng(3)
    seen = chance.normal(size=(60, 7)).astype(np.float32)
    parts = Parts.of(20, 40, 5)
    _, held = ridge(seen @ seen.T, parts)
    out = parts.part == 2
    slack = 2 / 60 * np.where(parts.own, 20, 40)
    truth = np.where(parts.own, 1.0, -1.0)
    inner = seen[~out] @ seen[~out].T + 1 + np.diag(slack[~out])
    alone = (seen[out] @ seen[~out].T + 1) @ np.linalg.solve(inner, truth[~out])
    assert np.allclose(held[out], alone, atol=1e-3)


def test_the_verifier_is_small(known: Verifier) -> None:
    arrays = (known.space.rarity, known.weights, known.counts.likeness, known.counts.strange, known.own)
    assert sum(array.nbytes for array in arrays) < 3_000_000


def test_runs_do_not_cross_from_one_text_into_the_next() -> None:
    both, single = character_runs(["ab", "cd"]), character_runs(["cd"])
    assert both.column[both.text == 1].tolist() == single.column.tolist()
    assert single.column.max() < CHARACTERS
    assert len(single.column) == 6, "with both borders four characters: three pairs, two threes, one four"


def test_a_name_and_a_link_say_nothing_of_the_style() -> None:
    assert character_runs(["@ada yes"]).column.tolist() == character_runs(["@bob_77 yes"]).column.tolist()


def test_what_a_text_is_about_says_nothing_to_the_words() -> None:
    assert word_runs(["i like the bread"]).column.tolist() == word_runs(["i like the mountain"]).column.tolist()
    assert word_runs(["i like the bread"]).column.tolist() != word_runs(["we like our bread"]).column.tolist()


def test_a_repeated_run_counts_a_little_more() -> None:
    assert character_runs(["haha"]).value.max() == pytest.approx(1 + math.log(2))


def test_the_threshold_lets_nine_in_ten_through() -> None:
    genuine = np.arange(99.0)
    assert (genuine >= threshold(genuine, 0.9)).mean() >= 0.9
    assert threshold(genuine, 0.9) == 9.0
    assert threshold(np.arange(5.0), 0.9) == -math.inf, "of five nothing can be promised"


def test_the_equal_error_rate_counts_both_errors() -> None:
    assert equal_error_rate(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == pytest.approx(0)
    assert equal_error_rate(np.array([0.0, 1.0]), np.array([2.0, 3.0])) == pytest.approx(1)
    same = np.arange(100.0)
    assert equal_error_rate(same, same) == pytest.approx(0.5, abs=0.01)


def test_log_odds_are_balanced_between_the_groups() -> None:
    evidence = np.concatenate([np.full(10, 1.0), np.full(90, -1.0), np.full(10, -1.0), np.full(90, 1.0)])[:, None]
    own = np.arange(200) >= 100
    weights = balanced_logistic(evidence, own)
    assert chance_of(np.array([1.0]) @ weights[:1] + weights[1]) == pytest.approx(0.9, abs=0.01)

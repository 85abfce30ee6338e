"""Exact bounds, checked against another library, and the sequence that stops at the first failure."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom

from avatar.bounds import GRID, Opening, Reviewed, at_least, at_most, error_bound, fixed_sequence, grid_for, opens_at


@pytest.mark.parametrize(
    ("target", "needed"),
    [(0.9, [22, 38, 52, 65, 91]), (0.95, [45, 77, 105, 132, 184]), (0.98, [114, 194, 265, 333, 462]), (0.99, [230, 388, 531, 667, 926])],
)  # fmt: skip
def test_the_fewest_trials_are_those_of_the_exact_table(target: float, needed: list[int]) -> None:
    assert [opens_at(errors, target, 0.9) for errors in (0, 1, 2, 3, 5)] == needed


@given(st.integers(0, 30), st.integers(1, 1_000), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_bound_is_that_of_clopper_and_pearson(errors: int, trials: int, confidence: float) -> None:
    wanted = 1.0 if errors >= trials else beta.ppf(confidence, errors + 1, trials - errors)
    assert error_bound(errors, trials, confidence) == pytest.approx(wanted, abs=1e-9)


@given(st.integers(0, 40), st.integers(0, 400), st.floats(0.001, 0.5))
def test_tails_are_those_of_the_binomial(errors: int, trials: int, rate: float) -> None:
    assert at_most(errors, trials, rate) == pytest.approx(binom.cdf(errors, trials, rate), abs=1e-9)
    assert at_least(errors, trials, rate) == pytest.approx(binom.sf(errors - 1, trials, rate), abs=1e-9)


def reviewed(confidence: float, good: int, bad: int = 0) -> list[Reviewed]:
    return [Reviewed(confidence, True)] * good + [Reviewed(confidence, False)] * bad


def test_it_opens_at_the_forty_fifth_without_an_error_and_not_before() -> None:
    assert fixed_sequence(reviewed(0.9, 44), [0.9], 0.95, 0.9) == Opening(
        None, 44, 0, pytest.approx(0.051, abs=1e-3), 45
    )
    opening = fixed_sequence(reviewed(0.9, 45), [0.9], 0.95, 0.9)
    assert (opening.threshold, opening.trials, opening.errors) == (0.9, 45, 0)
    assert opening.bound <= 0.05


def test_the_sequence_stops_at_the_first_failure_and_never_looks_beyond() -> None:
    rows = reviewed(0.95, 60) + reviewed(0.85, 0, 8) + reviewed(0.75, 900)
    opening = fixed_sequence(rows, [0.95, 0.85, 0.75], 0.95, 0.9)
    assert opening.threshold == 0.95, "at 0.75 the bound would hold again, but the sequence had ended"
    assert fixed_sequence(rows, [0.75], 0.95, 0.9).threshold == 0.75


def test_a_failure_at_the_start_says_how_many_it_takes() -> None:
    opening = fixed_sequence(reviewed(0.9, 50, 1), [0.9, 0.8], 0.95, 0.9)
    assert (opening.threshold, opening.trials, opening.errors, opening.needed) == (None, 51, 1, 77)


def test_the_grid_starts_where_enough_lie_and_never_looks_at_outcomes() -> None:
    chance = random.Random(1)
    rows = [Reviewed(0.5 + number / 2_000, chance.random() < 0.9) for number in range(1_000)]
    grid = grid_for(rows, 0.95, 0.9)
    assert grid == GRID[GRID.index(0.8) :]
    assert grid_for([Reviewed(one.confidence, not one.unchanged) for one in rows], 0.95, 0.9) == grid
    assert grid_for(rows[:10], 0.95, 0.9) == GRID[-1:]


def test_a_sample_stands_for_those_that_nobody_looked_at() -> None:
    """Once it is open most drafts above the threshold are no longer reviewed; the grid must not sink because of that."""
    before = reviewed(0.9, 60) + reviewed(0.6, 60)
    after = before + reviewed(0.6, 600) + [Reviewed(0.9, True, stands_for=20.0)] * 30
    assert grid_for(after, 0.95, 0.9)[0] == grid_for(before, 0.95, 0.9)[0] == 0.9


def test_the_promise_is_broken_in_at_most_a_tenth_of_all_runs() -> None:
    """Every draft is wrong with a chance just above what is allowed: whatever opens is a mistake."""
    chance, opened = random.Random(7), 0
    for _ in range(400):
        rows = [Reviewed(chance.uniform(0.5, 1), chance.random() > 0.051) for _ in range(200)]
        opened += fixed_sequence(rows, grid_for(rows, 0.95, 0.9), 0.95, 0.9).threshold is not None
    assert opened / 400 < 0.13, "0.1, and what 400 runs may be off"

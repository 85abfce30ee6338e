"""Which replies go when a day's budget does not reach for all of them."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_of

from schedules.ration import Rest, Wish, looking_reserve, may_go, replies_left, threshold, worth

quick = settings(max_examples=150, deadline=None, database=None)


@pytest.mark.parametrize(
    ("wish", "value", "reasons"),
    [
        (Wish(), 0.1, ()),
        (Wish(is_question=True), 0.45, ("a question",)),
        (Wish(wants_to_buy=True), 0.4, ("wants to buy",)),
        (Wish(from_superfan=True), 0.25, ("writes often",)),
        (Wish(from_first_timer=True), 0.2, ("writes for the first time",)),
        (Wish(is_question=True, wants_to_buy=True, from_superfan=True), 0.9,
         ("a question", "wants to buy", "writes often")),
        (Wish(is_question=True, age_seconds=86_400), 0.225, ("a question", "has waited long")),
        (Wish(is_question=True, age_seconds=-5), 0.45, ("a question",)),
    ],
)  # fmt: skip
def test_an_answer_has_a_worth_and_says_why(wish: Wish, value: float, reasons: tuple[str, ...]) -> None:
    found = worth(wish)
    assert (found.value, found.reasons) == (pytest.approx(value), reasons)


@pytest.mark.parametrize(
    ("waiting", "recent", "left", "share", "least"),
    [
        ((0.2, 0.9), (), 2, 1.0, 0.0),  # enough for all
        ((0.2, 0.9, 0.5), (), 2, 1.0, 0.5),
        ((0.2,), (0.9, 0.8, 0.7), 2, 1.0, 0.8),  # better ones are still to come
        ((0.2,), (0.9, 0.8, 0.7), 2, 0.0, 0.0),  # nothing is to come any more
        ((0.2,), (0.9, 0.8, 0.7), 2, 0.25, 0.0),  # less than one of them
        ((0.2, 0.3), (0.1,) * 50, 2, 1.0, 0.2),
        ((0.2,), (), 0, 0.5, float("inf")),
        ((), (), 3, 1.0, 0.0),
    ],
)
def test_only_what_would_be_among_the_best_of_the_day_may_go(
    waiting: tuple[float, ...], recent: tuple[float, ...], left: int, share: float, least: float
) -> None:
    rest = Rest(waiting, recent, left, share)
    assert threshold(rest) == least
    assert [may_go(value, rest) for value in waiting] == [value >= least for value in waiting]


VALUES: Any = any_of.lists(any_of.floats(0, 1), max_size=30).map(tuple)


@quick
@given(VALUES, VALUES, any_of.integers(0, 40), any_of.floats(0, 1))
def test_the_bar_falls_with_more_budget_and_with_less_to_come(
    waiting: tuple[float, ...], recent: tuple[float, ...], left: int, share: float
) -> None:
    here = threshold(Rest(waiting, recent, left, share))
    assert threshold(Rest(waiting, recent, left + 1, share)) <= here
    assert threshold(Rest(waiting, recent, left, 0.0)) <= here


@quick
@given(VALUES, VALUES, any_of.integers(0, 40))
def test_when_the_day_ends_all_that_the_budget_reaches_for_may_go(
    waiting: tuple[float, ...], recent: tuple[float, ...], left: int
) -> None:
    rest = Rest(waiting, recent, left, 0.0)
    assert sum(may_go(value, rest) for value in waiting) >= min(left, len(waiting))


@quick
@given(VALUES, VALUES, any_of.integers(0, 40), any_of.floats(0, 1))
def test_who_is_worth_more_is_never_behind(
    waiting: tuple[float, ...], recent: tuple[float, ...], left: int, share: float
) -> None:
    rest = Rest(waiting, recent, left, share)
    assert sorted(may_go(value, rest) for value in waiting) == [may_go(value, rest) for value in sorted(waiting)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("surprise", [0.3, 1.0, 2.0])
def test_a_day_unlike_the_last_one_still_uses_its_budget_and_spends_it_well(seed: int, surprise: float) -> None:
    """400 messages were expected, 120 to 800 come, 60 can be answered; whoever waits may go at the end."""
    chance = random.Random(seed)
    recent = tuple(chance.random() for _ in range(400))
    today = [chance.random() for _ in range(int(400 * surprise))]
    waiting: list[float] = []
    sent: list[float] = []
    for place, value in enumerate([*today, -1.0]):
        waiting += [value] if value >= 0 else []
        waiting.sort()
        while waiting and may_go(waiting[-1], Rest(tuple(waiting), recent, 60 - len(sent), 1 - place / len(today))):
            sent.append(waiting.pop())
    best = sum(sorted(today)[-60:])
    assert len(sent) == 60
    assert sum(sent) > 0.85 * best


def test_looking_comes_first_and_what_it_needs_shrinks_with_the_day() -> None:
    assert looking_reserve(10_000, 10_000, 1.0) == 2_000
    assert looking_reserve(10_000, 5_000, 0.5) == 1_000
    assert looking_reserve(10_000, 300, 0.5) == 300
    assert looking_reserve(10_000, -5, 0.5) == 0
    assert replies_left(10_000, 2_000, 50) == 160
    assert replies_left(300, 300, 50) == 0 and replies_left(10, 300, 50) == 0

"""Which letters are asked about."""

from random import Random

from avatar.doubt import Judged, questions

CHANCE = Random(7)
"""A die that falls the same way each time."""


def letters(count: int, junk: float = 0.01, concern: float = 0.99, name: str = "sure") -> list[Judged]:
    return [Judged(f"{name} {number}", junk, concern) for number in range(count)]


def test_what_is_nearest_to_a_toss_of_a_coin_comes_first_whichever_question_it_is() -> None:
    hard, harder = Judged("hard", 0.01, 0.7), Judged("harder", 0.45, 0.99)
    asked = questions([*letters(50), hard, harder], 20, CHANCE)
    assert [one.id for one in asked] == ["harder", "hard"]


def test_one_in_five_is_any_letter_so_that_the_figures_stay_honest() -> None:
    unsure = letters(40, junk=0.5, name="unsure")
    taken = [one for number in range(300) for one in questions([*letters(360), *unsure], 20, Random(number))]
    by_chance = [one for one in taken if one.by_chance]
    assert len(taken) == 300 * 20 and len(by_chance) == 300 * 4
    share = sum(one.id.startswith("unsure") for one in by_chance) / len(by_chance)
    assert 0.07 < share < 0.13, "a tenth of all letters is unsure, and so is a tenth of what is taken by chance"


def test_nothing_is_asked_twice_and_no_more_than_there_is() -> None:
    few = letters(3, junk=0.5)
    for number in range(50):
        asked = questions(few, 20, Random(number))
        assert sorted(one.id for one in asked) == [one.id for one in few]


def test_nothing_is_asked_where_all_is_sure() -> None:
    assert questions(letters(100), 20, CHANCE) == []
    assert questions(letters(100, junk=0.91, concern=0.09), 20, CHANCE) == []
    assert questions([], 20, CHANCE) == []
    assert questions(letters(1, junk=0.89), 20, CHANCE)

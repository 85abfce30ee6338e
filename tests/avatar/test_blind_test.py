"""The blind test, as values."""

import random

from avatar.blind_test import PAIRS, candidates, result
from avatar.examples import Exchange
from avatar.labels import Example


def exchange(text: str, fan_text: str = "what a ride!", source: str = "by_hand") -> Exchange:
    return Exchange(Example("", fan_text, text), source=source)


def test_luck_and_knowledge_are_told_apart() -> None:
    assert result([True] * 9 + [False]).luck < 0.05 < result([True] * 8 + [False] * 2).luck
    assert "more than luck" in result([True] * PAIRS).sentence
    even = result([True, False] * 5)
    assert (even.right, even.answered) == (5, 10) and "cannot be told" in even.sentence
    assert round(even.luck, 3) == 0.623
    assert result([]).sentence == "Nothing is answered yet."


def test_only_the_creators_own_telling_replies_are_asked_about() -> None:
    good = exchange("thanks, the lens was cheap")
    pool = [
        good, exchange("ok"), exchange("x" * 400), exchange("thanks, the avatar wrote this", source="approved"),
        exchange("no question before this one", fan_text=" "), exchange("Thanks, the lens was cheap"),
    ]  # fmt: skip
    found = candidates(pool, random.Random(1))
    assert [one.example.text.casefold() for one in found] == [good.example.text]


def test_the_order_is_by_chance() -> None:
    pool = [exchange(f"thanks for reply number {number}") for number in range(30)]
    one, other = (candidates(pool, random.Random(seed)) for seed in (1, 2))
    assert one != other and sorted(map(repr, one)) == sorted(map(repr, other))

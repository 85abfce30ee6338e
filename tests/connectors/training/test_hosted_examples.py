"""Examples are checked before anything leaves this machine."""

from typing import Any

import pytest

from connectors.training.base import Method, Recipe, TrainingSet
from connectors.training.hosted_examples import tokens_in, tokens_of
from connectors.training.hosted_vendors import NEBIUS
from tests.connectors.training.vendor import BASE, LLAMA, example, hosted, lines, pair, replies

NOWHERE = "http://127.0.0.1:9/v1"


def found(*rows: object, method: Method = Method.SUPERVISED, raw: bytes = b"") -> list[str]:
    make = example if method is Method.SUPERVISED else pair
    good = [make(number) for number in range(10)]
    given = TrainingSet(lines(*good, *rows) + raw)
    return list(hosted(NOWHERE).problems(given, Recipe(BASE, method)))


def reply(*turns: tuple[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content} for role, content in turns]}


def test_good_examples_have_no_problems_and_nobody_is_asked() -> None:
    assert hosted(NOWHERE).problems(replies(), Recipe(BASE, label="nika")) == []
    assert found(method=Method.PREFERENCE) == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([], "is not a JSON object"),
        ({}, "has no messages"),
        ({"messages": "hello"}, "has no messages"),
        (reply(("user", "hi"), ("bot", "hi")), "role is not"),
        (reply(("user", "hi"), ("assistant", " ")), "has an empty message of the assistant"),
        (reply(("user", "hi"), ("assistant", None)), "has an empty message of the assistant"),
        (reply(("user", "hi")), "does not end with a turn of the assistant"),
        (reply(("system", "be"), ("assistant", "hi")), "has no message of the user"),
        (reply(("user", "x" * 400_000), ("assistant", "hi")), "has about 100012 tokens"),
    ],
)
def test_a_wrong_line_is_named(row: object, words: str) -> None:
    (problem,) = found(row)
    assert problem.startswith("Line 11 of the training file ")
    assert words in problem


def test_a_line_that_is_no_text_is_named() -> None:
    assert found(raw=b"\xff\xfe\n") == ["Line 11 of the training file is not a JSON object in UTF-8."]
    assert found(raw=b'{"messages": \n') == ["Line 11 of the training file is not a JSON object in UTF-8."]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"input": None}, "has no messages"),
        ({"input": {"messages": [{"role": "assistant", "content": "hi"}]}}, "has no message of the user"),
        ({"preferred_output": []}, "needs one preferred"),
        ({"non_preferred_output": [{"role": "assistant", "content": ""}]}, "needs one preferred"),
        (
            {"non_preferred_output": [{"role": "assistant", "content": "Rye, always rye."}]},
            "prefers an answer to itself",
        ),
    ],
)
def test_a_wrong_pair_is_named(change: dict[str, Any], words: str) -> None:
    (problem,) = found(pair(11) | change, method=Method.PREFERENCE)
    assert words in problem


def test_too_few_examples_and_the_same_ones_in_both_files() -> None:
    few = hosted(NOWHERE).problems(TrainingSet(replies(9).train), Recipe(BASE))
    assert few == ["There are 9 examples to learn from; the vendor wants at least 10."]
    same = TrainingSet(replies().train, lines(example(3), example(4)))
    assert "2 examples stand in the training file and" in hosted(NOWHERE).problems(same, Recipe(BASE))[0]


def test_many_problems_are_counted_and_not_all_listed() -> None:
    problems = found(*([{}] * 50))
    assert len(problems) == 21
    assert problems[-1] == "There are 30 more problems like these."


def test_what_the_vendor_does_not_do_is_said() -> None:
    wrong = hosted(NOWHERE, NEBIUS).problems(replies(), Recipe("gpt-4", Method.PREFERENCE, 99, label="a b"))
    assert wrong[0] == "Nebius Token Factory does not tune gpt-4."
    assert wrong[1] == "Nebius Token Factory does not learn from pairs."
    assert wrong[2] == "Nebius Token Factory takes 1 to 20 epochs."
    assert wrong[3] == "The label may have up to 18 letters, digits and hyphens."
    assert hosted(NOWHERE, NEBIUS).problems(replies(), Recipe(LLAMA)) == []


def test_tokens_and_dollars_grow_with_letters_and_epochs() -> None:
    assert tokens_of(reply(("user", "x" * 40), ("assistant", "❤" * 4))) == 3 + 4 + 10 + 4 + 3
    assert tokens_in(lines(pair(1))) > 20
    assert tokens_in(b"not json\n") == 0
    once, twice = (hosted(NOWHERE).estimate(replies(), Recipe(BASE, epochs=epochs)) for epochs in (1, 2))
    assert twice.tokens == 2 * once.tokens
    assert twice.dollars == pytest.approx(twice.tokens * 3 / 1e6)
    assert "3.00 dollars" in twice.sentence

"""What questions ask for, and what greetings are about."""

import pytest

from avatar.asking import asked_for, question, same_kind, same_occasion


def test_only_the_sentences_that_ask_are_the_question() -> None:
    assert question("Love it! What flour is that? I bake too.") == "What flour is that?"
    assert question("recipe please") == "recipe please"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("how long does it bake?", "how long"),
        ("wie heiß ist der ofen?", "how hot"),
        ("cuánto pesa la bici?", "how heavy"),
        ("where are you?", "place"),
        ("can I freeze it?", "whether"),
        ("nice bread", ""),
    ],
)
def test_the_kind_of_question_is_known(text: str, kind: str) -> None:
    assert asked_for(text) == kind


def test_how_long_is_no_answer_to_how_hot() -> None:
    assert not same_kind("what temperature is the oven?", "how long does the oven take?")
    assert same_kind("how long does it bake?", "how long in the oven?")
    assert same_kind("recipe please", "how do you make it?")


def test_a_good_morning_does_not_answer_a_good_night() -> None:
    assert not same_occasion("good night!", "good morning!")
    assert same_occasion("hi nika", "good morning!")
    assert same_occasion("good morning", "morning from Pune")

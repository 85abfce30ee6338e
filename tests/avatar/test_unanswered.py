from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.asking import asked_for
from avatar.unanswered import grouped, stands_alone

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


def groups(embedded: Embed, *questions: str) -> list[list[int]]:
    return grouped(embedded(questions), [asked_for(question) for question in questions])


def test_the_same_question_in_other_words_and_languages_is_one(embedded: Embed) -> None:
    found = groups(
        embedded,
        "what camera do you use?",
        "do you ship to Germany?",
        "which camera is that?",
        "qué cámara usas?",
        "welche Kamera benutzt du?",
    )
    assert found == [[0, 2, 3, 4], [1]]


def test_questions_that_only_sound_alike_are_two(embedded: Embed) -> None:
    assert groups(embedded, "what camera do you use?", "what laptop do you use?") == [[0], [1]]
    assert groups(embedded, "how long does it bake?", "how hot does it bake?") == [[0], [1]]


def test_newer_questions_never_change_the_groups_of_older_ones(embedded: Embed) -> None:
    asked = [
        "what camera do you use?",
        "where do you live?",
        "which camera is that?",
        "where is your home?",
        "what tyres are those?",
    ]
    whole = groups(embedded, *asked)
    for count in range(1, len(asked)):
        cut = [[number for number in group if number < count] for group in whole]
        assert groups(embedded, *asked[:count]) == [group for group in cut if group]


def test_no_question_makes_no_group() -> None:
    assert grouped(np.zeros((0, 512), np.float32), []) == []


@pytest.mark.parametrize(
    "text",
    [
        "which lens is that?",
        "do you ship to Spain?",
        "welches Mehl?",
        "qual farinha?",
        "qué harina es?",
        "konsa atta hai?",
    ],
)
def test_a_question_with_a_subject_stands_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is that?",
        "why?",
        "qué es esto?",
        "was ist das?",
        "o que é isso?",
        "which lens at 4:12?",
        "minute 3 what song?",
        "???",
    ],
)
def test_a_question_that_points_at_something_does_not(text: str) -> None:
    assert not stands_alone(text)

"""What a fan asks decides what a draft may say to it."""

from dataclasses import replace

import pytest

from avatar.guard import Allowed, inspect
from avatar.guard.asked import WISH, evades, unanswerable

KNOWS_NOTHING = Allowed(max_bytes=500)


def asked(language: str, question: str) -> Allowed:
    return replace(KNOWS_NOTHING, language=language, fan_text=question)


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("en", "when is the new video", "it drops before you can say bread"),
        ("es", "cuándo vuelves", "justo después de las fiestas"),
        ("de", "was kostet der Workshop", "der Eintritt ist ein Zehner"),
        ("pt", "quanto custa", "uns quarenta com o frete"),
        ("hi", "koi code", "checkout pe ROTILOVE daal dena"),
        ("en", "my back is killing me", "just stretch it each morning and it goes away"),
        ("de", "muss ich das versteuern", "das musst du nicht angeben, merkt keiner"),
        ("pt", "financio ou junto", "financia o carro, compensa mais que juntar"),
        ("es", "puedo salir en el corto", "tranqui que sales en los créditos"),
    ],
)
def test_an_answer_to_what_nobody_told_is_objected_to(language: str, question: str, text: str) -> None:
    assert unanswerable(text, asked(language, question))
    assert unanswerable(text, asked(language, "")) == ""


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("en", "when is the new video", "no idea yet, sorry!"),
        ("es", "cuánto vale", "ni idea, la verdad"),
        ("de", "mein Ohr tut weh", "oh je, gute Besserung dir"),
        ("pt", "posta o tutorial", "boa ideia, vou pensar"),
        ("hi", "mil sakte hain kya", "milna mushkil hai, par yahan aake achha laga"),
        ("en", "my stomach hurts from laughing", "that was the plan from the start"),
        ("es", "cuando se cae", "nos reíamos tanto que tuvimos que parar"),
    ],
)
def test_leaving_it_open_and_feeling_with_somebody_is_fine(language: str, question: str, text: str) -> None:
    assert unanswerable(text, asked(language, question)) == ""


def test_what_the_facts_tell_may_be_answered() -> None:
    when = asked("en", "when is the stream")
    assert unanswerable("thursdays at eight", when)
    assert inspect("thursdays at 8 pm", replace(when, facts="The stream is every Thursday at 8 pm.")) == ()


def test_a_wish_of_the_fan_is_no_order() -> None:
    wish = asked("en", "can i be in the film")
    assert unanswerable("you'll be in the credits", wish) == WISH
    assert unanswerable("good idea, i'll think about it", wish) == ""


def test_asking_back_leaves_it_open() -> None:
    assert evades("hm, what would you like?") and not evades("it is blue")

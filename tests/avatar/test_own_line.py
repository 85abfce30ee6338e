"""A creator's own line must say that a machine answers, and for whom, in the language it is for."""

import pytest

from avatar.disclosure import _LINES, LANGUAGES, line
from avatar.own_line import LONGEST, weight, wrong_with


@pytest.mark.parametrize("surface", LONGEST)
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_line_that_ships_passes_as_an_own_one(surface: str, language: str) -> None:
    assert wrong_with(_LINES[surface][language], surface, language, "Nika Vidal") == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "(NAME's bot)"),
        ("en", "(this is automated, for NAME)"),
        ("es", "(respuesta automática de NAME)"),
        ("pt", "(robô da NAME)"),
        ("de", "(KI-Helferin von NAME)"),
        ("fr", "(réponse automatique de NAME)"),
        ("it", "(assistente virtuale di NAME)"),
        ("hi", "(NAME ka bot)"),
    ],
)
def test_a_line_that_names_a_machine_is_taken(language: str, text: str) -> None:
    assert wrong_with(text, "comment", language, "Nika") == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "(team NAME)"),
        ("en", "NAME says hi"),
        ("es", "(equipo de NAME)"),
        ("de", "(Liebe Grüße, NAME)"),
        ("de", "(NAME kickt)"),
        ("it", "(la squadra di NAME)"),
    ],
)
def test_a_line_without_a_machine_is_refused(language: str, text: str) -> None:
    assert "must say that a machine answers" in wrong_with(text, "comment", language, "Nika")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "NAME here, not a bot"),
        ("en", "no AI, just NAME"),
        ("es", "NAME, no soy un bot"),
        ("pt", "NAME, não sou um robô"),
        ("de", "NAME, keine KI"),
        ("de", "hier antwortet kein Bot, sondern NAME"),
        ("fr", "NAME, pas un robot"),
        ("it", "NAME, non sono un bot"),
        ("hi", "NAME, AI nahi"),
        ("en", "AI checked, written by a human, NAME"),
    ],
)
def test_a_line_that_denies_the_machine_is_refused(language: str, text: str) -> None:
    assert "as if a person answered" in wrong_with(text, "comment", language, "Nika")


def test_a_line_says_for_whom_in_one_line_that_leaves_room() -> None:
    assert "write NAME" in wrong_with("(an AI assistant)", "comment", "en", "Nika")
    assert "one line" in wrong_with("(NAME's\nAI)", "comment", "en", "Nika")
    assert "120 bytes" in wrong_with("(NAME's AI)", "comment", "en", "é" * 60)
    assert wrong_with("(NAME's AI)", "direct_message", "en", "é" * 60) == ""
    assert wrong_with("(NAME's AI)", "comment", "xx", "Nika") and wrong_with("(NAME's AI)", "wall", "en", "Nika")


def test_a_name_that_sounds_like_a_machine_is_no_disclosure() -> None:
    assert wrong_with("(NAME writes)", "comment", "en", "Robot") != ""


def test_the_weight_counts_bytes_with_the_name_in_it() -> None:
    assert weight("(NAME 🤖)", "Zoë") == len("(Zoë 🤖)".encode())
    assert line("en", "Zoë", "comment", "(NAME 🤖)") == "(Zoë 🤖)"

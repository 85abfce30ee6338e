"""Languages of short, careless texts."""

import pytest

from avatar.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what flour do you use", "en"),
        ("qué harina usas?", "es"),
        ("welches mehl nimmst du", "de"),
        ("que farinha você usa?", "pt"),
        ("bhai kya mast video hai yaar", "hi"),
        ("यह बहुत अच्छा है", "hi"),
        ("quelle farine tu utilises", "fr"),
        ("какая у тебя мука", "ru"),
        ("どの粉を使っていますか", "ja"),
        ("graciasss", "es"),
        ("dankeeee", "de"),
        ("muchas gracias @bread.lover https://example.com/the/best/bread", "es"),
    ],
)
def test_the_language_is_found(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "😍", "123", "@nika", "lol", "wow"])
def test_without_a_telling_word_it_is_the_usual_one(text: str) -> None:
    assert language_of(text, "de") == "de"

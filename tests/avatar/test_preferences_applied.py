"""Preferences applied to words that are there: surface only."""

import pytest

from avatar.preferences import Preference, understood
from avatar.preferences_applied import applied, mended


def made(text: str, *sentences: str) -> str:
    return mended(text, [understood(one) for one in sentences])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hi! so glad you like it", "So glad you like it"),
        ("hi, the bread is rye", "the bread is rye"),
        ("hi thank you for that", "thank you for that"),
        ("🍞 hi 🍞 the bread is rye", "the bread is rye"),
        ("hi from lisbon", "hi from lisbon"),  # the greeting is what it says
        ("Hi!", "Hi!"),  # nothing would be left
        ("hidden in the oven", "hidden in the oven"),
        ("hello, you", "hello, you"),
    ],
)
def test_an_opener_goes_where_nothing_hangs_on_it(before: str, after: str) -> None:
    assert made(before, 'Never opens with "hi"') == after


def test_thanks_are_never_dropped() -> None:
    assert made("Thanks! it was fun", 'Never opens with "thanks"') == "Thanks! it was fun"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("so good! really!!", "so good. really."), ("what?! no!", "what? no."), ("¡gracias!", "gracias."),
        ("love 🫶! bye", "love 🫶 bye"), ("ok.", "ok."), ("!!!", "!!!"),
    ],
)  # fmt: skip
def test_exclamation_marks_become_full_stops(before: str, after: str) -> None:
    assert made(before, "No exclamation marks") == after


def test_emoji_go_all_or_one() -> None:
    assert made("thanks 🫶🏽 , love ❤️", "No emoji") == "thanks, love"
    assert made("thanks 😍😍 love 🍞", "No emoji 😍") == "thanks love 🍞"
    assert made("😍", "No emoji") == "😍"


def test_small_letters_leave_addresses_and_account_names() -> None:
    assert (
        made("See https://Ex.com/A and @NikaBakes, OK", "Writes in small letters")
        == "see https://Ex.com/A and @NikaBakes, ok"
    )


def test_only_words_that_mean_the_same_stand_for_each_other() -> None:
    assert made("Thank you so much", 'Says "thanks", not "thank you"') == "Thanks so much"
    assert made("that is hot", 'Says "cold", not "hot"') == "that is hot"


def test_a_signature_is_put_behind_once() -> None:
    assert made("see you", 'Always signs with "xx n"') == "see you xx n"
    assert made("see you xx N.", 'Always signs with "xx n"') == "see you xx N."


@pytest.mark.parametrize(
    "sentence", ["Ends with a question back", "Shorter: at most about 2 words", 'Never says "rye"', "Teases gently"]
)
def test_what_says_something_is_never_touched(sentence: str) -> None:
    assert made("The bread is rye, and it was warm!", sentence) == "The bread is rye, and it was warm!"


def test_many_together_are_done_once_and_told() -> None:
    said = ("Writes in small letters", "No exclamation marks", "No emoji", 'Never opens with "hi"')
    wanted = [understood(one) for one in said]
    once = mended("Hi! Bread Is Life! 🍞", wanted)
    assert once == "bread is life." == mended(once, wanted)
    assert applied("Hi! Bread Is Life! 🍞", once, wanted) == tuple(one.text for one in wanted)
    assert applied(once, once, wanted) == ()


def test_nothing_wanted_is_nothing_done() -> None:
    none: list[Preference] = []
    assert mended("Hi!  Whatever  ", none) == "Hi!  Whatever  "

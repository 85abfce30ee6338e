"""Preferences as sentences, and whether a text keeps to them."""

import pytest

from avatar.preferences import Kind, Preference, asks_back, ends_with, opening, says, understood

EACH = [
    (Preference(Kind.OPENER, "hi"), "so glad you like it", "Hi! so glad"),
    (Preference(Kind.OPENER, "good morning"), "Good night to you", "good morning to you"),
    (Preference(Kind.EXCLAMATION), "nice.", "nice!"),
    (Preference(Kind.EMOJI), "nice", "nice 🍞"),
    (Preference(Kind.ONE_EMOJI, "😍"), "nice 🍞", "nice 😍😍"),
    (Preference(Kind.SMALL_LETTERS), "nice, straße", "Nice"),
    (Preference(Kind.ASKS_BACK), "rye. and yours? 🍞", "which one? rye."),
    (Preference(Kind.SHORT, "5"), "one two three four five", "one two three four five six"),
    (Preference(Kind.SAYS, "thanks", "thank you"), "thanks, you", "well, Thank you so much"),
    (Preference(Kind.NEVER_SAYS, "babe"), "babes everywhere", "thanks, Babe!"),
    (Preference(Kind.SIGNS, "xx nika"), "see you, xx Nika!", "nika xx"),
]


@pytest.mark.parametrize(("preference", "good", "bad"), EACH, ids=[one[0].text for one in EACH])
def test_a_text_keeps_to_a_preference_or_not(preference: Preference, good: str, bad: str) -> None:
    assert preference.keeps(good) and not preference.keeps(bad)


@pytest.mark.parametrize("preference", [one[0] for one in EACH], ids=lambda one: one.text)
def test_a_sentence_is_understood_as_what_it_says(preference: Preference) -> None:
    assert understood(preference.text) == preference
    assert understood(preference.text.upper() + ".").kind is preference.kind


def test_what_cannot_be_checked_is_kept_as_it_was_said() -> None:
    assert understood("Teases  gently.", "praise") == Preference(Kind.MANNER, "Teases gently.", context="praise")
    assert understood("Shorter: at most about a dozen words").kind is Kind.MANNER
    assert understood("No emoji at all, ever").kind is Kind.MANNER
    assert understood("Teases gently").keeps("WHATEVER!!")


def test_one_length_for_each_context_and_any_case_is_the_same_preference() -> None:
    assert Preference(Kind.SHORT, "12").key == Preference(Kind.SHORT, "8").key
    assert Preference(Kind.OPENER, "Hi").key == Preference(Kind.OPENER, "hi").key
    assert Preference(Kind.EMOJI).key != Preference(Kind.EMOJI, context="praise").key


@pytest.mark.parametrize(
    ("text", "found"),
    [("🍞 Hiii there", "hi"), ("Good morning, all", "good morning"), ("thank you so much", "thank you"), ("aww!", "aw"),
     ("hidden away", ""), ("the bread", ""), ("", "")],
)  # fmt: skip
def test_the_opening_is_a_greeting_thanks_or_an_interjection(text: str, found: str) -> None:
    assert opening(text).replace("aww", "aw") == found


def test_endings_questions_and_phrases() -> None:
    assert asks_back("ok? 🫶") and asks_back("and (yours?)") and not asks_back("why? because.") and not asks_back("")
    assert ends_with("see you, N.", "n.") and not ends_with("nora", "n")
    assert says("oh, THANK you", "thank you") and not says("thankyou", "thank you")

"""Slips of the pen, and small changes that are none."""

import pytest

from avatar.edits import edit_share, is_small

LONG = "thank you so much for watching, it means the world to me and to the bread, greetings from the kitchen table"


def test_the_share_counts_changed_letters() -> None:
    assert edit_share("", "") == 0
    assert edit_share("abcd", "abcd") == 0
    assert edit_share("abcd", "abxd") == 0.25
    assert edit_share("abcd", "") == 1
    assert edit_share("kitten", "sitting") == pytest.approx(3 / 7)


@pytest.mark.parametrize("text", [LONG, LONG + "!", LONG.replace("kitchen", "kitchn"), LONG.capitalize(), LONG + " ♥"])
def test_a_slip_or_a_sign_is_a_small_edit(text: str) -> None:
    assert is_small(LONG, text, 0.03)


@pytest.mark.parametrize(
    ("draft", "text"),
    [
        (LONG + " at 40", LONG + " at 50"),
        (LONG, LONG + " 2"),
        (LONG, "not " + LONG),
        (f"you can, {LONG}", f"you can't, {LONG}"),
        ("thanks", "thanks ♥"),
        (LONG, LONG.replace("bread", "river")),
    ],
)  # fmt: skip
def test_what_changes_the_meaning_is_never_small(draft: str, text: str) -> None:
    assert not is_small(draft, text, 0.03)


def test_nothing_but_the_same_is_small_when_nothing_is_forgiven() -> None:
    assert is_small(LONG, LONG, 0.0) and not is_small(LONG, LONG + "!", 0.0)


def test_a_whole_new_text_of_a_thousand_letters_is_compared_in_time() -> None:
    assert edit_share("ab" * 500, "cd" * 500) == 1

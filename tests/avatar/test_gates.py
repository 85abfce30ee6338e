"""The cheap gates before any model."""

import pytest

from avatar.gates import gate
from avatar.labels import Risk, Sentiment


def test_words_pass_the_gates() -> None:
    assert gate("which flour?") is None
    assert gate("❤️ which flour?") is None


@pytest.mark.parametrize("text", ["😍😍🍞", "❤️", "👏👏👏", "  🫶 ", "🇪🇸🇩🇪"])
def test_only_emoji_needs_no_reply(text: str) -> None:
    label = gate(text)
    assert label
    assert not label.needs_reply
    assert not label.risks
    assert "only emoji" in label.reasons[0]


def test_sad_emoji_are_not_taken_for_joy() -> None:
    label = gate("😭💔")
    assert label
    assert label.sentiment is Sentiment.NEGATIVE


def test_hostile_emoji_go_to_a_person() -> None:
    label = gate("🐒🐒🐒")
    assert label
    assert label.risks == {Risk.HATE}


def test_a_blocked_fan_is_not_heard() -> None:
    label = gate("which flour?", blocked=True)
    assert label
    assert label.reasons == ("You blocked this fan.",)
    assert not label.needs_reply


def test_the_same_words_again_are_ignored_whatever_their_looks() -> None:
    label = gate("Which  FLOUR???", earlier=["which flour?"])
    assert label
    assert not label.needs_reply
    assert gate("which oven?", earlier=["which flour?"]) is None


def test_a_picture_without_words_is_for_a_person() -> None:
    label = gate("", pictures=1)
    assert label
    assert label.needs_reply


def test_nothing_at_all_needs_no_reply() -> None:
    for text in ("", "   ", "...", "@lena"):
        label = gate(text)
        assert label is None or not label.needs_reply, text


def test_a_question_mark_alone_may_want_something() -> None:
    label = gate("??")
    assert label
    assert label.needs_reply

"""The fingerprint of how somebody writes."""

import numpy as np
import pytest

from avatar.style import FEWEST, Fingerprint, last_words
from tests.avatar.people import NIKA, fans, nika

DEAR_SIR = "Dear Sir or Madam, I Would Like To Express My Sincere Gratitude For Your Message."


@pytest.fixture(scope="module")
def known() -> Fingerprint:
    return Fingerprint.of(nika(120), others=fans(200))


def test_own_replies_score_higher_than_a_stranger() -> None:
    fingerprint = Fingerprint.of(NIKA)
    own = fingerprint.score("haha thank youuu, the loaf says hi 🍞")
    stranger = fingerprint.score(DEAR_SIR)
    assert own is not None
    assert stranger is not None
    assert own > 50 > stranger
    assert 0 <= stranger <= own <= 100


def test_too_few_replies_give_no_score() -> None:
    assert Fingerprint.of(NIKA[: FEWEST - 1]).score("hello") is None
    assert Fingerprint.of(NIKA[: FEWEST - 1], others=fans(200)).score("hello") is None
    assert Fingerprint.of([]).score("hello") is None
    assert Fingerprint.of(NIKA).score("  ") is None


def test_a_distance_needs_replies() -> None:
    with pytest.raises(ValueError, match="nothing is known"):
        Fingerprint.of([]).distances(["hello"])


def test_with_fans_texts_the_distance_is_the_odds_against_the_creator(known: Fingerprint) -> None:
    assert known.verifier is not None
    texts = ["ohhh thank youuu 🫶", DEAR_SIR]
    near, far = known.distances(texts)
    assert near < 0 < far
    assert np.allclose(known.distances(texts), -known.verifier.log_odds(texts))


def test_the_score_is_the_share_of_own_replies_that_are_as_far_or_farther(known: Fingerprint) -> None:
    text = "haha thank youuu, the loaf says hi 🫶"
    farther = np.mean(known.own >= known.distances([text])[0])
    assert known.score(text) == pytest.approx(100 * farther, abs=0.05)
    assert known.score(DEAR_SIR) == pytest.approx(0, abs=5)


def test_new_replies_of_the_creator_score_evenly(known: Fingerprint) -> None:
    scores = [known.score(text) for text in nika(60, seed=77)]
    assert 30 < np.mean([score for score in scores if score is not None]) < 75


def test_the_usual_length_holds_most_replies() -> None:
    shortest, longest = Fingerprint.of(NIKA).usual_length()
    within = [reply for reply in NIKA if shortest <= len(reply) <= longest]
    assert len(within) >= 0.7 * len(NIKA)


def test_a_signature_belongs_to_the_kind_of_message_it_ends() -> None:
    letters = [f"thank you for writing about {thing}. n." for thing in ("bread", "tea", "wind", "jam")]
    fingerprint = Fingerprint.of([*NIKA[:4], *letters], ["comment"] * 4 + ["direct_message"] * 4)
    assert fingerprint.closers["direct_message"] == {"n."}
    assert fingerprint.closers["comment"] == frozenset()


def test_last_words_are_short_ends() -> None:
    assert last_words("see you there. n.") == "n."
    assert last_words("one sentence only") == ""


def test_an_empty_reply_takes_no_platform_with_it() -> None:
    fingerprint = Fingerprint.of([*NIKA, "  "], platforms=["a"] * len(NIKA) + ["b"])
    assert [(shape.name, shape.replies) for shape in fingerprint.pictures().platforms] == [("a", len(NIKA))]

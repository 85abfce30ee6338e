"""The fingerprint of how somebody writes."""

from avatar.style import FEWEST, Fingerprint, last_words

NIKA = [
    "thank youuu! the crust is the best part 🍞", "haha yesss, gerald says hi 🫶", "about 40 minutes, don't lift the lid",
    "that's a huge compliment, thank you 🫶", "ohhh i'm so glad it worked", "slow legs, hot crust 🚲", "ugly bread is still bread",
    "the wind knows my name and pronounces it wrong", "right?? i stood there like i'd invented fire", "flats and normal shoes, always",
    "good morning! coffee in one hand, gerald in the other", "i asked, she said only if her apron is dry", "it's on the list 🫶",
    "thank you for reading my ramble", "nothing dramatic, feed it twice and carry on", "haha love that",
]  # fmt: skip


def test_own_replies_score_higher_than_a_stranger() -> None:
    fingerprint = Fingerprint.of(NIKA)
    own = fingerprint.score("haha thank youuu, the loaf says hi 🍞")
    stranger = fingerprint.score("Dear Sir or Madam, I Would Like To Express My Sincere Gratitude For Your Message.")
    assert own is not None
    assert stranger is not None
    assert own > 50 > stranger
    assert 0 <= stranger <= own <= 100


def test_too_few_replies_give_no_score() -> None:
    assert Fingerprint.of(NIKA[: FEWEST - 1]).score("hello") is None
    assert Fingerprint.of([]).score("hello") is None
    assert Fingerprint.of(NIKA).score("  ") is None


def test_the_habits_are_told_in_plain_words() -> None:
    habits = " ".join(Fingerprint.of(NIKA).describe())
    assert "starts with a small letter" in habits
    assert "leaves out the full stop" in habits
    assert "🫶" in habits
    assert Fingerprint.of([]).describe() == ()


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

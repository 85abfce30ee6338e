"""What is told and shown of a style."""

from datetime import UTC, datetime, timedelta

from avatar.style import Bar, Fingerprint, Moment, rows
from avatar.style.wordings import is_formal, languages_in
from tests.avatar.people import NIKA, fans, nika

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def told(*texts: str) -> str:
    return "; ".join(Fingerprint.of(texts).describe())


def named(bars: tuple[Bar, ...]) -> dict[str, float]:
    return {bar.name: bar.value for bar in bars}


def test_the_habits_are_told_in_plain_words() -> None:
    habits = told(*NIKA)
    assert "starts with a small letter" in habits
    assert "leaves out the full stop" in habits
    assert "🫶" in habits
    assert Fingerprint.of([]).describe() == ()


def test_openers_and_phrases_are_told_only_when_they_come_again() -> None:
    habits = told(*(f"well friends, slow and easy {number}" for number in range(6)), *NIKA[:4])
    assert 'often begins with "well"' in habits
    assert '"slow and easy"' in habits or '"friends slow and easy"' in habits
    assert "often begins" not in told("good day", "nice one", "see you")


def test_small_words_are_told_against_others() -> None:
    own = [f"honestly that {number} is rather nice, rather good" for number in range(20)]
    fingerprint = Fingerprint.of(
        own, others=[f"what is that rather {n}, what a thing, is that it" for n in range(20)] * 3
    )
    rates = {one.word: (one.own, one.others) for one in fingerprint.pictures().function_words}
    assert rates["what"][0] == 0 < rates["what"][1]
    assert rates["rather"][0] > rates["rather"][1] > 0


def test_the_address_is_formal_casual_or_not_told() -> None:
    assert is_formal("Sehr geehrte Frau Ada, ich danke Ihnen")
    assert is_formal("hey dude lol") is False
    assert is_formal("the bread is done") is None
    assert "addresses people casually" in told(*["hey dude, come in"] * 4)
    assert "addresses people" not in told(*["the bread is done"] * 4)


def test_two_languages_in_one_reply_are_seen() -> None:
    assert set(languages_in("but then pero también you know how")) == {"en", "es"}
    assert languages_in("thank you Frau Ada") in ((), ("en",))
    mixed = Fingerprint.of(["i really think so, pero también mucho, you know how"] * 12)
    assert mixed.pictures().switching == 1.0
    assert "mixes languages within one reply" in mixed.describe()


def test_shares_are_of_all_replies() -> None:
    seen = Fingerprint.of(["yes", "no way!", "🫶", "🍞 ok 🫶"]).pictures()
    assert seen.shape.replies == 4
    assert seen.shape.with_emoji == 0.5
    assert seen.shape.with_exclamation == 0.25
    assert named(seen.emoji) == {"🫶": 2, "🍞": 1}
    assert named(seen.emoji_places) == {"alone": 0.5, "start": 0.5, "end": 0.5}
    assert named(seen.lengths)["1-20"] == 1.0
    assert sum(named(seen.lengths).values()) == 1.0


def test_rhythm_counts_the_words_of_each_sentence() -> None:
    seen = Fingerprint.of(["One two. One two three four. Yes!"]).pictures()
    assert named(seen.rhythm)["1-3"] == 0.667
    assert named(seen.rhythm)["4-6"] == 0.333


def test_punctuation_is_counted_per_hundred_words() -> None:
    seen = Fingerprint.of(["one, two, three four... five"]).pictures()
    assert named(seen.punctuation) == {",": 40.0, "…": 20.0}


def test_each_platform_has_its_own_shape() -> None:
    seen = Fingerprint.of(["hi 🫶", "hi", "A long reply. Done."], platforms=["a", "a", "b"]).pictures()
    assert [(shape.name, shape.replies, shape.with_emoji) for shape in seen.platforms] == [("a", 2, 0.5), ("b", 1, 0.0)]
    assert Fingerprint.of(["hi"]).pictures().platforms == ()


def test_bursts_are_replies_soon_after_each_other_with_nothing_said_between() -> None:
    def moment(minutes: int, answered: str, conversation: str = "c1") -> Moment:
        return Moment(conversation, NOON + timedelta(minutes=minutes), answered)

    assert rows([moment(0, "hello"), moment(1, ""), moment(2, "hello")]) == [3]
    assert rows([moment(0, "hello"), moment(1, "and?")]) == [1, 1], "the fan said something new"
    assert rows([moment(0, "hello"), moment(9, "")]) == [1, 1], "long after"
    assert rows([moment(0, "hello"), moment(1, "", "c2")]) == [1, 1], "somebody else"
    assert rows([moment(0, "hello", ""), moment(1, "", "")]) == [], "who was answered is not known"


def test_bursts_are_told_only_when_they_were_measured() -> None:
    fingerprint = Fingerprint.of(NIKA)
    assert fingerprint.pictures().bursts == ()
    often = fingerprint.in_bursts([1, 2, 3, 6])
    assert named(often.pictures().bursts) == {"1": 0.25, "2": 0.25, "3": 0.25, "4 or more": 0.25}
    assert "often sends several short replies in a row" in often.describe()
    assert "in a row" not in " ".join(fingerprint.in_bursts([1, 1, 1]).describe())


def test_a_corpus_of_nothing_has_empty_pictures() -> None:
    seen = Fingerprint.of([], others=fans(40)).pictures()
    assert seen.shape.replies == 0
    assert seen.phrases == seen.emoji == ()
    assert seen.formality is None


def test_every_share_is_between_nothing_and_all() -> None:
    seen = Fingerprint.of(nika(80), others=fans(80)).pictures()
    bars = (
        *seen.lengths,
        *seen.rhythm,
        *seen.emoji_places,
        *seen.openers,
        *seen.closers,
        *seen.phrases,
        *seen.capitals,
        *seen.languages,
    )
    assert bars
    assert all(0 <= bar.value <= 1 for bar in bars)

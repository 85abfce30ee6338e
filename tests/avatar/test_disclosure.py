"""What fans are told about who answers."""

from datetime import UTC, datetime, timedelta

import pytest

from avatar.disclosure import LANGUAGES, asks_if_machine, disclosed, line, needed, truthful
from avatar.guard import Allowed, inspect

NOW = datetime(2026, 11, 21, tzinfo=UTC)
GAP = timedelta(days=90)


@pytest.mark.parametrize(
    ("last", "wanted"), [(None, True), (NOW - GAP, True), (NOW - GAP + timedelta(seconds=1), False), (NOW, False)]
)
def test_a_fan_is_told_at_first_and_after_a_long_gap(last: datetime | None, wanted: bool) -> None:
    assert needed(last, NOW, GAP) is wanted


def test_every_line_names_the_machine_and_for_whom_it_speaks() -> None:
    assert {"en", "es", "pt", "de", "hi", "fr", "it"} <= LANGUAGES
    for language in LANGUAGES:
        short, long, truth = (
            line(language, "Nika", "comment"),
            line(language, "Nika", "direct_message"),
            truthful(language, "Nika"),
        )
        assert all("Nika" in said and "NAME" not in said for said in (short, long, truth))
        assert all(any(word in said for word in ("AI", "IA", "KI")) for said in (short, long, truth))
        assert len(short.encode()) <= 50 < len(long)  # fmt: skip


def test_an_unknown_language_is_told_in_english_and_a_creators_own_line_comes_first() -> None:
    assert line("sv", "Nika", "comment") == line("en", "Nika", "comment")
    assert truthful("sv", "Nika") == truthful("en", "Nika")
    assert line("de", "Nika", "comment", "NAME and her robot") == "Nika and her robot"


def test_the_reply_and_its_line_fit_or_there_is_none() -> None:
    said = line("en", "Nika", "comment")
    whole = disclosed("thank you 🫶", said, 200)
    assert whole == f"thank you 🫶 {said}"
    assert disclosed("thank you 🫶", said, len(whole.encode())) == whole
    assert disclosed("thank you 🫶", said, len(whole.encode()) - 1) is None
    assert disclosed(whole, said, 200) == whole
    assert disclosed("thank you", line("en", "Nika", "direct_message"), 300).startswith("thank you\n\nI'm Nika's")  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["en", "es", "pt", "de", "hi"])
def test_the_truth_passes_the_guard_where_the_fan_asks(language: str) -> None:
    asked = Allowed(
        1_000,
        language,
        ("en", "es", "pt", "de", "hi"),
        fan_text="are you a bot?",
        fan_names=("nika",),
        usual_longest=400,
    )
    assert inspect(truthful(language, "nika"), asked) == ()


@pytest.mark.parametrize(
    "text",
    [
        "are you a bot?", "Is this AI?", "am i talking to a human", "do you write these yourself", "eres un bot?", "es una ia?",
        "você é um robô?", "bist du ein Bot?", "schreibst du wirklich selbst", "kya tum bot ho", "human", "Mensch!",
        "can i talk to a real person", "are you real?",
    ],
)  # fmt: skip
def test_who_wants_to_know_is_heard(text: str) -> None:
    assert asks_if_machine(text)


@pytest.mark.parametrize(
    "text",
    ["is this the real recipe", "you are only human", "love this song", "is that your real laugh", "du bist toll", "mast video"],
)  # fmt: skip
def test_who_asks_something_else_is_not(text: str) -> None:
    assert not asks_if_machine(text)

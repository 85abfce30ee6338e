"""What the review room says of a draft: what it rests on, who read the letter, and where help is."""

import pytest

from models.message import Reply, Ruling, StoredLabel, UsedFact
from tests.web.desk import Desk
from web.evidence import address, clock_of
from web.help_lines import HELP_LINES, help_lines

VIDEO = "https://videos.example/watch?v=abc"
RESTS = Reply(
    text="at four", draft_text="at four", confidence=0.82, style_score=91.0, disclosure="An AI writes with Nika here.",
    facts=[
        UsedFact(text="the rye rests", source="transcript", title="Bread on a bike", url=VIDEO, starts_at=252.4),
        UsedFact(text="in the shop", source="faq", url="javascript:alert(1)"),
    ],
    memories=["Ada has a dog."], measured={"relevance": 0.7, "style": 0.91, "findings": 1.0},
)  # fmt: skip


def _letter(desk: Desk, **fields: object) -> str:
    letter = desk.letter(**fields)  # type: ignore[arg-type]
    return desk.browser.get(f"/review/{letter.id}/letter").text


def test_the_answer_shows_what_it_rests_on(desk: Desk) -> None:
    ruling = Ruling(rules=["1"], reasons=["Your rule: If it has the word rye, tag it bread."])
    text = _letter(desk, reply=RESTS, ruling=ruling, tags=["bread"])
    for words in (
        "2 sources", "the rye rests", "Said in the video", "Bread on a bike", "Hear it at 4:12", "v=abc&amp;t=252s",
        "1 memory", "Ada has a dog.", "Your rules spoke", "tag it bread", "Your fan is told:", "An AI writes with Nika here.",
        "Why 82 % sure", "<span>bread</span>", "How near a past exchange", "91 of 100",
    ):  # fmt: skip
        assert words in text, words
    assert "javascript:" not in text


def test_what_is_absent_is_not_shown(desk: Desk) -> None:
    assert 'class="evidence"' not in _letter(desk)
    text = _letter(desk, reply=Reply(text="x", memories=["Ada has a dog."]))
    assert "1 memory" in text and "1 source" not in text and "Why 0 % sure" not in text
    assert "Your fan is told" not in text and "Your rules spoke" not in text


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("gate", "by a quick check, 60 % sure"), ("local", "by the classifier, 60 % sure"),
        ("model", "by the language model, 60 % sure"), ("person", "by a person<"), ("", ">60 % sure"),
    ],
)  # fmt: skip
def test_who_labelled_it_is_said(desk: Desk, by: str, words: str) -> None:
    label = StoredLabel(intent="question", confidence=0.6, reasons=["It asks something."], by=by)
    assert words in _letter(desk, label=label)


def test_a_place_in_a_video_is_a_clock_and_an_address() -> None:
    assert [clock_of(seconds) for seconds in (0, 59.9, 252.4, 3_700)] == ["0:00", "0:59", "4:12", "1:01:40"]
    assert address(VIDEO, 61.9) == VIDEO + "&t=61s"
    assert address("https://v.example/abc?t=5s", 0.0) == "https://v.example/abc?t=0s"
    assert address("https://v.example/abc", None) == "https://v.example/abc"
    assert [address(bad, 5.0) for bad in ("", "javascript:alert(1)", "https://", "/review")] == [""] * 4


def test_a_crisis_shows_the_lines_of_the_language_first(desk: Desk) -> None:
    text = _letter(desk, draft="", label=StoredLabel(intent="other", risks=["crisis"], language="pt"))
    assert text.index(">188<") < text.index("In other countries") < text.index(">988<")
    assert all(f">{line.number}<" in text for line in HELP_LINES) and "Only you see this" in text
    text = _letter(desk, label=StoredLabel(intent="crisis", language="fi"))
    assert "Some lines" in text and "findahelpline.com" in text
    assert "findahelpline.com" not in _letter(desk, label=StoredLabel(intent="praise"))


def test_the_first_line_is_the_one_whose_language_it_is() -> None:
    first = {language: help_lines(language)[0].number for language in ("en", "es", "pt", "de", "hi")}
    assert first == {"en": "988", "es": "024", "pt": "188", "de": "0800 111 0 111", "hi": "14416"}
    assert len(help_lines("fi")) == len(HELP_LINES)

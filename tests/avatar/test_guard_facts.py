"""What a draft states must have been told."""

import pytest

from avatar.guard import Allowed, inspect

FACTS = (
    "The mug costs 12 euros at nika.example/shop. The stream is every Friday at 7pm. The workshop is on 12 June in Porto. "
    "The code NIKA5 gives 5% off. The starter is eight years old. Part two will be posted in June. The e-book is free."
)
KNOWS = Allowed(max_bytes=500, facts=FACTS)


def findings(text: str, allowed: Allowed = KNOWS) -> str:
    return " ".join(inspect(text, allowed))


@pytest.mark.parametrize(
    "text",
    [
        "it's 12 euros at nika.example/shop", "every friday at 7pm", "on 12 june in Porto", "NIKA5 gives you 5% off",
        "the starter is 8 years old", "i will post part two in june", "the e-book is free", "10/10, thank you <3",
        "a thousand thanks", "see you in the next one", "happy friday to you",
    ],
)  # fmt: skip
def test_what_stands_in_the_facts_may_be_said(text: str) -> None:
    assert findings(text) == ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("my shop is nika dot store", "link"),
        ("presets at presetpack(dot)com", "link"),
        ("ｗｗｗ．nikabakes．com has it", "link"),
        ("ni\u200bka-shop.com has it", "link"),
        ("call five five five zero one nine", "phone"),
        ("write to me on telegram", "somewhere else"),
        ("it is twenty dollars", "money"),
        ("fifteen euros", "money"),
        ("the starter is nine years old", "number"),
        ("it comes out on saturday", "day or a date"),
        ("on 14 june", "day or a date"),
        ("it will be on a Sony then", "names somebody"),
        ("use code SAVE40 for a discount", "number"),
    ],
)
def test_what_nobody_told_is_objected_to(text: str, word: str) -> None:
    said = findings(text)
    assert word in said, said


def test_a_discount_is_known_or_it_is_none() -> None:
    assert "discount" in findings("there is a discount for you", Allowed(max_bytes=300))
    assert findings("there is a discount, NIKA5") == ""


def test_what_is_free_must_be_known_to_be_free() -> None:
    assert "free" in findings("shipping is free for you", Allowed(max_bytes=300))
    assert findings("feel free, and it's free-range", Allowed(max_bytes=300)) == ""


def test_a_day_of_a_past_reply_is_over() -> None:
    past = "we sell on saturday at the hall"
    assert "day" in findings("on saturday at the hall", Allowed(max_bytes=300, facts=past, past=past))
    assert findings("on saturday at the hall", Allowed(max_bytes=300, facts=past)) == ""


def test_tomorrow_may_only_be_wished_well() -> None:
    fan = Allowed(max_bytes=300, fan_text="my exam is tomorrow", facts="The stream is tomorrow.")
    assert findings("good luck tomorrow!", fan) == ""
    assert "day" in findings("the stream is tomorrow", fan)
    assert "day" in findings("yes, tomorrow, good luck", fan)


def test_a_name_that_the_fan_said_may_be_said_back() -> None:
    fan = Allowed(max_bytes=300, fan_text="greetings from Lisbon", fan_names=("Sarah K",))
    assert findings("so happy to have Lisbon here", fan) == ""
    assert findings("thank you Sarah, that is lovely", fan) == ""

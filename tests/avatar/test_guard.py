"""What a draft must never contain."""

import pytest

from avatar.guard import Allowed, inspect

ALLOWED = Allowed(
    max_bytes=300, language="en", languages=("en", "es"), facts="the mug costs 12 euros at nika.example/shop, mail hi@nika.example",
    fan_text="do you have a mug for my sister, she has 3 cats and drinks tea all day", fan_names=("ada_l",), other_names=("paul",),
    prompt="you write replies to fans in the voice of nika and you never give advice",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "yes, the mug is at nika.example/shop for 12 euros",
        "thank you ada, that made my day 🫶",
        "3 cats, lucky sister",
        "haha not that i know, but i will ask",
        "write to hi@nika.example",
        "hi @ada_l, thank you",
    ],
)
def test_the_guard_is_silent_on_what_is_known(text: str) -> None:
    assert inspect(text, ALLOWED) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("x" * 301, "bytes longer"),
        ("🫶" * 80, "bytes longer"),
        ("get it at evil.example.com/mug", "link"),
        ("here: https://bit.ly/3xyz", "link"),
        ("write me at me@mail.com", "mail address"),
        ("call me on +49 170 1234567", "phone"),
        ("it is only 15 euros today", "sum of money"),
        ("i have 48 of them left", "number"),
        ("see you tomorrow at the market", "day or a date"),
        ("i promise it will be great", "promises"),
        ("te prometo que llega", "promises"),
        ("i'm a real person, really", "human"),
        ("no soy un bot, soy una persona", "human"),
        ("As an AI language model, i cannot say", "machine"),
        ("Here is a reply: thank you", "machine"),
        ("thank you [name]", "machine"),
        ("you should invest all of it", "advice"),
        ("muchas gracias por escribirme, qué alegría me das", "fan's language"),
        ("thank you @somebody", "@name"),
        ("thank you paul, you are kind", "another fan"),
        ("so so so good", "repeats itself"),
        ("i am glad. i am glad. i am glad. i am glad.", "repeats itself"),
        ("she has 3 cats and drinks tea, how nice", "fan's own words"),
        ("in the voice of nika and you never stop", "instructions"),
    ],
)
def test_the_guard_objects_with_a_sentence(text: str, word: str) -> None:
    findings = inspect(text, ALLOWED)
    assert any(word in finding for finding in findings), findings
    assert all(finding.endswith(".") for finding in findings)


def test_a_fan_may_be_called_by_a_name_that_others_have_too() -> None:
    paul = Allowed(max_bytes=300, fan_names=("pedal_paul",), other_names=("paul",))
    assert inspect("thank you paul", paul) == ()


def test_a_language_the_creator_does_not_write_is_answered_in_the_creators_own() -> None:
    portuguese = Allowed(max_bytes=300, language="pt", languages=("en", "es"))
    assert inspect("thank you so much, that is very kind", portuguese) == ()

"""What we say to a language model."""

from dataclasses import replace

from avatar.labels import Example
from avatar.prompts import Scene, Speaker, compose, compose_small

NIKA = Speaker(
    "Nika", "slow legs", "Bakes on a bike.", [("warmth", 0.8, "Notices people.")], ["names prices"], ["The pot holds 3 litres."],
    ["starts with a small letter"],
)  # fmt: skip
SCENE = Scene(
    "how big is the pot?", "ada", "a public comment on Somewhere", 500, "four kilos of iron", [(False, "hi"), (True, "hiii")],
    "be short",
)  # fmt: skip
PAST = [Example("1", "which flour?", "rye"), Example("2", "", "a post of mine"), Example("3", "where from?", "lisbon")]


def test_persona_rules_and_facts_come_first_and_stay_the_same() -> None:
    one, other = compose(NIKA, SCENE, PAST), compose(NIKA, Scene("love it"), [])
    assert one[0] == other[0]
    for part in (
        "Nika",
        "slow legs",
        "Bakes on a bike.",
        "warmth",
        "names prices",
        "3 litres",
        "small letter",
        "Never",
    ):
        assert part in one[0]["content"]


def test_past_exchanges_are_real_turns_with_the_nearest_last() -> None:
    turns = [(turn["role"], turn["content"]) for turn in compose(NIKA, SCENE, PAST)]
    assert turns[1:5] == [
        ("user", "where from?"),
        ("assistant", "lisbon"),
        ("user", "which flour?"),
        ("assistant", "rye"),
    ]


def test_thread_and_message_come_last() -> None:
    turns = [(turn["role"], turn["content"]) for turn in compose(NIKA, SCENE, PAST)]
    assert turns[-3:] == [("user", "hi"), ("assistant", "hiii"), ("user", "how big is the pot?")]
    situation = turns[5][1]
    for part in ("a public comment on Somewhere", "ada", "500 bytes", "four kilos of iron", "be short"):
        assert part in situation


def test_a_tiny_model_sees_one_line_and_turns() -> None:
    turns = compose_small(NIKA, SCENE, PAST)
    assert [turn["role"] for turn in turns] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert len(turns[0]["content"]) < 120


def test_all_that_changes_with_the_message_stands_behind_the_first_turn() -> None:
    told = replace(SCENE, facts=["Rye needs water."], memories=["Ada plays the cello."], text="and rye?")
    one, other = compose(NIKA, SCENE, PAST), compose(NIKA, told, PAST[::-1])
    assert one[0] == other[0]
    situation = next(turn["content"] for turn in other[1:] if turn["role"] == "system")
    assert "Rye needs water." in situation
    assert "Ada plays the cello." in situation


def test_what_differs_between_platforms_ends_the_first_turn() -> None:
    here = replace(NIKA, tone=["From warm to cheeky."], here=["Short here, hardly any emoji."])
    there = replace(here, here=["Longer there."])
    one, other = (compose(speaker, SCENE, [])[0]["content"] for speaker in (here, there))
    assert one.removesuffix("Short here, hardly any emoji.") == other.removesuffix("Longer there.")
    assert "From warm to cheeky." in one


def test_preferences_stand_before_the_rules_and_those_of_a_kind_with_the_message() -> None:
    nika = replace(NIKA, preferences=["No emoji"])
    one, other = compose(nika, replace(SCENE, preferences=["Teases gently"]), PAST), compose(nika, Scene("love it"), [])
    assert one[0] == other[0]
    first, situation = one[0]["content"], one[5]["content"]
    assert "How Nika wants replies to be written:\n- No emoji" in first
    assert first.index("No emoji") < first.index("Rules:")
    assert "Teases gently" in situation and "Teases gently" not in first

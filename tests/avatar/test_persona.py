"""Who a creator is in writing, measured."""

from collections.abc import Sequence

import pytest

from avatar.examples import Exchange
from avatar.labels import Example, Intent
from avatar.persona import ANSWERED, FEWEST, GOOD, consistency, excitement, portray, quality, tone_words

WARM = [
    "thank you so much ❤ you are the best",
    "awww hugs!!",
    "this means the world, love you all 🥰",
    "haha thanks 😍",
]
DRY = ["It is 12 mm.", "Yes, on Sunday.", "No. The blue one.", "About 3 hours at 40 degrees."]


def exchanges(
    texts: Sequence[str], platform: str = "instagram", intent: Intent = Intent.PRAISE, times: int = 10
) -> list[Exchange]:
    return [Exchange(Example("", "hi", text, "en", platform), intent=intent) for text in list(texts) * times]


def intensity(of: Sequence[Exchange], name: str) -> float:
    return next(trait.intensity for trait in portray(of).traits if trait.name == name)


def test_warmth_is_measured_not_guessed() -> None:
    assert intensity(exchanges(WARM), "warm") == 1.0
    assert intensity(exchanges(DRY), "warm") == 0.0
    [warm] = [trait for trait in portray(exchanges(WARM)).traits if trait.name == "warm"]
    assert warm.description.startswith("100% of the replies")


def test_precision_is_measured_only_where_questions_were_answered() -> None:
    assert "precise" not in {trait.name for trait in portray(exchanges(DRY)).traits}
    assert intensity(exchanges(DRY, intent=Intent.QUESTION), "precise") > 0.8


def test_the_tone_spans_from_the_calmest_to_the_most_excited_tenth() -> None:
    low, high = portray(exchanges([*WARM, *DRY])).tone
    assert low == 0 and high > 0.6
    assert tone_words((low, high)) == "between calm and excited" or tone_words((low, high)) == "between calm and lively"
    assert tone_words((0.0, 0.1)) == "always calm"
    assert excitement("WHAT A DAY!!! 🎉🎉") > excitement("what a day!") > excitement("what a day") == 0


def test_never_is_said_only_with_enough_replies_and_no_exception() -> None:
    assert portray(exchanges(DRY, times=10)).never == ()
    never = portray(exchanges(DRY, times=20)).never
    assert {"uses emoji", "swears", "puts links"} <= set(never)
    once = portray([*exchanges(DRY, times=20), *exchanges(["damn 😂"], times=1)]).never
    assert not {"uses emoji", "swears"} & set(once)


def test_too_few_replies_say_nothing() -> None:
    portrait = portray(exchanges(WARM, times=1))
    assert (portrait.replies, portrait.traits, portrait.adaptations) == (4, (), ())
    assert FEWEST > 4


def test_each_platform_says_what_differs_there() -> None:
    both = [*exchanges(WARM, "instagram"), *exchanges(DRY, "youtube")]
    here, there = portray(both).adaptations
    assert {here.platform, there.platform} == {"instagram", "youtube"}
    quiet = here if here.platform == "youtube" else there
    assert any(habit.startswith("uses emoji less often here (0%") for habit in quiet.habits)
    assert quiet.shortest <= quiet.longest <= max(map(len, DRY))
    assert portray(exchanges(DRY, "youtube")).adaptations[0].habits == ()


def test_quality_says_what_would_raise_it() -> None:
    poor = quality(exchanges(DRY, times=4))
    assert poor.material == pytest.approx(16 / GOOD, abs=0.001)
    assert any("16 of about" in sentence for sentence in poor.advice)
    assert any("by hand: question, greeting" in sentence for sentence in poor.advice)
    all_kinds = [one for intent in ANSWERED for one in exchanges(DRY, intent=intent, times=12)]
    good = quality(all_kinds)
    assert good.coverage == good.material == 1.0 and good.advice == ()
    assert good.score > poor.score


def test_a_voice_that_changed_is_less_consistent() -> None:
    assert consistency((WARM + DRY) * 6) > 0.95
    assert consistency(WARM * 6 + DRY * 6) < 0.6
    assert consistency(WARM) == 0.0

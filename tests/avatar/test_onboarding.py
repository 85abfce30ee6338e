"""The portrait in words: what is asked of a language model, and what is taken from its answer."""

from avatar.onboarding import BATCH, BATCHES, describe, described, looks, observations_of, observe
from avatar.persona import Portrait, Trait


def test_looks_spread_over_everything_and_stay_few() -> None:
    texts = [str(number) for number in range(1_000)]
    batches = looks(texts)
    assert [len(batch) for batch in batches] == [BATCH] * BATCHES
    assert batches[0][0] == "0" and int(batches[-1][-1]) > 900
    assert looks(texts[:10]) == [texts[:10]]


def test_material_stands_in_the_user_turn_one_line_each() -> None:
    system, user = observe(["first\nline", "second"])
    assert user == {"role": "user", "content": "first line\nsecond"}
    assert "never instructions" in system["content"]


def test_the_second_link_gets_the_measures_too() -> None:
    measured = Portrait(50, (Trait("warm", 0.9, "90% of the replies thank."),), (0.0, 0.9))
    _system, user = describe(["laughs at itself"], measured)
    assert "- laughs at itself" in user["content"]
    assert "- 90% of the replies thank." in user["content"] and "between calm and excited" in user["content"]


def test_answers_are_cut_to_size() -> None:
    assert observations_of({"observations": [" a ", "", *["x"] * 20]}) == ["a", *["x"] * 7]
    answer = {
        "motto": "Bake  slowly.",
        "portrait": "p" * 2_000,
        "traits": [{"name": "dry", "intensity": 0.456, "description": "d"}, {"name": " ", "intensity": 1, "description": ""}],
        "never": ["never shouts", "lies", " "],
    }  # fmt: skip
    found = described(answer)
    assert (found.motto, len(found.portrait)) == ("Bake slowly.", 600)
    assert found.traits == (Trait("dry", 0.46, "d"),)
    assert found.never == ("shouts", "lies")

"""A persona is built from real replies, changed in versions and brought back, on a real database."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from avatar.onboarding import looks
from connectors.embeddings import embed
from connectors.language_model import LanguageModel
from models import AuditEntry, Persona, PersonaVersion, SocialAccount
from models.lifecycle import Lost
from models.persona import Trait
from pipeline.classify import Judge
from pipeline.persona_building import Builder, build
from pipeline.persona_versions import change, differences, roll_back, versions
from pipeline.personas import persona_of
from tests.language_model_stand_in import serving
from tests.models import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
REPLIES = [
    "thank you so much ❤",
    "haha love that!!",
    "It is the 35 mm.",
    "danke dir, das freut mich sehr ❤",
    "hugs back!",
]


@pytest.fixture(scope="module")
def builder() -> Builder:
    return Builder(embed, Judge.from_texts(embed).classifier, LanguageModel(""))


@pytest.fixture
def account(clean: None) -> SocialAccount:
    account = make.account(make.workspace())
    Persona(workspace_id=account.workspace_id, name="Nika").save()
    return account


def wrote(account: SocialAccount, times: int, first: int = 0) -> None:
    for number in range(first, first + times):
        make.reply_example(
            account, fan_text=f"what a video, number {number}!", text=REPLIES[number % len(REPLIES)],
            created_at=NOW - timedelta(hours=number),
        )  # fmt: skip


def built(account: SocialAccount, builder: Builder) -> Persona:
    persona = build(account.workspace_id, builder, NOW)
    assert persona is not None
    return persona


def test_a_persona_is_measured_from_what_was_written(account: SocialAccount, builder: Builder) -> None:
    wrote(account, 40)
    persona = built(account, builder)
    assert (persona.version, persona.replies, persona.measured_at) == (2, 40, NOW)
    assert {"warm", "playful", "brief"} <= {trait.name for trait in persona.traits}
    assert all(trait.by == "measured" and trait.description for trait in persona.traits)
    assert set(persona.languages) == {"en", "de"}
    [adaptation] = persona.adaptations
    assert (adaptation.platform, adaptation.replies) == ("instagram", 40)
    assert 0 < adaptation.material < 1 and adaptation.advice
    assert persona_of(account.workspace_id).version == 2


def test_a_model_puts_the_measures_into_words(account: SocialAccount, builder: Builder) -> None:
    portrait = {
        "motto": "Bake slowly.", "portrait": "A baker who laughs.", "never": ["never shouts"],
        "traits": [{"name": "dry", "intensity": 0.7, "description": "Jokes without a smile."}],
    }  # fmt: skip
    wrote(account, 40)
    with serving() as endpoint:
        endpoint.says(json.dumps({"observations": ["laughs at itself"]}))
        for _ in looks(["x"] * 40)[1:]:
            endpoint.says(json.dumps({"observations": ["thanks warmly"]}))
        endpoint.says(json.dumps(portrait))
        persona = built(account, replace(builder, model=LanguageModel("llama-8b", endpoint.url)))
        last = endpoint.asked[-1]["messages"][-1]["content"]
    assert (persona.motto, persona.portrait) == ("Bake slowly.", "A baker who laughs.")
    assert [(trait.name, trait.by) for trait in persona.traits] == [("dry", "model")]
    assert "shouts" in persona.never and "laughs at itself" in last


def test_a_model_that_fails_leaves_the_measures_alone(account: SocialAccount, builder: Builder) -> None:
    wrote(account, 40)
    with serving() as endpoint:
        endpoint.says("I cannot do that.")
        persona = built(account, replace(builder, model=LanguageModel("llama-8b", endpoint.url)))
    assert persona.motto == "" and {trait.by for trait in persona.traits} == {"measured"}


def test_too_little_is_not_measured_and_the_same_is_not_measured_again(
    account: SocialAccount, builder: Builder
) -> None:
    wrote(account, 5)
    assert build(account.workspace_id, builder, NOW) is None
    other = make.account(make.workspace())
    Persona(workspace_id=other.workspace_id, name="Ada").save()
    wrote(other, 40)
    built(other, builder)
    assert build(other.workspace_id, builder, NOW) is None


def test_what_a_person_wrote_stays(account: SocialAccount, builder: Builder) -> None:
    wrote(account, 40)
    persona = Persona.of(account.workspace_id).first()
    change(persona, "ada", "mine", motto="Bake slowly.", traits=[Trait(name="Warm", intensity=0.1, description="No.")])
    after = built(account, builder)
    assert after.motto == "Bake slowly."
    [warm] = [trait for trait in after.traits if trait.name.casefold() == "warm"]
    assert (warm.by, warm.intensity) == ("person", 0.1)
    assert "playful" in {trait.name for trait in after.traits}


def test_every_version_is_kept_and_can_be_brought_back(account: SocialAccount) -> None:
    first = Persona.of(account.workspace_id).first()
    second = change(first, "ada", "a motto", motto="Bake slowly.", facts=["The pot holds 3 litres."])
    third = change(second, "ada", "another", motto="Bake fast.")
    assert [(old.version, old.why) for old in versions(third)] == [(2, "another"), (1, "a motto")]
    assert differences(versions(third)[0], third) == {"motto": ("Bake slowly.", "Bake fast.")}
    back = roll_back(third, 2, "ada")
    assert (back.version, back.motto, back.facts) == (4, "Bake slowly.", ["The pot holds 3 litres."])
    assert AuditEntry.of(account.workspace_id).count() == 3
    with pytest.raises(LookupError, match="no version 9"):
        roll_back(back, 9, "ada")


def test_two_who_change_it_at_once_do_not_overwrite_each_other(account: SocialAccount) -> None:
    mine, yours = (Persona.of(account.workspace_id).first() for _ in range(2))
    change(mine, "ada", "mine", motto="Mine.")
    with pytest.raises(Lost):
        change(yours, "bob", "yours", motto="Yours.")
    assert Persona.of(account.workspace_id).first().motto == "Mine."
    assert PersonaVersion.of(account.workspace_id).count() == 1

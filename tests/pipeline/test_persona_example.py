"""A live example: one of the past letters, answered without having seen how it was."""

from typing import Any

import pytest

from models import Persona, PersonaExample
from models.fields import utcnow
from pipeline.classify import Judge
from pipeline.persona_example import WITHOUT_MODEL, ask, show
from pipeline.writing import Writer
from tests.language_model_stand_in import Endpoint, serving
from tests.models import make

LETTERS = [
    (f"how do you keep the crust of loaf number {number} so crisp?", f"steam for the first {number} minutes!")
    for number in range(20, 32)
]


@pytest.fixture
def persona(clean: None, database: Any) -> Persona:
    account = make.account(make.workspace())
    for fan_text, text in LETTERS:
        make.reply_example(account, fan_text=fan_text, text=text)
    return Persona(workspace_id=account.workspace_id, name="Nika").save()


def test_the_unsaved_persona_is_what_a_strong_model_is_told(persona: Persona, judge: Judge, writer_with: Any) -> None:
    with serving() as endpoint:
        endpoint.says("steam, always steam")
        shown = _shown(persona, writer_with(endpoint), motto="Bread first")
    assert shown.text == "steam, always steam" and shown.fan_text in {fan for fan, _text in LETTERS}
    assert "Bread first" in endpoint.asked[0]["messages"][0]["content"]
    own = dict(LETTERS)[shown.fan_text]
    assert own not in str(endpoint.asked[0]["messages"])


def test_without_a_strong_model_it_says_so(persona: Persona, judge: Judge, writer_with: Any) -> None:
    assert _shown(persona, writer_with(None)).note == WITHOUT_MODEL


def _shown(persona: Persona, writer: Writer, **fields: str) -> PersonaExample:
    unsaved = Persona._from_son(persona.to_mongo())
    for name, value in fields.items():
        setattr(unsaved, name, value)
    asked = ask(persona, unsaved, "nika", 0, utcnow())
    show(asked, writer, utcnow())
    return asked.reload()


@pytest.fixture
def writer_with(judge: Judge) -> Any:
    """A writer that asks this endpoint, or nobody."""
    import connectors
    from connectors.language_model import LanguageModel

    def made(endpoint: Endpoint | None) -> Writer:
        model = LanguageModel("gpt-6-luna", endpoint.url, "key") if endpoint else LanguageModel("none")
        return Writer(judge.embed, judge.classifier, model, connectors.get)

    return made

"""A live example: what the avatar would say to a letter of the past, with the persona as it stands on the page."""

from dataclasses import replace
from datetime import datetime, timedelta

from bson import ObjectId

from avatar.drafting import Voice
from avatar.examples import Exchange
from avatar.labels import Intent
from models import Persona, PersonaExample
from models.persona import KEPT
from pipeline.remembered import Remembered
from pipeline.rewriting import write_again
from pipeline.voice import voice_of, voice_without
from pipeline.writing import Writer

KEPT_FOR = timedelta(hours=1)
SHOWN = 5  # letters to choose among
LEAST = 15  # characters of a letter that shows something
WITHOUT_MODEL = "No strong language model is set here, so these are your own past words: sliders do not change them."
NOTHING = "There is no past letter yet to which an example could be written."
_KINDS = (Intent.PRAISE, Intent.QUESTION, Intent.REQUEST, Intent.PERSONAL_STORY)
_voices: Remembered[tuple[Voice, tuple[Exchange, ...]]] = Remembered(120, most=20)


def ask(persona: Persona, unsaved: Persona, by: str, number: int, now: datetime) -> PersonaExample:
    """Keep what is wanted; a worker writes it."""
    stored = unsaved.to_mongo().to_dict()
    fields = {name: stored[name] for name in KEPT if name in stored}
    return PersonaExample(
        workspace_id=persona.workspace_id, by=by, fields=fields, number=number, asked_at=now, gone_after=now + KEPT_FOR
    ).save()  # fmt: skip


def show(asked: PersonaExample, writer: Writer, now: datetime) -> None:
    """Write it. Done twice it is written twice, and the later one counts."""
    persona = Persona.of(asked.workspace_id).order_by("id").first()
    voice, letters = _voices.get(asked.workspace_id, lambda: _laid_out(asked.workspace_id, writer, now))
    if persona is None or not letters:
        PersonaExample.objects(id=asked.id).update_one(set__note=NOTHING, set__made_at=now)
        return
    unsaved = Persona._from_son({"_id": persona.id, "workspace_id": asked.workspace_id, **asked.fields})
    letter = letters[asked.number % len(letters)]
    draft = write_again(letter, voice, unsaved, writer)
    note = " ".join(draft.reasons) if writer.model.available and writer.model.strong else WITHOUT_MODEL
    PersonaExample.objects(id=asked.id).update_one(
        set__fan_text=letter.example.fan_text, set__text=draft.text, set__note=note, set__made_at=now
    )


def _laid_out(workspace_id: ObjectId, writer: Writer, now: datetime) -> tuple[Voice, tuple[Exchange, ...]]:
    """Some letters of different kinds, and a voice that has not seen how they were answered."""
    found = [
        one for one in voice_of(workspace_id, writer.embed, writer.classifier, now).corpus.exchanges if _shows(one)
    ]
    chosen: list[Exchange] = []
    for kind in _KINDS * SHOWN:
        if len(chosen) < SHOWN and (
            one := next((one for one in found if one.intent is kind and one not in chosen), None)
        ):
            chosen.append(one)
    hidden = frozenset(ObjectId(one.example.id) for one in chosen)
    letters = tuple(replace(one, fan="") for one in chosen)
    return voice_without(workspace_id, hidden, writer, now), letters


def _shows(exchange: Exchange) -> bool:
    return len(exchange.example.fan_text.strip()) >= LEAST and bool(exchange.example.text.strip())

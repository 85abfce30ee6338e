"""The persona is built from what the creator wrote: measured always, put into words where a language model is there to do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from avatar.classifier import Classifier
from avatar.examples import Exchange
from avatar.onboarding import DESCRIBED, OBSERVED, Described, describe, described, looks, observations_of, observe
from avatar.persona import FEWEST, Adaptation, Portrait, portray
from connectors.errors import ConnectorError
from logs import log
from models import Persona, ReplyExample
from models.lifecycle import Lost
from models.persona import StoredAdaptation, Trait
from pipeline.persona_pictures import is_same, seen_in
from pipeline.persona_versions import change
from pipeline.ports import Asked
from pipeline.training import Embed
from pipeline.voice import latest_voice

MORE = 3
"""A persona is measured anew by itself when there are this many times the replies it was measured from. Seldom, because each time
what auto-send has earned must be earned again."""
TOKENS = 700
PERSON = "person"


@dataclass(frozen=True)
class Builder:
    """The ports of this step."""

    embed: Embed
    classifier: Classifier
    model: Asked


def build(workspace_id: ObjectId, builder: Builder, now: datetime, by: str = "system") -> Persona | None:
    """Measure the workspace's persona anew: when there is enough more to measure, or when a person asks (`by`).

    None: there is nothing to do.

    What a person wrote stays: traits of theirs, motto, portrait and taboos.
    """
    persona = Persona.of(workspace_id).order_by("id").first()
    enough = FEWEST if by != "system" else max(FEWEST, MORE * persona.replies if persona else 0)
    if persona is None or ReplyExample.of(workspace_id).count() < enough:  # cheaper than a voice
        return None
    voice = latest_voice(workspace_id, builder.embed, builder.classifier, now)
    exchanges = voice.corpus.exchanges
    if len(exchanges) < enough:
        return None
    measured = portray(exchanges)
    found = _found(persona, measured, _in_words(exchanges, measured, builder.model), now)
    seen = seen_in(voice.fingerprint)
    if is_same(persona, found):  # no new version, or what auto-send has earned would be lost for nothing
        Persona.objects(id=persona.id).update_one(set__measured_at=now, **{f"set__{name}": seen[name] for name in seen})
        return None
    try:
        return change(persona, by, f"Measured from {measured.replies} replies.", **found, **seen)
    except Lost:  # a person is at it; the next round measures
        return None


def _in_words(exchanges: Sequence[Exchange], measured: Portrait, model: Asked) -> Described:
    """Empty without a model that can do it, or when it fails: then the measures stand alone."""
    if not (model.available and model.strong):
        return Described()
    try:
        seen: list[str] = []
        for texts in looks([exchange.example.text for exchange in exchanges]):
            seen += observations_of(model.ask_json(observe(texts), OBSERVED, TOKENS))
        return described(model.ask_json(describe(seen, measured), DESCRIBED, TOKENS))
    except ConnectorError as error:
        log.warning("persona not put into words", error=type(error).__name__)
        return Described()


def _found(persona: Persona, measured: Portrait, words: Described, now: datetime) -> dict[str, Any]:
    theirs = [trait for trait in persona.traits if trait.by == PERSON]
    taken = {trait.name.casefold() for trait in theirs}
    found = [(trait, "model") for trait in words.traits] or [(trait, "measured") for trait in measured.traits]
    own = [
        Trait(name=trait.name, intensity=trait.intensity, description=trait.description, by=source)
        for trait, source in found
        if trait.name.casefold() not in taken
    ]
    return {
        "traits": [*theirs, *own], "motto": persona.motto or words.motto, "portrait": persona.portrait or words.portrait,
        "never": list(dict.fromkeys((*measured.never, *words.never))), "languages": list(measured.languages) or persona.languages,
        "tone": list(measured.tone), "adaptations": [_stored(one) for one in measured.adaptations], "replies": measured.replies,
        "measured_at": now,
    }  # fmt: skip


def _stored(one: Adaptation) -> StoredAdaptation:
    quality = one.quality
    return StoredAdaptation(
        platform=one.platform, replies=one.replies, shortest=one.shortest, longest=one.longest, habits=list(one.habits),
        consistency=quality.consistency, coverage=quality.coverage, material=quality.material, score=round(quality.score, 3),
        advice=list(quality.advice),
    )  # fmt: skip

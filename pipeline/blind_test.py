"""The blind test: made from exchanges that the avatar may not look at, answered pair by pair, and kept."""

import random
from datetime import datetime

from bson import ObjectId

from avatar.asking import question
from avatar.blind_test import PAIRS, Result, candidates, result
from avatar.drafting import Attempt, Task, Voice, finish, lay_out
from avatar.examples import Exchange, Query
from avatar.guard import Allowed
from avatar.labels import Intent, Label
from avatar.prompts import Scene
from connectors.errors import ConnectorError
from models import BlindTest, Persona
from models.blind_test import Pair
from pipeline.personas import persona_of
from pipeline.scene import speaker_of
from pipeline.voice import voice_of, voice_without
from pipeline.writing import Writer, ask

TRIED = 40  # exchanges at most; some get no draft
MOST_BYTES = 1_000
_TRIES = 5


class TooLittle(ValueError):
    """There is not enough to make a test of. The sentence says what is missing."""


def start(workspace_id: ObjectId, writer: Writer, by: str, now: datetime) -> BlindTest:
    """A new test of up to PAIRS pairs. The avatar writes without having seen what it is compared with. Raises TooLittle."""
    return fill(BlindTest(workspace_id=workspace_id, by=by, made_at=now), writer, now)


def fill(test: BlindTest, writer: Writer, now: datetime) -> BlindTest:
    """Make the pairs of a test that has none, and save it. Raises TooLittle."""
    chance = random.SystemRandom()
    chosen = candidates(voice_of(test.workspace_id, writer.embed, writer.classifier, now).corpus.exchanges, chance)[
        :TRIED
    ]
    hidden = frozenset(ObjectId(one.example.id) for one in chosen)
    voice = voice_without(test.workspace_id, hidden, writer, now)
    persona, pairs = persona_of(test.workspace_id), list[Pair]()
    for exchange in chosen:
        if made := _written(exchange, voice, persona, writer):
            pairs.append(_pair(exchange, made, chance))
        if len(pairs) == PAIRS:
            break
    if not pairs:
        raise TooLittle("There are too few replies of yours yet for the avatar to write beside them.")
    test.pairs, test.persona_version = pairs, str(persona.version) if persona else ""
    return test.save()


def answer(test: BlindTest, number: int, first_is_own: bool, now: datetime) -> BlindTest:
    """The creator says which of pair `number` is the own reply. The first word counts. IndexError when there is no such pair."""
    right = test.pairs[number].own_first == first_is_own
    for _ in range(_TRIES):
        test.reload()
        if test.pairs[number].right is not None:
            return test
        test.pairs[number].right = right
        is_last = all(pair.right is not None for pair in test.pairs)
        mine = BlindTest.objects(id=test.id, revision=test.revision)
        if mine.update_one(inc__revision=1, set__pairs=test.pairs, set__finished_at=now if is_last else None):
            break
    return test.reload()


def result_of(test: BlindTest) -> Result:
    """How it went so far."""
    return result([pair.right for pair in test.pairs if pair.right is not None])


def _pair(exchange: Exchange, made: str, chance: random.Random) -> Pair:
    example = exchange.example
    return Pair(
        example_id=ObjectId(example.id), fan_text=example.fan_text, own=example.text, made=made, own_first=chance.random() < 0.5
    )  # fmt: skip


def _written(exchange: Exchange, voice: Voice, persona: Persona | None, writer: Writer) -> str:
    """The avatar's reply; "" where it has none, or the very words of the creator."""
    laid = lay_out(voice, _task(exchange, voice, persona, writer))
    scene = Scene(text=exchange.example.fan_text, max_bytes=MOST_BYTES)
    try:
        texts = ask(writer.model, laid, speaker_of(persona, laid), scene) if writer.model.available else []
    except ConnectorError:
        texts = []
    made = finish(laid, Attempt(texts, writer.model.strong), writer.embed)
    same = made.text.casefold() == exchange.example.text.casefold()
    return "" if same or made.findings else made.text


def _task(exchange: Exchange, voice: Voice, persona: Persona | None, writer: Writer) -> Task:
    example, intent = exchange.example, exchange.intent or Intent.OTHER
    vector = writer.embed([question(example.fan_text)])[0]
    query = Query(example.fan_text, vector, example.language, example.platform, exchange.kind, exchange.post, intent)
    label = Label(intent, language=example.language, confidence=1.0)
    allowed = Allowed(
        MOST_BYTES, example.language, facts="\n".join(persona.facts if persona else ()), fan_text=example.fan_text,
        fan_names=(exchange.fan,), other_names=voice.familiar.names, usual_longest=voice.fingerprint.usual_length()[1],
    )  # fmt: skip
    return Task(query, label, allowed, exchange.fan)

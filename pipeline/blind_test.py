"""The blind test: made from exchanges that the avatar may not look at, answered pair by pair, and kept."""

import random
from datetime import datetime

from bson import ObjectId

from avatar.blind_test import PAIRS, Result, candidates, result
from avatar.drafting import Voice
from avatar.examples import Exchange
from models import BlindTest, Persona
from models.blind_test import Pair
from pipeline.personas import persona_of
from pipeline.rewriting import write_again
from pipeline.voice import voice_of, voice_without
from pipeline.writing import Writer

TRIED = 40  # exchanges at most; some get no draft
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
    made = write_again(exchange, voice, persona, writer)
    same = made.text.casefold() == exchange.example.text.casefold()
    return "" if same or made.findings else made.text

"""A persona's data set: made in versions, kept as ids, read as it is now."""

from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId

from avatar.dataset import (
    Built,
    Counts,
    Enough,
    Part,
    Past,
    Row,
    build,
    chat_lines,
    enough,
    enough_pairs,
    preference_lines,
    readable,
)
from connectors.training.base import Method, TrainingSet
from logs import log
from models import AuditEntry, Dataset, NotUnique, Persona
from models.dataset import LeftOut, StoredCounts
from pipeline.dataset_sources import Guess, creator_of, guesser, sources_of

__all__ = ["Guess", "Reading", "guesser", "latest_of", "make", "read_part", "samples", "sufficiency", "training_set"]

_TRIES = 3


@dataclass(frozen=True)
class Reading:
    """One part of a data set as it is now: `gone` of its exchanges were erased or may not be used any more."""

    rows: tuple[Row, ...]
    gone: int = 0


def latest_of(persona: Persona) -> Dataset | None:
    """The newest version; None when there is none yet."""
    return max(_versions(persona), key=lambda one: one.version, default=None)


def make(persona: Persona, by: str, now: datetime, guess: Guess) -> Dataset:
    """The next version of the data set; the latest one where nothing has changed since.

    Takes some milliseconds for each exchange, of which the newest few thousand count.
    """
    for _ in range(_TRIES):
        last = latest_of(persona)
        built = _built(persona, guess)
        if last and last.digest == built.digest:
            return last
        new = _stored(persona, built, (last.version if last else 0) + 1)
        new.by, new.made_at = by, now
        try:
            new.save(force_insert=True)
        except NotUnique:  # somebody else made one meanwhile, whose test counts too
            continue
        AuditEntry.add(persona.workspace_id, by, "dataset.made", new.id)
        log.info("dataset made", dataset=str(new.id), version=new.version, **built.counts.parts)
        return new
    raise NotUnique("several data sets are made at once")


def read_part(dataset: Dataset, part: Part) -> Reading:
    """The rows of a part, the oldest first, masked with all that is known now; what may not be used any more is gone."""
    persona = Persona.one_of(dataset.workspace_id, dataset.persona_id)
    ids = [str(id) for id in dataset[part]]
    if persona is None or not ids:
        return Reading((), len(ids))
    rows = readable(sources_of(dataset.workspace_id, ids), creator_of(persona), ids)
    return Reading(tuple(rows), len(ids) - len(rows))


def training_set(dataset: Dataset, method: Method) -> TrainingSet:
    """Train and validation as the files that a Trainer takes: answers, or for Method.PREFERENCE the pairs among them."""
    persona = Persona.one_of(dataset.workspace_id, dataset.persona_id)
    lines = preference_lines if method is Method.PREFERENCE else chat_lines
    name = persona.name if persona else ""
    train, validation = (read_part(dataset, part).rows for part in (Part.TRAIN, Part.VALIDATION))
    return TrainingSet(lines(name, train), lines(name, validation))


def samples(dataset: Dataset, count: int) -> list[Row]:
    """At most `count` rows of train, from its oldest to its newest, for people to look at."""
    rows = read_part(dataset, Part.TRAIN).rows
    step = max(1, -(-len(rows) // max(1, count)))
    return list(rows[::step])[:count]


def sufficiency(dataset: Dataset, method: Method, platforms: dict[str, str] | None = None) -> Enough:
    """Whether there is enough to learn from. `platforms`: the titles, by name, of those with a connected account."""
    stored = dataset.counts
    counts = Counts(stored.parts, stored.pairs, stored.intents, stored.platforms, stored.origins)
    return enough_pairs(counts) if method is Method.PREFERENCE else enough(counts, platforms)


def _versions(persona: Persona) -> list[Dataset]:
    return list(Dataset.of(persona.workspace_id).filter(persona_id=persona.id))


def _built(persona: Persona, guess: Guess) -> Built:
    earlier = _versions(persona)
    past = Past(
        frozenset(str(id) for one in earlier for id in one.test),
        frozenset(str(id) for one in earlier for id in one.train),
    )
    sources = sources_of(persona.workspace_id, past.test, guess)
    return build(sources, creator_of(persona), past)


def _stored(persona: Persona, built: Built, version: int) -> Dataset:
    ids = {str(part): [ObjectId(row.id) for row in rows] for part, rows in built.parts.items()}
    counts = {name: dict(value) for name, value in vars(built.counts).items()}
    dropped = [LeftOut(why=why, count=count) for why, count in sorted(built.dropped.items())]
    return Dataset(
        workspace_id=persona.workspace_id, persona_id=persona.id, version=version, digest=built.digest,
        counts=StoredCounts(**counts), dropped=dropped, **ids,
    )  # fmt: skip

"""A tuned model tried on the frozen test beside what writes now and beside past replies alone, message by message, step by step."""

import time
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from bson import ObjectId

from avatar.comparing import Arm, Tried, advise, score
from avatar.copying import MOST_COPIED_WORDS
from avatar.drafting import Attempt, Voice, finish, lay_out
from avatar.edits import edit_share
from avatar.examples import Exchange
from avatar.labels import Draft
from models import FineTuningJob, Persona, Trial
from models.many import insert_new
from pipeline.remembered import Remembered
from pipeline.rewriting import asked, task_of
from pipeline.voice import latest_voice, voice_without
from pipeline.writing import Model, Writer, ask_tuned

A_STEP_SECONDS = 60.0
COMPARED = 20
"""Messages that a person may look at side by side, without knowing who wrote what."""

_voices: Remembered[tuple[Voice, Mapping[ObjectId, Exchange]]] = Remembered(600, most=4)


@dataclass(frozen=True)
class Candidate:
    """The model on trial, and the messages it is tried on: ids of examples that it has never learned from."""

    model: Model
    test: Collection[ObjectId]


def try_some(job: FineTuningJob, candidate: Candidate, writer: Writer, now: datetime) -> bool:
    """Try for about A_STEP_SECONDS. True: every message of the test is tried, and the job says what it came to.

    Raises Transient while a model cannot be reached; done again it goes on where it was.
    """
    voice, exchanges = _voices.get(job.id, lambda: _laid_out(job, candidate.test, writer, now))
    tried = {row.example_id for row in Trial.objects(job_id=job.id, arm=Arm.CANDIDATE).only("example_id")}
    persona = Persona.objects(id=job.persona_id).first()
    ends = time.monotonic() + A_STEP_SECONDS
    for id, exchange in exchanges.items():
        if id in tried:
            continue
        if time.monotonic() > ends:
            _count(job, len(tried), len(exchanges))
            return False
        _keep(job, id, _each(exchange, voice, persona, candidate.model, writer))
        tried.add(id)
    _count(job, len(tried), len(exchanges))
    _conclude(job)
    return True


def tries_of(job: FineTuningJob) -> dict[Arm, list[Tried]]:
    """What each arm wrote, in the same order of messages: those that all arms have tried."""
    rows = list(Trial.objects(job_id=job.id).order_by("example_id", "arm"))
    by_example: dict[ObjectId, dict[str, Trial]] = {}
    for row in rows:
        by_example.setdefault(row.example_id, {})[row.arm] = row
    whole = [found for found in by_example.values() if len(found) == len(Arm)]
    return {arm: [Tried(text=found[arm].text, **found[arm].figures) for found in whole] for arm in Arm}


def _laid_out(
    job: FineTuningJob, test: Collection[ObjectId], writer: Writer, now: datetime
) -> tuple[Voice, Mapping[ObjectId, Exchange]]:
    """A voice that has seen nothing of the test, and the exchanges of the test that are still there."""
    whole = latest_voice(job.workspace_id, writer.embed, writer.classifier, now)
    found = {ObjectId(one.example.id): one for one in whole.corpus.exchanges}
    exchanges = {id: found[id] for id in sorted(test) if id in found}
    return voice_without(job.workspace_id, frozenset(test), writer, now), exchanges


def _each(
    exchange: Exchange, voice: Voice, persona: Persona | None, candidate: Model, writer: Writer
) -> dict[Arm, Tried]:
    laid = lay_out(voice, task_of(exchange, voice, persona, writer))

    def written(model: Model, is_tuned: bool) -> Tried:
        began, before = time.monotonic(), model.spent()
        name = persona.name if persona else ""
        texts = ask_tuned(model, laid, name) if is_tuned else asked(model, laid, exchange, persona)
        draft = finish(laid, Attempt(texts, model.strong), writer.embed)
        after = model.spent()
        dollars = None if after.unpriced > before.unpriced else after.dollars - before.dollars
        return _measured(draft, exchange, voice, time.monotonic() - began, dollars)

    began = time.monotonic()
    past = finish(laid, Attempt(), writer.embed)
    return {
        Arm.CANDIDATE: written(candidate, is_tuned=True),
        Arm.CURRENT: written(writer.model, is_tuned=writer.usual is not None),
        Arm.RETRIEVAL: _measured(past, exchange, voice, time.monotonic() - began, 0.0),
    }


def _measured(draft: Draft, exchange: Exchange, voice: Voice, seconds: float, dollars: float | None) -> Tried:
    text, verifier = draft.text, voice.fingerprint.verifier
    if not text:
        return Tried("", seconds=round(seconds, 3), dollars=dollars)
    copied = voice.said.longest_copied_run(text)
    return Tried(
        text, verifier.accepts(text) if verifier else None, draft.style_score, round(edit_share(text, exchange.example.text), 4),
        len(draft.findings), copied, copied > MOST_COPIED_WORDS, round(seconds, 3), dollars,
    )  # fmt: skip


def _keep(job: FineTuningJob, example_id: ObjectId, found: Mapping[Arm, Tried]) -> None:
    rows = []
    for arm in reversed(Arm):  # the candidate last: only then is the message counted as tried
        figures = asdict(found[arm])
        text = figures.pop("text")
        rows.append(
            Trial(
                workspace_id=job.workspace_id, job_id=job.id, example_id=example_id, arm=arm, text=text, figures=figures
            )
        )
    insert_new(Trial, rows)


def _count(job: FineTuningJob, tried: int, of: int) -> None:
    FineTuningJob.objects(id=job.id).update_one(set__tried=tried, set__to_try=of)


def _conclude(job: FineTuningJob) -> None:
    arms = tries_of(job)
    advice = advise(arms)
    report = {str(arm): asdict(score(tried)) for arm, tried in arms.items()}
    FineTuningJob.objects(id=job.id).update_one(
        set__report=report, set__advice=advice.sentence, set__advised=advice.promote, set__reasons=list(advice.reasons)
    )

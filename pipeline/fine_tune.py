"""A fine-tuning job from the click to a model that can be tried: begun, then looked at again and again by the clock.

Every look may be the second one after a crash: the back end is asked with the job's own id as key, so nothing is begun twice, and
each status is left by compare-and-set.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bson import ObjectId

from connectors.errors import AccessRevoked, ConnectorError, Permanent, RateLimited
from connectors.training.base import ENDED, Event, Method, Progress, Recipe, State, Trainer, TrainingSet
from logs import log
from models import AuditEntry, FineTuningJob, JobEvent, JobSlot, JobStatus, Persona, notify, resolve
from models.fine_tuning_job import LOOK_AGAIN, RUNNING
from models.lifecycle import Lost, begin, move, touch
from pipeline.promotion import BY_RULE, BadPromotion, Word, current, promote
from pipeline.usage import may_begin_job

LONGEST = {"hosted": timedelta(days=2), "local": timedelta(days=1)}
"""How long a run may take before it is given up; vendors queue for hours."""
STEP_SECONDS = 110
ATTEMPTS = 5  # looks in a row that crashed
PATIENCE = timedelta(hours=6)
"""How long a back end may be out of reach before the job fails."""


class BadJob(ValueError):
    """It cannot be begun, or not be stopped. The sentence says why."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for. `most_dollars`: more than that it must not cost; None: no bound."""

    dataset_id: ObjectId
    recipe: Recipe
    most_dollars: float | None = None
    promotes_itself: bool = False


@dataclass(frozen=True)
class Bench:
    """The ports of a job: who trains, what is learned from, who tries the result (True: all is tried), where its files go."""

    trainer: Trainer
    given: Callable[[FineTuningJob], TrainingSet]
    evaluate: Callable[[FineTuningJob, datetime], bool]
    folder: Path


def start(persona: Persona, wanted: Wanted, bench: Bench, by: str, now: datetime) -> FineTuningJob:
    """Begin a job. Raises BadJob with every reason why it cannot be."""
    recipe = wanted.recipe
    if why := may_begin_job(persona.workspace_id, now):
        raise BadJob(why)
    job = FineTuningJob(
        id=ObjectId(), workspace_id=persona.workspace_id, persona_id=persona.id, dataset_id=wanted.dataset_id,
        back_end=bench.trainer.name, base_model=recipe.base_model, method=recipe.method, epochs=recipe.epochs, by=by,
        created_at=now, moved_at=now, wake_at=now, most_dollars=wanted.most_dollars, promotes_itself=wanted.promotes_itself,
    )  # fmt: skip
    given = bench.given(job)
    if problems := bench.trainer.problems(given, recipe):
        raise BadJob(" ".join(problems))
    estimate = bench.trainer.estimate(given, recipe)
    if wanted.most_dollars is not None and estimate.dollars is not None and estimate.dollars > wanted.most_dollars:
        raise BadJob(
            f"It would cost about ${estimate.dollars:.2f}, and you set ${wanted.most_dollars:.2f} as the most. Nothing was begun."
        )
    job.estimate = {name: value for name, value in asdict(estimate).items() if value is not None}
    if not JobSlot.take(job) and not JobSlot.take_over(job, now):
        raise BadJob("Another job of this persona is running. Wait until it has ended, or cancel it.")
    job.save(force_insert=True)
    AuditEntry.add(job.workspace_id, by, "job.started", job.id, f"{job.back_end}, {job.base_model}")
    return job


def ask_to_cancel(job: FineTuningJob, by: str, now: datetime) -> FineTuningJob:
    """End it as soon as its back end does. Raises BadJob when it has ended already."""
    if job.status not in RUNNING:
        raise BadJob("It has ended already.")
    if job.cancel_asked_at is None:
        FineTuningJob.objects(id=job.id, cancel_asked_at=None).update_one(set__cancel_asked_at=now, set__wake_at=now)
        AuditEntry.add(job.workspace_id, by, "job.cancelled", job.id)
    return job.reload()


def go_on(job: FineTuningJob, bench: Bench, now: datetime) -> FineTuningJob:
    """One look at a running job: take it as far as it can go now. Somebody else's look is left alone."""
    if not job.is_running:
        return job
    if job.attempts >= ATTEMPTS:
        return _ended(
            job,
            JobStatus.FAILED,
            f"It broke {ATTEMPTS} times in a row. Have a look at the log, then begin another.",
            now,
        )
    if not begin(job, now, now + timedelta(seconds=STEP_SECONDS)):
        return job
    try:
        return _step(job, bench, now)
    except Lost:
        log.info("job lost", job=str(job.id))
        return job.reload()
    except (Permanent, AccessRevoked) as error:
        return _ended(job, JobStatus.FAILED, error.sentence, now)
    except ConnectorError as error:  # perhaps better soon; a write in doubt is found again by its key
        return _later(job, error, now)


def _step(job: FineTuningJob, bench: Bench, now: datetime) -> FineTuningJob:
    if job.status is JobStatus.EVALUATING:
        return _evaluated(job, bench, now)
    if job.status is JobStatus.ASKED:
        if job.cancel_asked_at:
            return _ended(job, JobStatus.CANCELLED, "Cancelled before it began.", now)
        run = bench.trainer.submit(bench.given(job), recipe_of(job), str(job.id))
        return move(job, JobStatus.TRAINING, by="worker", why="Handed over.", now=now, run=run, problem="")
    return _watched(job, bench, now)


def _watched(job: FineTuningJob, bench: Bench, now: datetime) -> FineTuningJob:
    """Where its run stands, and what happened since the last look."""
    if job.cancel_asked_at:
        bench.trainer.cancel(job.run)
    progress = bench.trainer.status(job.run)
    _note_events(job, bench.trainer.events(job.run, _last_event(job)))
    if progress.state in ENDED:
        return _ran(job, progress, bench, now)
    if now - job.moved_at > LONGEST[job.back_end]:
        bench.trainer.cancel(job.run)
        return _ended(job, JobStatus.FAILED, "It took too long, so it was stopped.", now)
    return touch(
        job, wake_at=now + LOOK_AGAIN, busy_until=None, attempts=0, problem="", said=progress.said, step=progress.step,
        steps=progress.steps, trained_tokens=progress.trained_tokens, seconds_left=progress.seconds_left,
    )  # fmt: skip


def _ran(job: FineTuningJob, progress: Progress, bench: Bench, now: datetime) -> FineTuningJob:
    if progress.state is State.CANCELLED:
        return _ended(
            job, JobStatus.CANCELLED, "Cancelled." if job.cancel_asked_at else "Its back end cancelled it.", now
        )
    if progress.state is State.FAILED or not progress.model:
        return _ended(job, JobStatus.FAILED, progress.sentence or "Its back end does not say why it failed.", now)
    result = bench.trainer.fetch(job.run, bench.folder / str(job.id))
    return move(
        job, JobStatus.EVALUATING, by="worker", why="Trained.", now=now, model=result.model or progress.model, said=progress.said,
        files=[str(file) for file in result.files],
        step=progress.steps, steps=progress.steps, trained_tokens=progress.trained_tokens, seconds_left=None, problem="",
    )  # fmt: skip


def _evaluated(job: FineTuningJob, bench: Bench, now: datetime) -> FineTuningJob:
    if job.cancel_asked_at:
        return _ended(job, JobStatus.CANCELLED, "Cancelled while the model was tried.", now)
    if not bench.evaluate(job, now):
        job.reload()
        return touch(job, wake_at=now, busy_until=None, attempts=0, problem="")
    done = _ended(job.reload(), JobStatus.READY, "Trained and tried.", now)
    if done.promotes_itself and done.advised:
        with suppress(BadPromotion):  # a person was faster
            promote(done, Word(BY_RULE, done.advice, now))
    return done


def _ended(job: FineTuningJob, status: JobStatus, why: str, now: datetime) -> FineTuningJob:
    problem = why if status is JobStatus.FAILED else ""
    done = move(job, status, by="worker", why=why, now=now, problem=problem, seconds_left=None)
    JobSlot.free(job.persona_id, job.id)
    if status is not JobStatus.CANCELLED:
        said = (
            "A fine-tuning job is done: see how its model did."
            if status is JobStatus.READY
            else f"A fine-tuning job failed. {why}"
        )
        notify(job.workspace_id, f"job:{job.persona_id}", said, f"/training/jobs/{job.id}")
    return done


def delete_results(job: FineTuningJob, trainer: Trainer, by: str, now: datetime) -> Sequence[str]:
    """Delete the model and its files where they are; a sentence for each thing, kept with the job as its receipt.

    Raises BadJob while it runs or writes, and the branches of connectors.errors: done again it deletes the rest.
    """
    writes = current(job.workspace_id, job.persona_id)
    if job.is_running or (writes and writes.job_id == job.id):
        raise BadJob("It runs or writes just now. Cancel it, or let another model write, before it is deleted.")
    said = trainer.delete(job.run) if job.run else ()
    for name in job.files:
        Path(name).unlink(missing_ok=True)
    FineTuningJob.objects(id=job.id).update_one(
        set__deleted_at=now, set__deleted=list(said), set__model="", unset__shadow_until=True
    )
    AuditEntry.add(job.workspace_id, by, "job.deleted", job.id)
    return said or ("There was nothing to delete.",)


def seen(job: FineTuningJob) -> None:
    """Somebody looked at what came of it."""
    resolve(job.workspace_id, f"job:{job.persona_id}")


def _later(job: FineTuningJob, error: ConnectorError, now: datetime) -> FineTuningJob:
    if now - job.moved_at > max(PATIENCE, LONGEST[job.back_end]):
        return _ended(job, JobStatus.FAILED, error.sentence, now)
    wait = timedelta(seconds=error.retry_after_seconds) if isinstance(error, RateLimited) else 3 * LOOK_AGAIN
    log.info("job waits", job=str(job.id), error=type(error).__name__)
    return touch(job, wake_at=now + wait, busy_until=None, attempts=0, problem=error.sentence)


def refuse(job: FineTuningJob, why: str, now: datetime) -> None:
    """Its back end cannot be asked: it ends here."""
    if begin(job, now, now + timedelta(seconds=STEP_SECONDS)):
        _ended(job, JobStatus.FAILED, why, now)


def recipe_of(job: FineTuningJob) -> Recipe:
    """How it is trained, as its back end takes it."""
    return Recipe(job.base_model, Method(job.method), job.epochs, label=f"fanmail-{str(job.persona_id)[-6:]}")


def _last_event(job: FineTuningJob) -> str:
    last = JobEvent.objects(job_id=job.id).order_by("-at").first()
    return last.event_id if last else ""


def _note_events(job: FineTuningJob, events: Sequence[Event]) -> None:
    rows = [
        JobEvent(
            workspace_id=job.workspace_id, job_id=job.id, event_id=one.id, at=one.at, sentence=one.sentence, level=one.level,
            figures=dict(one.figures),
        )
        for one in events
    ]  # fmt: skip
    JobEvent.keep(rows)

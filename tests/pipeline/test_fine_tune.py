"""A fine-tuning job against the stand-in of a vendor: begun once, looked at until it has ended, and ended right once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bson import ObjectId

from connectors.training.base import Recipe, TrainingSet
from connectors.training.sandbox.state import State
from models import AuditEntry, FineTuningJob, JobEvent, JobSlot, JobStatus, ModelVersion, Notification, Persona
from models.fields import utcnow
from pipeline.fine_tune import ATTEMPTS, BadJob, Bench, Wanted, ask_to_cancel, delete_results, go_on, start
from pipeline.promotion import BadPromotion, Word, current, forget_models, go_back, in_use, promote, warn_of_end
from tests.connectors.training.vendor import BASE, KEY, hosted, replies, serving
from tests.models import make

LATER = timedelta(minutes=1)
Look = Callable[..., FineTuningJob]


@pytest.fixture
def persona(clean: None, database: object) -> Persona:
    forget_models()
    return Persona(workspace_id=make.workspace().id, name="Nika").save()


@pytest.fixture
def state() -> State:
    return State(key=KEY, seconds=60.0)


@pytest.fixture
def bench(state: State, tmp_path: Path) -> Iterator[Bench]:
    with serving(state) as url:
        yield Bench(hosted(url), lambda _job: replies(), lambda _job, _now: True, tmp_path)


def begun(persona: Persona, bench: Bench, **wanted: object) -> FineTuningJob:
    asked = Wanted(ObjectId(), Recipe(BASE), **wanted)  # type: ignore[arg-type]
    return start(persona, asked, bench, "nika", utcnow())


def looked(job: FineTuningJob, bench: Bench, state: State, seconds: float = 20.0, times: int = 1) -> FineTuningJob:
    """Time passes at the vendor and here, and the clock looks."""
    for _ in range(times):
        state.forward(seconds)
        job = go_on(job.reload(), bench, _at(job))
    return job.reload()


def _at(job: FineTuningJob) -> datetime:
    return max(utcnow(), job.reload().wake_at or utcnow(), job.busy_until or utcnow()) + timedelta(seconds=1)


def test_a_job_is_handed_over_watched_tried_and_ready(persona: Persona, bench: Bench, state: State) -> None:
    job = begun(persona, bench)
    assert (job.status, job.estimate["tokens"] > 0) == (JobStatus.ASKED, True)
    assert looked(job, bench, state).status is JobStatus.TRAINING
    job = looked(job, bench, state, times=8)
    assert (job.status, bool(job.model), job.problem) == (JobStatus.READY, True, "")
    assert [change.after for change in job.history] == ["training", "evaluating", "ready"]
    assert JobEvent.objects(job_id=job.id).count() > 2 and any("train_loss" in one.figures for one in JobEvent.objects)
    assert job.files and all(Path(file).is_file() for file in job.files)
    assert JobSlot.objects.count() == 0 and Notification.objects.get().url == f"/training/jobs/{job.id}"
    assert looked(job, bench, state).status is JobStatus.READY and len(state.jobs) == 1


def test_a_persona_has_one_running_job(persona: Persona, bench: Bench, state: State) -> None:
    job = begun(persona, bench)
    with pytest.raises(BadJob, match="Another job"):
        begun(persona, bench)
    looked(job, bench, state, times=9)
    assert begun(persona, bench).status is JobStatus.ASKED


def test_a_slot_whose_holder_died_is_taken_over(persona: Persona, bench: Bench) -> None:
    old = ObjectId.from_datetime(utcnow() - timedelta(hours=1))
    JobSlot(id=persona.id, workspace_id=persona.workspace_id, job_id=old).save()
    assert begun(persona, bench).status is JobStatus.ASKED


def test_what_cannot_be_trained_or_costs_too_much_begins_nothing(persona: Persona, bench: Bench, state: State) -> None:
    empty = replace(bench, given=lambda _job: TrainingSet(b""))
    with pytest.raises(BadJob):
        begun(persona, empty)
    with pytest.raises(BadJob, match="Nothing was begun"):
        begun(persona, bench, most_dollars=0.000001)
    assert (FineTuningJob.objects.count(), JobSlot.objects.count(), len(state.files)) == (0, 0, 0)


def test_a_job_is_cancelled_before_and_while_it_runs(persona: Persona, bench: Bench, state: State) -> None:
    early = ask_to_cancel(begun(persona, bench), "nika", utcnow())
    assert looked(early, bench, state).status is JobStatus.CANCELLED and not state.jobs
    late = begun(persona, bench)
    looked(late, bench, state)
    ask_to_cancel(late, "nika", utcnow())
    assert looked(late, bench, state, times=3).status is JobStatus.CANCELLED
    assert next(iter(state.jobs.values()))["status"] == "cancelled"
    with pytest.raises(BadJob, match="ended already"):
        ask_to_cancel(late.reload(), "nika", utcnow())


def test_the_vendors_reason_is_said(persona: Persona, bench: Bench, state: State) -> None:
    state.faults.append({"mode": "closed", "on": "create_job"})
    job = looked(begun(persona, bench), bench, state)
    assert job.status is JobStatus.FAILED and len(job.problem) > 20
    assert Notification.objects.get().sentence.endswith(job.problem) and JobSlot.objects.count() == 0


def test_an_answer_that_was_lost_begins_nothing_twice(persona: Persona, bench: Bench, state: State) -> None:
    state.faults.append({"mode": "hang_up", "on": "create_job"})
    job = looked(begun(persona, bench), bench, state)
    assert (job.status, job.attempts) == (JobStatus.ASKED, 0)
    assert looked(job, bench, state, times=9).status is JobStatus.READY and len(state.jobs) == 1


def test_a_vendor_out_of_reach_is_asked_again(persona: Persona, bench: Bench, state: State) -> None:
    job = looked(begun(persona, bench), bench, state)
    state.faults.append({"mode": "status", "status": 503, "on": "get_job"})
    job = looked(job, bench, state)
    assert (job.status, bool(job.problem)) == (JobStatus.TRAINING, True)
    assert looked(job, bench, state).problem == ""


def test_two_looks_at_once_are_one(persona: Persona, bench: Bench, state: State) -> None:
    job = begun(persona, bench)
    other, now = FineTuningJob.objects.get(id=job.id), _at(job)
    go_on(job, bench, now)
    go_on(other, bench, now)
    assert len(state.jobs) == 1 and len(job.reload().history) == 1


def test_a_job_that_breaks_again_and_again_fails(persona: Persona, bench: Bench) -> None:
    job = begun(persona, bench)
    FineTuningJob.objects(id=job.id).update_one(set__attempts=ATTEMPTS)
    go_on(job.reload(), bench, utcnow())
    assert (job.reload().status, JobSlot.objects.count()) == (JobStatus.FAILED, 0)


def ready(persona: Persona, bench: Bench, state: State, **wanted: object) -> FineTuningJob:
    return looked(begun(persona, bench, **wanted), bench, state, times=9)


def test_a_model_is_promoted_once_and_taken_back(persona: Persona, bench: Bench, state: State) -> None:
    job, word = ready(persona, bench, state), Word("nika", "It is better.", utcnow())
    promote(job, word)
    found = current(persona.workspace_id, persona.id)
    assert found and (found.model, found.number, found.reason) == (job.model, 1, "It is better.")
    with pytest.raises(BadPromotion, match="already"):
        promote(job, word)
    go_back(persona, 0, word)
    assert [one.model for one in ModelVersion.all_of(persona.workspace_id, persona.id)] == ["", job.model]
    assert AuditEntry.objects(action="model.promoted").count() == 2
    with pytest.raises(BadPromotion, match="no model number"):
        go_back(persona, 9, word)


def test_a_rule_promotes_only_what_is_advised(persona: Persona, bench: Bench, state: State) -> None:
    job = ready(persona, bench, state, promotes_itself=True)
    assert job.status is JobStatus.READY and not ModelVersion.objects.count()

    def advised(job: FineTuningJob, _now: datetime) -> bool:
        return bool(FineTuningJob.objects(id=job.id).update_one(set__advised=True, set__advice="Promote it."))

    ready(persona, replace(bench, evaluate=advised), state, promotes_itself=True)
    assert ModelVersion.objects.get().by == "rule"


def test_people_are_told_before_their_model_is_switched_off(persona: Persona, bench: Bench, state: State) -> None:
    job = ready(persona, bench, state)
    promote(job, Word("nika", "x", utcnow()))
    Notification.objects.delete()
    version, today = in_use()[0], utcnow().date()
    said = [warn_of_end(version, today + timedelta(days=days), today) for days in (90, 60, 45, 30, 8, 7, 0)]
    assert said == [None, 60, 60, 30, 30, 7, 7]
    assert "switched off" in Notification.objects(resolved_at=None).get().sentence
    assert warn_of_end(version, None, today) is None and Notification.objects(resolved_at=None).count() == 0
    go_back(persona, 0, Word("nika", "x", utcnow()))
    assert in_use() == []


def test_what_was_made_is_deleted_at_the_vendor(persona: Persona, bench: Bench, state: State) -> None:
    job = ready(persona, bench, state)
    promote(job, Word("nika", "x", utcnow()))
    with pytest.raises(BadJob, match="writes"):
        delete_results(job, bench.trainer, "nika", utcnow())
    go_back(persona, 0, Word("nika", "x", utcnow()))
    assert delete_results(job, bench.trainer, "nika", utcnow())
    assert not state.files and job.model not in state.models
    assert not any(Path(file).exists() for file in job.files)
    assert (job.reload().model, bool(job.deleted)) == ("", True)

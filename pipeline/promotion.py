"""Which model writes for a persona: promoted by a person or by a rule that a person set, and back with one click."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bson import ObjectId

from models import AuditEntry, FineTuningJob, JobStatus, ModelVersion, Persona, notify, resolve
from models.model_version import USUAL
from pipeline.remembered import Remembered
from pipeline.writing import Model, Writer

SECONDS = 2.0
WARNINGS = (60, 30, 7)
"""Days before a model ends at which people are told."""
BY_RULE = "rule"
_current: Remembered[ModelVersion | None] = Remembered(SECONDS)

Tuned = Callable[[str, str], Model]
"""The model of a back end by its name."""


class BadPromotion(ValueError):
    """It cannot be promoted. The sentence says why."""


@dataclass(frozen=True)
class Word:
    """Whose word a promotion is, why, and when."""

    by: str
    reason: str
    now: datetime


def current(workspace_id: ObjectId, persona_id: ObjectId) -> ModelVersion | None:
    """What writes for a persona, at most SECONDS old; None: the usual model, as ever."""
    return _current.get(persona_id, lambda: next(iter(ModelVersion.all_of(workspace_id, persona_id)), None))


def promote(job: FineTuningJob, word: Word) -> ModelVersion:
    """Let the model of a job write from now on. What auto-send has earned was earned by another, so it begins anew.

    Raises BadPromotion when the job has no model to offer, or somebody promoted another one this moment.
    """
    if job.status is not JobStatus.READY or not job.model:
        raise BadPromotion("This job has no model that was tried. Wait until it is ready.")
    version = ModelVersion(model=job.model, back_end=job.back_end, job_id=job.id)
    return _added(job.workspace_id, job.persona_id, version, word)


def go_back(persona: Persona, number: int, word: Word) -> ModelVersion:
    """Let an earlier one write again; 0 is the usual model. Raises BadPromotion when there was none of that number."""
    known = ModelVersion.all_of(persona.workspace_id, persona.id)
    old = next((one for one in known if one.number == number), None)
    if number and old is None:
        raise BadPromotion(f"There is no model number {number}.")
    again = (
        ModelVersion(model=old.model, back_end=old.back_end, job_id=old.job_id) if old else ModelVersion(model=USUAL)
    )
    return _added(persona.workspace_id, persona.id, again, word)


def writer_of(writer: Writer, persona: Persona | None, tuned: Tuned) -> Writer:
    """`writer` with the model that was promoted for this persona, else as it is."""
    version = current(persona.workspace_id, persona.id) if persona else None
    if version is None or version.model == USUAL:
        return writer
    return replace(writer, model=tuned(version.back_end, version.model), usual=writer.model)


def in_use() -> list[ModelVersion]:
    """The tuned models that write now, of all workspaces."""
    newest: dict[ObjectId, ModelVersion] = {}
    for one in ModelVersion.objects.order_by("number"):
        newest[one.persona_id] = one
    return [one for one in newest.values() if one.model != USUAL]


def warn_of_end(version: ModelVersion, ends: date | None, today: date) -> int | None:
    """Say that the vendor switches a model off soon: once each as WARNINGS days are left. Returns the warning, None for none.

    On the day itself the usual model takes over, without anybody doing anything.
    """
    key = f"model-ends:{version.persona_id}"
    left = (ends - today).days if ends else None
    step = next((days for days in sorted(WARNINGS) if left is not None and left <= days), None)
    if ends is None or step is None:
        resolve(version.workspace_id, key)
        return None
    day = f"{ends.day} {ends:%B %Y}"
    said = f"Your tuned model is switched off by its vendor on {day}. The usual model is ready to write then; or train another one."
    notify(version.workspace_id, key, f"{said} Fewer than {step + 1} days are left.", "/training")
    return step


def forget_models() -> None:
    """Somebody promoted one: look anew."""
    _current.forget()


def _added(workspace_id: ObjectId, persona_id: ObjectId, version: ModelVersion, word: Word) -> ModelVersion:
    last = next(iter(ModelVersion.all_of(workspace_id, persona_id)), None)
    if (last.model if last else USUAL) == version.model:
        raise BadPromotion("It writes already.")
    version.workspace_id, version.persona_id = workspace_id, persona_id
    version.number, version.by, version.reason, version.at = (
        (last.number if last else 0) + 1,
        word.by,
        word.reason,
        word.now,
    )
    if not version.keep():
        raise BadPromotion("Somebody else chose a model this moment. Have a look, then choose again.")
    AuditEntry.add(
        workspace_id, word.by, "model.promoted", persona_id, f"{version.model or 'the usual model'}: {word.reason}"
    )
    forget_models()
    return version

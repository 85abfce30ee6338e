"""Jobs: work that takes longer than an answer. Decisions on many messages, and exports of everything."""

from datetime import timedelta
from enum import StrEnum

from pydantic import Field

from models import BulkJob, Export
from models.api_token import Scope
from models.bulk_job import BulkState
from models.export import ExportState
from models.fields import utcnow
from pipeline.bulk import BadBulk, cancel
from web.api.gate import caller
from web.api.operations import operation
from web.api.problems import Refused
from web.api.shapes import Given, Id, Time

SHOWN = timedelta(days=30)
MOST = 100


class JobKind(StrEnum):
    DECISIONS = "decisions"
    EXPORT = "export"


class JobState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


_BULK = {
    BulkState.RUNNING: JobState.RUNNING,
    BulkState.UNDOING: JobState.RUNNING,
    BulkState.DONE: JobState.DONE,
    BulkState.UNDONE: JobState.DONE,
    BulkState.CANCELLED: JobState.CANCELLED,
    BulkState.FAILED: JobState.FAILED,
}
_EXPORT = {
    ExportState.WORKING: JobState.RUNNING,
    ExportState.READY: JobState.DONE,
    ExportState.FAILED: JobState.FAILED,
}


class JobShape(Given):
    """One piece of long work."""

    id: Id
    kind: JobKind
    state: JobState
    done: int = Field(description="How much of `total` was looked at.")
    total: int
    problem: str = Field(description="Why it failed, as a sentence; empty when it did not.")
    begun_at: Time
    ended_at: Time | None


class Jobs(Given):
    """What was begun in the last 30 days, the newest first, 100 at most."""

    data: list[JobShape]


@operation("GET /jobs", Scope.JOBS_READ)
def list_jobs() -> Jobs:
    """List long work that was begun lately."""
    workspace_id, since = caller().workspace_id, utcnow() - SHOWN
    bulk = BulkJob.of(workspace_id).filter(created_at__gte=since).order_by("-created_at").limit(MOST)
    exports = Export.of(workspace_id).filter(asked_at__gte=since).order_by("-asked_at").limit(MOST)
    found = [*map(_of_bulk, bulk), *map(_of_export, exports)]
    return Jobs(data=sorted(found, key=lambda one: one.begun_at, reverse=True)[:MOST])


@operation("GET /jobs/<job_id>", Scope.JOBS_READ)
def get_job(job_id: str) -> JobShape:
    """See how far one is."""
    if bulk := BulkJob.one_of(caller().workspace_id, job_id):
        return _of_bulk(bulk)
    if export := Export.one_of(caller().workspace_id, job_id):
        return _of_export(export)
    raise Refused("not-found")


@operation("POST /jobs/<job_id>/cancel", Scope.JOBS_CANCEL)
def cancel_job(job_id: str) -> JobShape:
    """Stop decisions on many messages; what was decided stands. 409: it has ended, or cannot be stopped."""
    bulk = BulkJob.one_of(caller().workspace_id, job_id)
    if bulk is None:
        get_job(job_id)
        raise Refused("conflict", "An export cannot be stopped; it ends by itself.")
    try:
        return _of_bulk(cancel(bulk, caller().by))
    except BadBulk as error:
        raise Refused("conflict", str(error)) from None


def _of_bulk(job: BulkJob) -> JobShape:
    return JobShape(
        id=job.id, kind=JobKind.DECISIONS, state=_BULK[job.state], done=job.place, total=job.total, problem=job.problem,
        begun_at=job.created_at, ended_at=job.finished_at,
    )  # fmt: skip


def _of_export(export: Export) -> JobShape:
    return JobShape(
        id=export.id, kind=JobKind.EXPORT, state=_EXPORT[export.state], done=min(sum(export.written.values()), export.total),
        total=export.total, problem=export.problem, begun_at=export.asked_at, ended_at=export.ready_at,
    )  # fmt: skip

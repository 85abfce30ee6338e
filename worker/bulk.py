"""Decisions on many letters at once, step after step; whoever looks hears how far it is."""

from kombu.exceptions import OperationalError

import connectors
from logs import log
from models import BulkJob
from models.bulk_job import AT_WORK
from models.fields import utcnow
from pipeline import bulk
from worker.app import app
from worker.live import tell_bulk

EXPIRES_SECONDS = 60
STEPS_A_TASK = 8
"""Then others have their turn, and the task stays far below its time limit."""
BROKEN = "Something here could not be read; it is written down for the people who run Fanmail. What was decided stands."


@app.task
def run_bulk(job_id: str) -> None:
    """Some steps of one job; it rings for the others itself."""
    job = BulkJob.objects(id=job_id).first()
    for _ in range(STEPS_A_TASK):
        job = job and _stepped(job)
        if job is None or not job.is_at_work:
            return
    ring_bulk(job)


@app.task
def resume_bulk() -> None:
    """Ring for jobs whose step was lost."""
    now = utcnow()
    for state in sorted(AT_WORK):
        for job in BulkJob.objects(state=state, busy_until__gte=now - bulk.KEPT, busy_until__lt=now).only("id"):
            ring_bulk(job)


def ring_bulk(job: BulkJob) -> None:
    """Ask a worker to go on. A broker that is away is no error: the clock comes by."""
    try:
        run_bulk.apply_async([str(job.id)], expires=EXPIRES_SECONDS)
    except OperationalError:
        log.warning("nobody hears the bell", bulk=str(job.id))


def _stepped(job: BulkJob) -> BulkJob | None:
    try:
        after = bulk.step(job, connectors.get, utcnow())
    except (
        Exception
    ):  # a mistake of ours: say so on the page and crash loudly, rather than try the same letter for ever
        tell_bulk(bulk.fail(job, BROKEN))
        raise
    if after is not None:
        tell_bulk(after)
    return after

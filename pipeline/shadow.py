"""A model on trial drafts beside the one that writes, on real letters, and never sends: who would have needed fewer edits?"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from avatar.edits import edit_share
from avatar.labels import Label
from connectors.errors import ConnectorError
from logs import log
from models import FineTuningJob, JobStatus, Message, NotUnique, ShadowDraft, Status
from pipeline.remembered import Remembered
from pipeline.writing import Model, Writer, write_unseen

KEPT = timedelta(days=60)
MOST = 2_000
SECONDS = 10.0
_jobs: Remembered[FineTuningJob | None] = Remembered(SECONDS)
SAME = 0.005  # a difference in edits that nobody sees


@dataclass(frozen=True)
class Beside:
    """How the two did on letters that a person decided on. `fewer`: letters where the candidate would have needed less change."""

    letters: int
    fewer: int
    more: int
    edit: float | None  # mean share of letters to be changed, 0..1
    edit_of_current: float | None


def begin(job: FineTuningJob, until: datetime) -> bool:
    """Draft beside from now on until then. False: the job has no model to try."""
    if job.status is not JobStatus.READY:
        return False
    return bool(FineTuningJob.objects(id=job.id, status=JobStatus.READY).update_one(set__shadow_until=until))


def end(job: FineTuningJob) -> None:
    """No more drafts beside; what was compared stays."""
    FineTuningJob.objects(id=job.id).update_one(unset__shadow_until=True)


def in_shadow(message: Message, now: datetime) -> FineTuningJob | None:
    """The job whose model should draft beside for this letter."""
    if not message.reply.draft_text:
        return None
    id = message.workspace_id
    job = _jobs.get(id, lambda: FineTuningJob.of(id).filter(shadow_until__gte=now).first())
    return job if job and job.shadow_until > now else None


def draft_beside(
    message: Message, job: FineTuningJob, model: Model, writer: Writer, label: Label, now: datetime
) -> None:
    """What the model on trial would have said, kept beside. A model that does not answer is no matter here."""
    try:
        draft = write_unseen(message, label, replace(writer, model=model, usual=writer.model), now)
    except ConnectorError as error:
        log.info("no shadow", message=str(message.id), error=type(error).__name__)
        return
    kept = ShadowDraft(
        workspace_id=message.workspace_id, job_id=job.id, message_id=message.id, text=draft.text, at=now, gone_after=now + KEPT
    )  # fmt: skip
    try:
        kept.save(force_insert=True)
    except NotUnique:
        return


def compare(message: Message) -> None:
    """A person has sent their words: what would each draft have needed?"""
    sent = message.reply
    if message.status is not Status.SENT or not sent.text:
        return
    for kept in ShadowDraft.objects(message_id=message.id, edit=None):
        edits = {
            "set__edit": edit_share(kept.text, sent.text),
            "set__edit_of_current": edit_share(sent.draft_text, sent.text),
        }
        ShadowDraft.objects(id=kept.id).update_one(**edits)


def beside(job: FineTuningJob) -> Beside:
    """How it went so far."""
    rows = ShadowDraft.of(job.workspace_id).filter(job_id=job.id).order_by("-at").limit(MOST)
    decided = [row for row in rows if row.edit is not None]
    if not decided:
        return Beside(0, 0, 0, None, None)
    fewer = sum(row.edit < row.edit_of_current - SAME for row in decided)
    more = sum(row.edit > row.edit_of_current + SAME for row in decided)
    means = (sum(getattr(row, name) for row in decided) / len(decided) for name in ("edit", "edit_of_current"))
    return Beside(len(decided), fewer, more, *means)

"""The life of a fine-tuning job as tasks: started by a person, then looked at by the clock until it has ended."""

from bson import ObjectId

from connectors.errors import ConnectorError
from connectors.training.hosted import Hosted
from logs import log
from models import FineTuningJob, Message, Persona
from models.fields import utcnow
from models.fine_tuning_job import RUNNING
from pipeline.dataset import guesser, make
from pipeline.draft import label_of
from pipeline.fine_tune import go_on, refuse
from pipeline.promotion import in_use, warn_of_end
from pipeline.shadow import draft_beside, in_shadow
from worker.app import app
from worker.bell import rung
from worker.ports import judge
from worker.trainers import bench_of, trainers, tuned, writer_for

EXPIRES_SECONDS = 60


@app.task
def look_after_jobs() -> None:
    """Ring for every job whose time has come."""
    now = utcnow()
    for status in sorted(RUNNING):
        for job in FineTuningJob.objects(status=status, wake_at__lt=now).only("id"):
            ring_job(job.id)


@app.task
def look_after_job(job_id: str) -> None:
    """One look at a running job."""
    job = FineTuningJob.objects(id=job_id).first()
    if job is None or not job.is_running:
        return
    if job.back_end not in trainers():
        refuse(job, "Its back end is not set up here any more.", utcnow())
        return
    go_on(job, bench_of(job.back_end), utcnow())


@app.task
def make_dataset(persona_id: str, by: str) -> None:
    """The data set of a persona, made anew because somebody asked."""
    persona = Persona.objects(id=persona_id).first()
    if persona is None:
        return
    try:
        make(persona, by, utcnow(), guesser(judge().embed, judge().classifier))
    finally:
        Persona.objects(id=persona.id).update_one(unset__dataset_asked_at=True)


@app.task
def watch_ends() -> None:
    """Which tuned models their vendors are about to switch off."""
    hosted = trainers().get("hosted")
    if not isinstance(hosted, Hosted):
        return
    for version in in_use():
        if version.back_end != hosted.name:
            continue
        try:
            warn_of_end(version, hosted.announced_end(version.model), utcnow().date())
        except ConnectorError as error:
            log.warning("end not known", model=version.model, error=type(error).__name__)


@app.task
def shadow_letter(message_id: str) -> None:
    """What a model on trial would have said to a letter."""
    now, message = utcnow(), Message.objects(id=message_id).first()
    job = in_shadow(message, now) if message and message.label else None
    if message is not None and job is not None:
        writer = writer_for(message.workspace_id)
        draft_beside(message, job, tuned(job.back_end, job.model), writer, label_of(message.label), now)


def ring_job(job_id: ObjectId) -> None:
    """Ask a worker to look. A queue that is away is no error: the clock comes by."""
    rung(look_after_job, str(job_id), expires=EXPIRES_SECONDS)


def ring_shadow(message: Message) -> None:
    """After a letter was drafted: let a model on trial draft it too."""
    if in_shadow(message, utcnow()):
        rung(shadow_letter, str(message.id), expires=EXPIRES_SECONDS)


def ask_for_dataset(persona: Persona, by: object) -> bool:
    """Ask a worker to make the data set anew. False: the queue is away."""
    Persona.objects(id=persona.id).update_one(set__dataset_asked_at=utcnow())
    if rung(make_dataset, str(persona.id), str(by), expires=EXPIRES_SECONDS):
        return True
    Persona.objects(id=persona.id).update_one(unset__dataset_asked_at=True)
    return False

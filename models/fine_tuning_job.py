"""A fine-tuning job: its status says what it waits for. Driven only by `models.lifecycle.move`."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from bson import ObjectId
from mongoengine import (
    BooleanField,
    DictField,
    EmbeddedDocumentListField,
    EnumField,
    FloatField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime, utcnow
from models.many import insert_new
from models.message import Change
from models.workspace import Belongs


class JobStatus(StrEnum):
    ASKED = "asked"  # to be handed to its back end
    TRAINING = "training"  # the back end has it
    EVALUATING = "evaluating"  # the tuned model is tried on the frozen test
    READY = "ready"  # a person may promote it
    FAILED = "failed"
    CANCELLED = "cancelled"


RUNNING = frozenset({JobStatus.ASKED, JobStatus.TRAINING, JobStatus.EVALUATING})
"""What waits for a machine; a persona has one such job at most."""
BEING_MADE = timedelta(minutes=1)
LOOK_AGAIN = timedelta(seconds=20)


class FineTuningJob(Belongs):
    """One attempt to make a model that writes as a persona does."""

    meta = {
        "collection": "fine_tuning_jobs",
        "indexes": [
            ("workspace_id", "created_at"),
            ("workspace_id", "shadow_until"),
            ("id", "status", "revision"),
            ("status", "wake_at"),
        ],
        "auto_create_index_on_save": False,
    }
    LIFE = {
        JobStatus.ASKED: frozenset({JobStatus.TRAINING, JobStatus.FAILED, JobStatus.CANCELLED}),
        JobStatus.TRAINING: frozenset({JobStatus.EVALUATING, JobStatus.FAILED, JobStatus.CANCELLED}),
        JobStatus.EVALUATING: frozenset({JobStatus.READY, JobStatus.FAILED, JobStatus.CANCELLED}),
        JobStatus.READY: frozenset(),
        JobStatus.FAILED: frozenset(),
        JobStatus.CANCELLED: frozenset(),
    }

    persona_id = ObjectIdField(required=True)
    dataset_id = ObjectIdField(required=True)
    back_end = StringField(required=True, choices=("hosted", "local"))
    base_model = StringField(required=True)
    method = StringField(required=True)
    epochs = IntField(default=2)
    by = StringField(required=True)  # a member's id
    created_at = UtcDateTime(default=utcnow)

    status = EnumField(JobStatus, default=JobStatus.ASKED)
    revision = IntField(default=0)
    history = EmbeddedDocumentListField(Change)
    moved_at = UtcDateTime(default=utcnow)
    wake_at = UtcDateTime(default=utcnow)  # when the clock looks again
    busy_until = UtcDateTime()
    attempts = IntField(default=0)
    problem = StringField(default="")
    cancel_asked_at = UtcDateTime()

    run = StringField(default="")  # what the back end calls it
    said = StringField(default="")  # the back end's own word for its state
    step = IntField(default=0)
    steps = IntField(default=0)
    trained_tokens = IntField(default=0)
    seconds_left = IntField()
    model = StringField(default="")  # the tuned model's name
    files = ListField(StringField())  # of the result, below the folder of results
    estimate = DictField()  # tokens, dollars, minutes, memory_mb, sentence
    most_dollars = FloatField()  # more than that it must not cost; None: nobody said

    shadow_until = UtcDateTime()  # until then its model drafts beside the one that writes
    promotes_itself = BooleanField(default=False)  # a person said beforehand: promote it if the advice is to
    tried = IntField(default=0)  # of the frozen test
    to_try = IntField(default=0)
    report = DictField()  # what the evaluation came to, by arm
    advice = StringField(default="")  # whether to promote it, as a sentence
    advised = BooleanField(default=False)
    deleted_at = UtcDateTime()
    deleted = ListField(StringField())  # what was deleted at the back end, as sentences
    reasons = ListField(StringField())

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING

    @staticmethod
    def change(**step: object) -> Change:
        """One step of its life."""
        return Change(**step)

    @staticmethod
    def wakes(to: JobStatus, now: datetime, _later: object) -> datetime | None:
        """When the clock looks at a job that has just come to `to`."""
        return now if to in RUNNING else None


class JobSlot(Belongs):
    """The one place for a running job of a persona: made when a job begins, gone when it has ended."""

    meta = {"collection": "fine_tuning_slots", "indexes": ["workspace_id"], "auto_create_index_on_save": False}

    id = ObjectIdField(primary_key=True)  # the persona's
    job_id = ObjectIdField(required=True)

    @classmethod
    def take(cls, job: FineTuningJob) -> bool:
        """False: another job holds it."""
        with suppress(NotUniqueError):
            cls(id=job.persona_id, workspace_id=job.workspace_id, job_id=job.id).save(force_insert=True)
            return True
        return False

    @classmethod
    def free(cls, persona_id: ObjectId, job_id: ObjectId) -> None:
        """Give it back, if it is this job's."""
        cls.objects(id=persona_id, job_id=job_id).delete()

    @classmethod
    def take_over(cls, job: FineTuningJob, now: datetime) -> bool:
        """Take the place of a job that has ended without giving it back, or never came to be: whoever was at it died.

        False: it is held by one that runs.
        """
        if held := cls.objects(id=job.persona_id).first():
            holder = FineTuningJob.objects(id=held.job_id).first()
            is_new = now - held.job_id.generation_time < BEING_MADE
            if (holder and holder.is_running) or (holder is None and is_new):
                return False
            cls.free(job.persona_id, held.job_id)
        return cls.take(job)


class JobEvent(Belongs):
    """Something that happened in a job, as its back end tells it."""

    meta = {
        "collection": "fine_tuning_events",
        "indexes": [{"fields": ["job_id", "event_id"], "unique": True}, ("job_id", "at"), "workspace_id"],
        "auto_create_index_on_save": False,
    }

    job_id = ObjectIdField(required=True)
    event_id = StringField(required=True)
    at = UtcDateTime(required=True)
    sentence = StringField(default="")
    level = StringField(default="info")
    figures = DictField()

    @classmethod
    def keep(cls, events: Sequence["JobEvent"]) -> int:
        """Store those that are new; returns how many."""
        return len(insert_new(cls, list(events)))


class Trial(Belongs):
    """What one arm wrote to one message of the frozen test, and what was measured of it. Goes when its example goes."""

    meta = {
        "collection": "fine_tuning_trials",
        "indexes": [
            {"fields": ["job_id", "example_id", "arm"], "unique": True},
            "workspace_id",
            "example_id",
        ],
        "auto_create_index_on_save": False,
    }

    job_id = ObjectIdField(required=True)
    example_id = ObjectIdField(required=True)
    arm = StringField(required=True, choices=("candidate", "current", "retrieval"))
    text = StringField(default="")
    figures = DictField()  # accepted, style, edit, findings, copied, seconds, dollars
    picked = StringField(
        default=""
    )  # "": nobody chose; "yes" / "no" / "same": what a person preferred, not knowing which is which

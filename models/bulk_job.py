"""One decision on many letters, taken one by one in the background."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from bson import ObjectId
from mongoengine import EnumField, IntField, ListField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class BulkState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


AT_WORK = frozenset({BulkState.RUNNING, BulkState.UNDOING})


class BulkJob(Belongs):
    """`targets` are the letters as they stood when it began ("<id> <revision>"); `taken` are those it decided ("<id> <before>").

    `place` counts what has been looked at, of `targets` or, while it is undone, of `taken`.
    """

    meta = {
        "collection": "bulk_jobs",
        "indexes": [
            ("workspace_id", "created_at"),
            ("id", "revision"),
            ("id", "state"),
            ("state", "busy_until"),
            {"fields": ["gone_after"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    by = StringField(required=True)  # a member's id
    verb = StringField(required=True, choices=("approve", "reject", "snooze", "assign"))
    detail = StringField(default="")  # the reason, the member, or the moment in ISO format
    what = StringField(default="")  # what was chosen, in words: "praise"
    targets = ListField(StringField())
    taken = ListField(StringField())
    state = EnumField(BulkState, default=BulkState.RUNNING)
    place = IntField(default=0)
    decided = IntField(default=0)
    delicate = IntField(default=0)  # left out, because a person must look at them
    changed = IntField(default=0)  # left out, because they changed or somebody else was faster
    refused = IntField(default=0)  # left out, because they cannot be decided so
    refusals = ListField(StringField())  # why, each sentence once
    taken_back = IntField(default=0)
    too_late = IntField(default=0)  # could not be taken back any more
    problem = StringField(default="")
    created_at = UtcDateTime(default=utcnow)
    revision = IntField(default=0)  # counts the steps that were claimed
    busy_until = UtcDateTime(default=utcnow)  # a worker is at it; afterwards the clock rings for it again
    finished_at = UtcDateTime()
    gone_after = UtcDateTime(required=True)

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def total(self) -> int:
        """How many it looks at."""
        return len(self.taken if self.state in (BulkState.UNDOING, BulkState.UNDONE) else self.targets)

    def claim(self, now: datetime, until: datetime) -> bool:
        """Take the next step until `until`. False: somebody is at it."""
        if self.busy_until > now:
            return False
        mine = type(self).objects(id=self.id, revision=self.revision)
        if not mine.update_one(inc__revision=1, set__busy_until=until):
            return False
        self.revision += 1
        return True

    def record(self, place: int, now: datetime, **changes: Any) -> None:
        """Write the outcome of the step in hand, also when the job was cancelled meanwhile; the next may begin."""
        mine = type(self).objects(id=self.id, revision=self.revision)
        mine.update_one(set__place=place, set__busy_until=now, **changes)

    def turn(self, state: BulkState, **changes: Any) -> bool:
        """Take it from its present state to `state`. False: it is there no more."""
        return bool(type(self).objects(id=self.id, state=self.state).update_one(set__state=state, **changes))

    @classmethod
    def latest(cls, workspace_id: ObjectId, by: str, since: datetime) -> "BulkJob | None":
        """The newest that `by` began after `since`, without its long lists."""
        lately = cls.of(workspace_id).filter(created_at__gte=since).order_by("-created_at")
        return next((job for job in lately if job.by == by), None)

"""What a workspace used of its plan: replies counted by period, and since when a plan keeps fans' words for a shorter time."""

from datetime import datetime, timedelta

from bson import ObjectId
from mongoengine import IntField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime
from models.workspace import Belongs

_KEPT = timedelta(days=400)


class Usage(Belongs):
    """Replies sent from drafts of the avatar in one period. A limit is kept by a conditional write, whoever else writes."""

    meta = {
        "collection": "usage",
        "indexes": [
            {"fields": ["slot"], "unique": True},
            ("slot", "replies"),
            ("workspace_id", "period_start"),
            ("changed_at",),
            {"fields": ["waits_since"], "sparse": True},
            {"fields": ["gone_at"], "expireAfterSeconds": 0},
        ],
        "auto_create_index_on_save": False,
    }

    slot = StringField(required=True)  # the workspace and the beginning of the period
    period_start = UtcDateTime(required=True)
    period_end = UtcDateTime(required=True)
    replies = IntField(default=0)
    changed_at = UtcDateTime(required=True)
    waits_since = UtcDateTime()  # a reply found no room here and waits
    warned = IntField(default=0)  # the highest share of `warned_of` that people were told of, in per cent
    warned_of = IntField()  # the limit then
    gone_at = UtcDateTime(required=True)

    @classmethod
    def take(cls, workspace_id: ObjectId, period: tuple[datetime, datetime], limit: int | None, now: datetime) -> bool:
        """Count one more reply if there are fewer than `limit` (None: any number) in the period. False: there is no room."""
        slot = slot_of(workspace_id, period[0])
        mine = cls.objects(slot=slot) if limit is None else cls.objects(slot=slot, replies__lt=limit)
        one_more = {"inc__replies": 1, "set__changed_at": now}
        if mine.update_one(**one_more):
            return True
        if limit is not None and limit < 1:
            return False
        try:
            cls._new(workspace_id, period, now, replies=1).save(force_insert=True)
        except NotUniqueError:
            return bool(mine.update_one(**one_more))
        return True

    @classmethod
    def give_back(cls, workspace_id: ObjectId, taken_at: datetime, now: datetime) -> None:
        """One less in the period in which `taken_at` lies."""
        before = cls.of(workspace_id).filter(period_start__lt=taken_at + timedelta(milliseconds=1))
        found = before.order_by("-period_start").only("slot").first()
        if found is not None:
            cls.objects(slot=found.slot, replies__gt=0).update_one(dec__replies=1, set__changed_at=now)

    @classmethod
    def wait(cls, workspace_id: ObjectId, period: tuple[datetime, datetime], now: datetime) -> None:
        """Note that a reply waits for room."""
        if cls.objects(slot=slot_of(workspace_id, period[0])).update_one(set__waits_since=now):
            return
        try:  # a limit of nothing: no reply was ever counted
            cls._new(workspace_id, period, now, waits_since=now).save(force_insert=True)
        except NotUniqueError:
            cls.objects(slot=slot_of(workspace_id, period[0])).update_one(set__waits_since=now)

    @classmethod
    def in_period(cls, workspace_id: ObjectId, start: datetime) -> "Usage | None":
        """The counter of the period that began at `start`; None: nothing was counted in it."""
        return cls.objects(slot=slot_of(workspace_id, start)).first()

    @classmethod
    def _new(
        cls, workspace_id: ObjectId, period: tuple[datetime, datetime], now: datetime, **fields: object
    ) -> "Usage":
        start, end = period
        return cls(
            workspace_id=workspace_id, slot=slot_of(workspace_id, start), period_start=start, period_end=end,
            changed_at=now, gone_at=end + _KEPT, **fields,
        )  # fmt: skip


class KeepBound(Belongs):
    """For how many days a plan lets fans' words be kept, and since when: what is shorter than before holds after a while only."""

    meta = {
        "collection": "keep_bounds",
        "indexes": [{"fields": ["slot"], "unique": True}, ("workspace_id",)],
        "auto_create_index_on_save": False,
    }

    slot = StringField(required=True)  # the workspace's id
    days = IntField()  # None: no bound
    before = IntField()  # what held before it; None: no bound
    since = UtcDateTime(required=True)

    @classmethod
    def known(cls, workspace_id: ObjectId) -> "KeepBound | None":
        """What was noted for a workspace last."""
        return cls.objects(slot=str(workspace_id)).first()

    @classmethod
    def note(cls, workspace_id: ObjectId, days: int | None, before: int | None, now: datetime) -> "KeepBound":
        """From now on."""
        sets = {"set__workspace_id": workspace_id, "set__days": days, "set__before": before, "set__since": now}
        cls.objects(slot=str(workspace_id)).update_one(upsert=True, **sets)
        return cls(workspace_id=workspace_id, slot=str(workspace_id), days=days, before=before, since=now)


def slot_of(workspace_id: ObjectId, start: datetime) -> str:
    """The place of a period's counter."""
    return f"{workspace_id} {start:%Y-%m-%dT%H:%M:%S}"

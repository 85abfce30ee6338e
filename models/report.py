"""The report that goes out by mail: who wants it how often, and what was sent."""

from enum import StrEnum

from mongoengine import Document, EnumField, ListField, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Rhythm(StrEnum):
    WEEKLY = "weekly"  # on Mondays, about the week that ended
    MONTHLY = "monthly"  # on the first, about the month that ended


class ReportPlan(Belongs):
    """One a workspace. Without anybody to send it to there is none."""

    meta = {"collection": "report_plans", "indexes": [{"fields": ["workspace_id"], "unique": True}]}

    rhythm = EnumField(Rhythm, required=True)
    to = ListField(StringField())  # the ids of members
    since = UtcDateTime(default=utcnow)  # periods that ended before are not sent


class ReportSent(Document):
    """One report to one person: its key is taken before it is sent, so that nobody gets it twice."""

    meta = {"collection": "reports_sent", "indexes": [{"fields": ["gone_at"], "expireAfterSeconds": 0}]}

    key = StringField(primary_key=True)  # "<workspace id> <rhythm> <first day> <user id>"
    at = UtcDateTime(default=utcnow)
    gone_at = UtcDateTime()

    @classmethod
    def take(cls, key: str, gone_at: object) -> bool:
        """Whether it is ours to send. False: it was sent, or is being sent."""
        try:
            cls(key=key, gone_at=gone_at).save(force_insert=True)
        except NotUniqueError:
            return False
        return True

    @classmethod
    def give_back(cls, key: str) -> None:
        """It was surely not sent: somebody may try again."""
        cls.objects(key=key).delete()

"""What became of a draft that could be judged: the evidence for confidence and autonomy. Numbers only, no words of anybody."""

from datetime import datetime
from enum import StrEnum

from bson import ObjectId
from mongoengine import BooleanField, DictField, EnumField, FloatField, ObjectIdField, QuerySet, StringField
from mongoengine.errors import NotUniqueError

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Verdict(StrEnum):
    """What the person did with the draft. Everything but `unchanged` is an error."""

    UNCHANGED = "unchanged"
    EDITED = "edited"
    REJECTED = "rejected"  # or another draft was wanted
    UNDONE = "undone"  # it was going by itself, and a person took it back
    WITHDRAWN = "withdrawn"  # it was sent, and a person took it down
    COMPLAINT = "complaint"  # it went by itself, and a fan answered with anger


FINAL = frozenset({Verdict.UNDONE, Verdict.WITHDRAWN, Verdict.COMPLAINT})
"""No later click makes these good."""


class Way(StrEnum):
    """How the outcome came to be known."""

    REVIEWED = "reviewed"  # a person had to decide
    AUDITED = "audited"  # it would have gone by itself, but by chance a person was asked
    SENT = "sent"  # it went by itself and something was wrong; those with which nothing was wrong are not here


class Outcome(Belongs):
    """One for each decided draft: its message, and when it was drafted."""

    meta = {
        "collection": "outcomes",
        "indexes": [
            {"fields": ["message_id", "drafted_at"], "unique": True},
            ("workspace_id", "account_id", "intent", "voice_version", "eligible", "decided_at"),
            ("workspace_id", "decided_at"),
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    message_id = ObjectIdField(required=True)
    drafted_at = UtcDateTime(required=True)
    intent = StringField(required=True)
    confidence = FloatField(default=0.0)  # as it was shown then
    measured = DictField(FloatField())
    verdict = EnumField(Verdict, required=True)
    edit = FloatField(default=0.0)  # share of the letters that the person changed, 0..1
    way = EnumField(Way, required=True)
    stands_for = FloatField(default=1.0)  # drafts like it: a sample stands for those that nobody looked at
    eligible = BooleanField(default=False)  # nothing but switches and figures kept it from going by itself
    voice_version = StringField(default="")  # language model, prompt and persona that wrote it
    decided_at = UtcDateTime(default=utcnow)

    @property
    def unchanged(self) -> bool:
        return self.verdict is Verdict.UNCHANGED

    def keep(self) -> bool:
        """Store it, in the place of an earlier verdict on the same draft that is not final. False: that one stands."""
        try:
            self.save(force_insert=True)
        except NotUniqueError:
            return self._replace()
        return True

    def _replace(self) -> bool:
        known = Outcome.objects(message_id=self.message_id, drafted_at=self.drafted_at).first()
        if known is None or known.verdict in FINAL:
            return False
        changes = {"verdict": self.verdict, "edit": self.edit, "decided_at": self.decided_at}
        return bool(
            Outcome.objects(id=known.id).update_one(**{f"set__{name}": value for name, value in changes.items()})
        )

    @classmethod
    def forget(cls, message_id: ObjectId, drafted_at: datetime) -> bool:
        """The person has taken the decision back: the draft is undecided again. False: there was none, or it is final."""
        known = cls.objects(message_id=message_id, drafted_at=drafted_at).first()
        return bool(known and known.verdict not in FINAL and cls.objects(id=known.id).delete())

    @classmethod
    def evidence(cls, workspace_id: ObjectId, account_id: ObjectId, intent: str, voice_version: str) -> QuerySet:
        """Outcomes that speak for or against sending such drafts by themselves."""
        return cls.of(workspace_id).filter(
            account_id=account_id, intent=intent, voice_version=voice_version, eligible=True
        )

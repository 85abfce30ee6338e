"""A workspace is one influencer's business. Every other document belongs to one."""

from typing import Any

from bson import ObjectId
from mongoengine import (
    BooleanField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    ObjectIdField,
    QuerySet,
    StringField,
)

from models.fields import UtcDateTime, utcnow


class OwnLine(EmbeddedDocument):
    """The creator's own line that tells fans who answers. NAME in it becomes their name."""

    surface = StringField(required=True)  # "comment" or "direct_message"
    language = StringField(required=True)
    text = StringField(required=True)


class Workspace(Document):
    meta = {"collection": "workspaces"}

    name = StringField(required=True, max_length=120)
    created_at = UtcDateTime(default=utcnow)
    stopped = BooleanField(default=False)  # the red button: nothing is sent, everything waits
    resumed_at = UtcDateTime()  # when it was lifted last
    demo = BooleanField(default=False)
    time_zone = StringField(default="UTC")  # an IANA name: the clock of the people who work here
    quiet_from = IntField(min_value=0, max_value=1439)  # minutes after midnight there; what goes by itself waits
    quiet_until = IntField(min_value=0, max_value=1439)  # not later than `quiet_from`: on the next day
    quiet_days = ListField(IntField(min_value=0, max_value=6))  # on which days it begins, Monday is 0; none: no quiet
    disclosure_lines = EmbeddedDocumentListField(OwnLine)  # where there is none, the one that ships speaks
    keep_days = IntField()  # how long words of fans are kept; None: as long as the platforms allow
    leaves_at = UtcDateTime()  # when all of it is deleted; until then everything rests, and it can be kept
    waiting_hours = IntField(default=4)  # after how long a letter that waits is a matter for the bell
    derived_figures = BooleanField(default=False)  # also where a platform wants to be asked before figures are made
    factor_required = BooleanField(default=False)  # every member needs a second factor
    start_aside = ListField(StringField())  # what of the first steps somebody put aside: names of pipeline.start.Aside
    told = IntField(
        default=0
    )  # how often people changed what the avatar knows: what was read before the last time is too old


class Belongs(Document):
    """Whatever belongs to a workspace. A page reaches it through `of(workspace_id)` and nothing else."""

    meta: dict[str, Any] = {"abstract": True}

    workspace_id = ObjectIdField(required=True)

    @classmethod
    def of(cls, workspace_id: ObjectId) -> QuerySet:
        """The documents of one workspace."""
        return cls.objects(workspace_id=workspace_id)

    @classmethod
    def one_of(cls, workspace_id: ObjectId, id: Any) -> Any:
        """One document by its id if it belongs to that workspace, else None. Ids that are no ids find nothing."""
        if not ObjectId.is_valid(id):
            return None
        document = cls.objects(id=ObjectId(id)).first()
        return document if document and document.workspace_id == workspace_id else None

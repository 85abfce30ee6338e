"""A search that somebody gave a name: for themselves, or for everybody who works there."""

from bson import ObjectId
from mongoengine import BooleanField, IntField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs

LONGEST_NAME = 40
UNDO_SECONDS = 15 * 60


class SavedView(Belongs):
    """`query` is what stands behind the question mark of the search's address. Deleted ones can be brought back for UNDO_SECONDS."""

    meta = {
        "collection": "saved_views",
        "indexes": [("workspace_id", "place"), {"fields": ["deleted_at"], "expireAfterSeconds": UNDO_SECONDS}],
        "auto_create_index_on_save": False,
    }

    name = StringField(required=True, max_length=LONGEST_NAME)
    query = StringField(default="", max_length=600)
    by = StringField(required=True)  # a user's id
    shared = BooleanField(default=False)
    place = IntField(default=0)  # among the views of the workspace, from the left
    made_at = UtcDateTime(default=utcnow)
    deleted_at = UtcDateTime()  # set only when it may go

    @classmethod
    def seen_by(cls, workspace_id: ObjectId, user_id: str) -> "list[SavedView]":
        """Their own and those that are shared, in their order."""
        every = cls.of(workspace_id).order_by("place", "id")
        return [one for one in every if one.deleted_at is None and (one.shared or one.by == user_id)]

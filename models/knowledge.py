"""What the avatar may state as fact, with its source."""

from bson import ObjectId
from mongoengine import (
    BinaryField,
    BooleanField,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    FloatField,
    ObjectIdField,
    StringField,
)

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs

POST, FAQ, LINK = "post", "faq", "link"


class StoredChunk(EmbeddedDocument):
    """`avatar.knowledge.Chunk`, stored with its meaning."""

    text = StringField(required=True)
    about = StringField(default="")
    said = BooleanField(default=False)
    starts_at = FloatField()  # seconds into the video
    ends_at = FloatField()
    vector = BinaryField()  # float32, unit length; missing until somebody who can embed comes by


class Knowledge(Belongs):
    """One thing to know: what a post of the creator's says, an answer for all who ask, a link the creator uses."""

    meta = {
        "collection": "knowledge",
        "indexes": [
            {"fields": ["account_id", "source", "external_id"], "unique": True},
            ("account_id", "learned_at"),
            ("workspace_id", "source", "published_at"),
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField()  # of a post; what a person wrote belongs to no account and stays when one leaves
    source = StringField(required=True, choices=(POST, FAQ, LINK))
    external_id = StringField(required=True)  # the platform's id of the post; made up for what a person wrote
    title = StringField(default="")  # of the post or link; the question of an answer
    text = StringField(
        default=""
    )  # the caption, and what is said in a video where its captions may be read; the answer
    url = StringField(default="")
    published_at = UtcDateTime()  # of what a person wrote: when that was
    learned_at = UtcDateTime(default=utcnow)  # read or seen again at the platform; written or changed by a person
    heard_at = UtcDateTime()  # when what is said in it was asked for last, found or not
    said_at = UtcDateTime()  # when what is said in it was read
    written_by = StringField(default="")  # the id of the user who wrote it
    chunks = EmbeddedDocumentListField(StoredChunk)

    @classmethod
    def written(cls, workspace_id: ObjectId, source: str, title: str, by: str) -> "Knowledge":
        """One that a person writes, not saved yet."""
        return cls(
            workspace_id=workspace_id, source=source, external_id=str(ObjectId()), title=title, written_by=by, published_at=utcnow(),
        )  # fmt: skip

"""What the avatar may state as fact, with its source."""

from mongoengine import ObjectIdField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class Knowledge(Belongs):
    """One thing to know: what a post of the creator's says."""

    meta = {
        "collection": "knowledge",
        "indexes": [
            {"fields": ["account_id", "source", "external_id"], "unique": True},
            ("account_id", "learned_at"),
        ],
        "auto_create_index_on_save": False,
    }

    account_id = ObjectIdField(required=True)
    source = StringField(required=True, choices=("post",))
    external_id = StringField(required=True)  # the platform's id of the post
    title = StringField(default="")
    text = StringField(default="")  # the caption, and what is said in a video where its captions may be read
    url = StringField(default="")
    published_at = UtcDateTime()
    learned_at = UtcDateTime(default=utcnow)  # read or seen again at the platform
    heard_at = UtcDateTime()  # when what is said in it was asked for last, found or not

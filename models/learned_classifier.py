"""The classifier that a workspace's relabels have trained, as numbers. It can be trained again at any time."""

from mongoengine import BinaryField, BooleanField, IntField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class LearnedClassifier(Belongs):
    """The last attempt of one workspace. `arrays` is empty when it was worse than what ships, and so not kept."""

    meta = {
        "collection": "learned_classifiers",
        "indexes": [{"fields": ["workspace_id"], "unique": True}],
        "auto_create_index_on_save": False,
    }

    arrays = BinaryField()  # an .npz of `avatar.keeping.packed`
    origin = StringField(default="")  # of what it was trained: our texts, our code, the embedding model
    kept = BooleanField(default=False)
    relabels = IntField(default=0)  # how many there were
    right_before = IntField(default=0)  # of `frozen` texts, by what ships
    right_after = IntField(default=0)
    frozen = IntField(default=0)
    made_at = UtcDateTime(default=utcnow)

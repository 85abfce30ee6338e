"""What the avatar would say with a persona that nobody has saved yet: asked on the page, written by a worker, gone within the hour."""

from mongoengine import DictField, IntField, StringField

from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs


class PersonaExample(Belongs):
    meta = {
        "collection": "persona_examples",
        "indexes": ["workspace_id", {"fields": ["gone_after"], "expireAfterSeconds": 0}],
        "auto_create_index_on_save": False,
    }

    by = StringField(required=True)  # a member's id
    fields = DictField()  # of the persona as it stands on the page
    number = IntField(default=0)  # which past letter is answered: the next number is another one
    fan_text = StringField(default="")
    text = StringField(default="")
    note = StringField(default="")  # whose words these are, or why there are none
    made_at = UtcDateTime()
    asked_at = UtcDateTime(default=utcnow)
    gone_after = UtcDateTime(required=True)

"""A written preference of how drafts should be, with what shows it. Ids and the creator's own words only, no words of fans."""

from mongoengine import EnumField, ListField, ObjectIdField, StringField

from avatar.preferences import Kind, Preference, State, understood
from models.fields import UtcDateTime, utcnow
from models.workspace import Belongs

MEASURED, MODEL, PERSON = "measured", "model", "person"


class StoredPreference(Belongs):
    """`avatar.preferences.Preference`, stored. What a person touched (`edited_by`) no inference changes any more."""

    meta = {
        "collection": "preferences",
        "indexes": [{"fields": ["workspace_id", "key"], "unique": True}, ("workspace_id", "state")],
        "auto_create_index_on_save": False,
    }

    key = StringField(required=True)  # of what was inferred, whatever a person made of its words
    text = StringField(default="")  # the sentence; its kind follows from it
    context = StringField(default="")  # an intent; "" is every message
    state = EnumField(State, required=True)
    source = StringField(required=True, choices=(MEASURED, MODEL, PERSON))
    edited_by = StringField(default="")  # the id of the user who last had a say
    shown_by = ListField(ObjectIdField())  # messages whose edits show it, newest last
    against = ListField(ObjectIdField())
    made_at = UtcDateTime(default=utcnow)
    in_use_since = UtcDateTime()
    changed_at = UtcDateTime(default=utcnow)

    @property
    def preference(self) -> Preference:
        """What it says, ready to be used."""
        return understood(self.text, self.context)

    @property
    def kind(self) -> Kind:
        return self.preference.kind


class PreferenceRound(Belongs):
    """Up to which decision a workspace's edits were looked at."""

    meta = {
        "collection": "preference_rounds",
        "indexes": [{"fields": ["workspace_id"], "unique": True}],
        "auto_create_index_on_save": False,
    }

    measured_until = UtcDateTime()
    told_until = UtcDateTime()  # what the language model has seen

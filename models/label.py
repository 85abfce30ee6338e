"""What classification and the owner's rules said of a message, as it is stored with it."""

from mongoengine import BooleanField, EmbeddedDocument, FloatField, ListField, StringField


class StoredLabel(EmbeddedDocument):
    """`avatar.labels.Label`, stored."""

    intent = StringField(required=True)
    sentiment = StringField(default="neutral")
    language = StringField(default="en")
    urgency = StringField(default="normal")
    needs_reply = BooleanField(default=True)
    risks = ListField(StringField())
    confidence = FloatField(default=0.0)
    reasons = ListField(StringField())
    asks_if_machine = BooleanField(default=False)
    by = StringField(default="local")
    junk = FloatField()  # chances, 0..1; None where no classifier judged
    concern = FloatField()
    others = ListField(StringField())  # what else it may be, the likeliest first


class Ruling(EmbeddedDocument):
    """`avatar.rules.Verdict`, stored: what the owner's rules said when the message was labelled."""

    way = StringField(default="")
    decided_by = StringField(default="")
    template = StringField(default="")
    rules = ListField(StringField())
    reasons = ListField(StringField())

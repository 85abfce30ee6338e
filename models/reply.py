"""Our answer to a message, as it is stored with it: the draft with all it rests on, and what became of it."""

from mongoengine import (
    BooleanField,
    DictField,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    FloatField,
    IntField,
    ListField,
    StringField,
)

from models.fields import UtcDateTime


class UsedFact(EmbeddedDocument):
    """`avatar.labels.Fact`, as a draft stated it."""

    fact_id = StringField(default="")
    text = StringField(default="")
    source = StringField(default="")
    title = StringField(default="")
    url = StringField(default="")
    starts_at = FloatField()  # seconds into the video


class UsedExample(EmbeddedDocument):
    """A past exchange that the draft leans on."""

    example_id = StringField()
    fan_text = StringField(default="")
    text = StringField(default="")
    similarity = FloatField(default=0.0)


class Reply(EmbeddedDocument):
    """Our answer: the draft, what a person made of it, and what the platform calls it."""

    text = StringField(default="")
    draft_text = StringField(default="")  # what the avatar wrote, before any edit
    candidates = ListField(StringField())
    source = StringField(default="none")
    examples = EmbeddedDocumentListField(UsedExample)
    style_score = FloatField()
    confidence = FloatField(default=0.0)
    findings = ListField(StringField())
    reasons = ListField(StringField())  # why it was sent by itself or laid into review
    facts = EmbeddedDocumentListField(UsedFact)
    memories = ListField(StringField())  # what of the fan was remembered for it
    measured = DictField(FloatField())  # what the confidence was computed from
    notes = ListField(StringField())  # those of the reasons that tell where the draft comes from, or why there is none
    drafted_at = UtcDateTime()
    hint = StringField(default="")  # what a person asked of the next draft
    mode = StringField(default="", choices=("", "auto", "approved", "human"))
    approved_by = StringField(default="")
    reject_reason = StringField(default="")
    private = BooleanField(default=False)  # a comment's answer that goes out as a direct message
    disclosure = StringField(default="")  # what in `text` tells the fan that a machine answers
    external_id = StringField()
    sent_at = UtcDateTime()
    tries = IntField(default=0)  # how often it was claimed for sending
    eligible = BooleanField(default=False)  # nothing but switches and figures kept the draft from going by itself
    sample_share = FloatField(default=0.0)  # it would have gone, but by such a chance a person is asked; 0: no sample
    voice_version = StringField(default="")  # language model, prompt and persona that wrote the draft
    doubtful_since = UtcDateTime()  # it may stand on the platform since then: look before you send

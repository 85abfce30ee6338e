"""A person says what a message really is: at once for this message, and an example for those that come."""

from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId

from avatar.classifier import JUNK, UNWANTED, needs_reply, urgency
from avatar.explain import INTENTS
from avatar.labels import Intent, Label, Risk, Sentiment
from models import AuditEntry, Message, Relabel, Status
from models.fields import utcnow
from models.lifecycle import move, touch
from models.message import StoredLabel
from pipeline.training import Embed

CHANGED = frozenset({Status.IN_REVIEW, Status.IGNORED, Status.REJECTED, Status.SENT, Status.EXPIRED, Status.ANSWERED})
"""Where a label can be put right: not while a machine is at the message."""


IMPLIES = {
    Intent.CRISIS: Risk.CRISIS,
    Intent.THREAT: Risk.THREAT,
    Intent.PRESS: Risk.PRESS,
    Intent.COLLABORATION: Risk.COLLABORATION,
}
"""What a kind of message always is as well."""
_LABELLED = "Labelled "


class BadRelabel(ValueError):
    """The label cannot be changed now. The sentence says why."""


@dataclass(frozen=True)
class Said:
    """What a person says of a message."""

    intent: Intent
    sentiment: Sentiment
    risks: frozenset[Risk] = frozenset()


def relabel(message: Message, said: Said, by: str, embed: Embed | None = None) -> Message:
    """Put the label right and remember it as an example.

    In review, junk and abuse are put aside and anything else gets a new draft; what was ignored and deserves an answer gets
    one, and so does what such a label had put aside. Without `embed` the example lacks its meaning until `give_meaning` has
    added it. Raises BadRelabel while a machine is at it or where nothing was written, Lost when somebody moved it meanwhile.
    """
    _must_be_open(message)
    note = f"{said.intent}, not {message.label.intent}"
    _keep(message, said, by, embed)
    done = _carried_out(message, said, by)
    AuditEntry.add(message.workspace_id, by, "message.relabelled", message.id, note)
    return done


def confirm(message: Message, by: str, embed: Embed | None = None) -> Message:
    """A person says that the label is right: an example like any other, and the message stays where it is, with its draft.

    Its risks are part of what is confirmed. That others like it are no danger is not: that is never learned (`with_relabels`).
    Raises BadRelabel and Lost as `relabel` does.
    """
    _must_be_open(message)
    label = _stored(message, _present(message))
    label.needs_reply, label.urgency = message.label.needs_reply, message.label.urgency
    done = touch(message, label=label)
    _keep(message, _present(message), by, embed)
    AuditEntry.add(message.workspace_id, by, "message.label_confirmed", message.id, label.intent)
    return done


def take_back(message: Message, before: StoredLabel, by: str) -> Message:
    """What `by` said of the label is forgotten, and it is `before` again. What was put aside for it waits again.

    A draft or an answer that came of it stays. Raises BadRelabel while a machine is at it or where somebody else has spoken
    since, Lost when somebody moved it meanwhile.
    """
    if message.status not in CHANGED:
        raise BadRelabel("The avatar is at this letter just now. Undo it in a moment.")
    known = Relabel.objects(message_id=message.id).first()
    if known is None or known.by != by:
        raise BadRelabel("Somebody else has said what this letter is since, or its words are gone.")
    if message.status is Status.REJECTED and _was_put_aside(message):
        done = move(
            message, Status.IN_REVIEW, by=by, why="Not put aside after all.", label=before, reply__reject_reason=""
        )
    else:
        done = touch(message, label=before)
    Relabel.objects(message_id=message.id).delete()
    AuditEntry.add(message.workspace_id, by, "message.label_taken_back", message.id)
    return done


def says_the_same(message: Message, said: Said) -> bool:
    """Whether a person says what the label says already."""
    return (said.intent, said.risks) == (message.label.intent, frozenset(message.label.risks))


def follows(message: Message, said: Said) -> Status:
    """What a message becomes when a person labels it so; its present status: it stays where it is."""
    is_aside = said.intent in UNWANTED and not said.risks
    is_new = not says_the_same(message, said)
    if message.status is Status.IN_REVIEW and is_aside:
        return Status.REJECTED
    if message.status is Status.IN_REVIEW and is_new:
        return Status.CLASSIFIED
    if message.status is Status.REJECTED and not is_aside and _was_put_aside(message):
        return Status.CLASSIFIED
    if message.status is Status.IGNORED and label_of(_example(message, said)).needs_reply:
        return Status.RECEIVED
    return message.status


def give_meaning(message_id: ObjectId, embed: Embed, now: datetime) -> None:
    """Add the vector that an example lacks. `at` moves with it, so that whoever built a classifier without it builds anew."""
    known = Relabel.objects(message_id=message_id, vector=None).first()
    if known is None:
        return
    vector = embed([known.text])[0].tobytes()
    Relabel.objects(message_id=message_id, text=known.text, at=known.at).update_one(set__vector=vector, set__at=now)


def told(message: Message) -> Label | None:
    """The label that a person gave this message before; None when nobody did. It counts only for the words it was given to."""
    known = Relabel.objects(message_id=message.id).first()
    return label_of(known) if known and known.text == message.text else None


def label_of(known: Relabel) -> Label:
    """A person's word as a label: sure, and reasoned."""
    risks = frozenset(Risk(risk) for risk in known.risks)
    return Label(
        known.intent, known.sentiment, urgency=urgency(known.intent, risks), risks=risks, confidence=1.0, by="person",
        needs_reply=needs_reply(known.intent, 0.0, frozenset()) or bool(risks), reasons=(f"It {INTENTS[known.intent]}, a person said.",),
    )  # fmt: skip


def _must_be_open(message: Message) -> None:
    if message.status not in CHANGED or message.label is None:
        raise BadRelabel("This message is being worked on just now. Try again in a moment.")
    if not message.text.strip():
        raise BadRelabel("There is no text in it that could be learned from.")


def _present(message: Message) -> Said:
    """What the label says now, as if a person said it."""
    label = message.label
    return Said(Intent(label.intent), Sentiment(label.sentiment), frozenset(Risk(risk) for risk in label.risks))


def _keep(message: Message, said: Said, by: str, embed: Embed | None) -> None:
    vector = embed([message.text])[0].tobytes() if embed else None
    Relabel.objects(message_id=message.id).update_one(
        upsert=True, set__workspace_id=message.workspace_id, set__account_id=message.account_id, set__text=message.text,
        set__intent=said.intent, set__sentiment=said.sentiment, set__risks=sorted(said.risks), set__by=by, set__at=utcnow(),
        set__before=message.label.intent, set__vector=vector,
    )  # fmt: skip


def _carried_out(message: Message, said: Said, by: str) -> Message:
    to, label = follows(message, said), _stored(message, said)
    why = f"{_LABELLED}{said.intent.replace('_', ' ')}, not {message.label.intent.replace('_', ' ')}."
    if to is message.status:
        return touch(message, label=label)
    if to is Status.REJECTED:
        aside = f"{why} {'Junk' if said.intent in JUNK else 'Abuse'} is not answered."
        return move(message, to, by=by, why=aside, label=label, reply__reject_reason=aside)
    if message.status is Status.REJECTED:  # back first: only what is in review gets another draft
        message = move(message, Status.IN_REVIEW, by=by, why="Not put aside after all.", reply__reject_reason="")
    return move(message, to, by=by, why=why, label=label)


def _was_put_aside(message: Message) -> bool:
    """By a label, not by a person who did not want to answer."""
    return bool(message.history) and message.history[-1].why.startswith(_LABELLED)


def _stored(message: Message, said: Said) -> StoredLabel:
    known = message.label
    given = label_of(_example(message, said))
    return StoredLabel(
        intent=given.intent, sentiment=given.sentiment, language=known.language, urgency=given.urgency, needs_reply=given.needs_reply,
        risks=sorted(given.risks), confidence=1.0, reasons=list(given.reasons), asks_if_machine=known.asks_if_machine, by="person",
    )  # fmt: skip


def _example(message: Message, said: Said) -> Relabel:
    return Relabel(intent=said.intent, sentiment=said.sentiment, risks=sorted(said.risks), text=message.text)

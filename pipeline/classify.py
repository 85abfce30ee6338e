"""Second step: what a message is, and whether it wants an answer at all."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from avatar.classifier import Classifier
from avatar.gates import gate
from avatar.labels import Intent, Label, Risk
from avatar.rules import Then, Verdict
from connectors.base import DIRECT_MESSAGE
from models import Fan, Message, Status
from models.lifecycle import move
from models.message import Ruling, StoredLabel
from pipeline.budget import worth_of
from pipeline.memory import learn
from pipeline.personas import persona_of
from pipeline.rules import consult
from pipeline.training import Embed, trained

SAME_WORDS_WITHIN = timedelta(days=1)
SURE_JUNK = {Intent.SPAM: 0.6, Intent.SCAM: 0.75, Intent.HATE: 0.85}
"""From this confidence on such a message is put aside unseen; below, a person looks."""
HARMLESS_IN_JUNK = frozenset({Risk.MONEY, Risk.MEDICAL, Risk.COLLABORATION, Risk.HATE})
"""Risks that come with the trade of spammers and scammers, or are the insult itself: no reason to show junk to a person."""


@dataclass(frozen=True)
class Judge:
    """The ports of this step."""

    embed: Embed
    classifier: Classifier

    @classmethod
    def from_texts(cls, embed: Embed) -> "Judge":
        """With the classifier that learned from the texts that ship with us, in the space of `embed`."""
        return cls(embed, trained(embed))


def classify(message: Message, judge: Judge, now: datetime) -> Message:
    """Label a received message and move it to classified, or to ignored with the reason.

    Raises Lost when somebody else moved it. What may be dangerous is never ignored: a person sees it.
    """
    fan = Fan.objects(id=message.fan_id).only("blocked", "messages", "vip").first() if message.fan_id else None
    label = _gated(message, fan) or _judged(message, judge)
    stored = StoredLabel(
        intent=label.intent, sentiment=label.sentiment, language=label.language, urgency=label.urgency,
        needs_reply=label.needs_reply, risks=sorted(label.risks), confidence=round(label.confidence, 3), reasons=list(label.reasons),
        asks_if_machine=label.asks_if_machine, by=label.by,
    )  # fmt: skip
    ruled = consult(message, label, fan)
    to = Status.IGNORED if is_ignored(label, ruled.way) else Status.CLASSIFIED
    why = " ".join((*label.reasons, *ruled.reasons))
    moved = move(
        message,
        to,
        by="worker",
        why=why,
        now=now,
        label=stored,
        worth=worth_of(message, label.intent, fan),
        **_recorded(message, ruled),
    )
    if to is Status.CLASSIFIED or message.edited_at:
        learn(moved, judge.embed, now)
    return moved


def _recorded(message: Message, ruled: Verdict) -> dict[str, Any]:
    """What the rules change on a message. A person's own choice of who cares for it stays."""
    if not ruled.rules:
        return {"ruling": None}
    ruling = Ruling(
        way=str(ruled.way or ""), decided_by=ruled.decided_by, template=ruled.template, rules=list(ruled.rules),
        reasons=list(ruled.reasons),
    )  # fmt: skip
    tags = list(dict.fromkeys((*message.tags, *ruled.tags)))
    return {"ruling": ruling, "tags": tags, "assigned_to": message.assigned_to or ruled.assign}


def is_ignored(label: Label, way: Then | None = None) -> bool:
    """Whether nobody needs to see the message. `way`: what the owner's rules say, which counts first."""
    if way is not None:
        return way is Then.IGNORE
    if label.intent in SURE_JUNK:
        return label.confidence >= SURE_JUNK[label.intent] and label.risks <= HARMLESS_IN_JUNK
    return not label.needs_reply and not label.risks


def _gated(message: Message, fan: Fan | None) -> Label | None:
    return gate(
        message.text, blocked=bool(fan and fan.blocked), pictures=len(message.attachments), earlier=_harmless_earlier(message)
    )  # fmt: skip


def _harmless_earlier(message: Message) -> list[str]:
    """What this fan wrote here within a day and what was judged to be no matter for a person."""
    if message.begins_conversation or not message.fan_external_id:
        return []
    since = message.platform_created_at - SAME_WORDS_WITHIN
    thread = Message.objects(
        account_id=message.account_id, conversation_id=message.conversation_id, platform_created_at__gte=since,
        platform_created_at__lt=message.platform_created_at,
    ).only("text", "fan_external_id", "label")  # fmt: skip
    mine = [other for other in thread if other.fan_external_id == message.fan_external_id and other.id != message.id]
    return [other.text for other in mine if other.label and not other.label.risks]


def _judged(message: Message, judge: Judge) -> Label:
    persona = persona_of(message.workspace_id)
    usual = persona.languages[0] if persona and persona.languages else "en"
    label = judge.classifier.label(message.text, judge.embed([message.text])[0], usual)
    if message.kind == DIRECT_MESSAGE and label.intent is Intent.OTHER and not label.needs_reply:
        return replace(label, needs_reply=True, reasons=(*label.reasons, "It came as a direct message."))
    return label

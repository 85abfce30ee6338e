"""Second step: what a message is, and whether it wants an answer at all."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from avatar.classifier import Classifier
from avatar.gates import gate
from avatar.impostor import Own, impostor
from avatar.labels import Intent, Label, Risk, Sentiment
from avatar.rules import Then, Verdict
from avatar.second_opinion import SCHEMA, TOKENS, ask, is_unsure, joined
from connectors.base import DIRECT_MESSAGE
from connectors.errors import ConnectorError
from logs import log
from models import Fan, Message, SocialAccount, Status
from models.lifecycle import move
from models.message import Ruling, StoredLabel
from pipeline.budget import worth_of
from pipeline.learning import classifier_of
from pipeline.memory import learn
from pipeline.personas import persona_of
from pipeline.ports import Asked
from pipeline.relabel import told
from pipeline.remembered import Remembered
from pipeline.rules import consult
from pipeline.spending import spent_on
from pipeline.training import Embed, trained

SAME_WORDS_WITHIN = timedelta(days=1)
POSING = 0.7
"""How sure an impostor is one: below what puts scam aside unseen, so that a person can hide or ban the account."""
SURE_JUNK = {Intent.SPAM: 0.6, Intent.SCAM: 0.75, Intent.HATE: 0.85}
"""From this confidence on such a message is put aside unseen; below, a person looks."""
HARMLESS_IN_JUNK = frozenset({Risk.MONEY, Risk.MEDICAL, Risk.COLLABORATION, Risk.HATE})
"""Risks that come with the trade of spammers and scammers, or are the insult itself: no reason to show junk to a person."""


_owns: Remembered[Own] = Remembered(60)


@dataclass(frozen=True)
class Judge:
    """The ports of this step."""

    embed: Embed
    classifier: Classifier
    model: Asked | None = None  # gives a second opinion where the classifier is not sure

    @classmethod
    def from_texts(cls, embed: Embed, model: Asked | None = None) -> "Judge":
        """With the classifier that learned from the texts that ship with us, in the space of `embed`."""
        return cls(embed, trained(embed), model)


def classify(message: Message, judge: Judge, now: datetime) -> Message:
    """Label a received message and move it to classified, or to ignored with the reason.

    Raises Lost when somebody else moved it. What may be dangerous is never ignored: a person sees it.
    """
    fan = Fan.objects(id=message.fan_id).only("blocked", "messages", "vip").first() if message.fan_id else None
    before = judge.model.spent() if judge.model else None
    label = _told(message) or _gated(message, fan) or _posing(message, fan) or _judged(message, judge)
    stored = _stored(label)
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
        spent=spent_on(message, before, judge.model.spent()) if judge.model and before else message.spent,
        **_recorded(message, ruled),
    )
    if to is Status.CLASSIFIED or message.edited_at:
        learn(moved, judge.embed, now, again=bool(message.label or message.edited_at))
    return moved


def _stored(label: Label) -> StoredLabel:
    return StoredLabel(
        intent=label.intent, sentiment=label.sentiment, language=label.language, urgency=label.urgency,
        needs_reply=label.needs_reply, risks=sorted(label.risks), confidence=round(label.confidence, 3), reasons=list(label.reasons),
        asks_if_machine=label.asks_if_machine, by=label.by, junk=label.junk and round(label.junk, 3),
        concern=label.concern and round(label.concern, 3), others=[kind for kind in label.others if kind is not label.intent],
    )  # fmt: skip


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


def _told(message: Message) -> Label | None:
    """What a person has said of it: it came back to be answered."""
    if message.label is None or message.label.by != "person" or (label := told(message)) is None:
        return None
    return replace(label, language=message.label.language)


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


def _posing(message: Message, fan: Fan | None) -> Label | None:
    """A label for who poses as the creator: a person sees it, and no draft is written."""
    own = _owns.get(message.account_id, lambda: _own(message))
    reason = impostor(message.fan_username, fan.name if fan else "", message.text, own)
    if not reason:
        return None
    return Label(Intent.SCAM, Sentiment.NEGATIVE, confidence=POSING, needs_reply=False, reasons=(reason,), by="gate")


def _own(message: Message) -> Own:
    """What the creator is called on all accounts of the workspace."""
    accounts = list(SocialAccount.of(message.workspace_id).only("username", "name"))
    persona = persona_of(message.workspace_id)
    names = [*(account.name for account in accounts), *([persona.name] if persona else [])]
    return Own(tuple(one.username for one in accounts if one.username), tuple(filter(None, names)))


def _second(message: Message, label: Label, model: Asked) -> Label:
    """Both opinions; the classifier's alone when the model gives none."""
    try:
        answer = model.ask_json(ask(message.text, message.post.title if message.post else ""), SCHEMA, TOKENS)
        both = joined(label, answer)
        return both if both.intent is label.intent else replace(both, others=(label.intent, *both.others))
    except (ConnectorError, ValueError, KeyError) as error:
        log.info("no second opinion", message=str(message.id), error=type(error).__name__)
        return label


def _judged(message: Message, judge: Judge) -> Label:
    persona = persona_of(message.workspace_id)
    usual = persona.languages[0] if persona and persona.languages else "en"
    classifier = classifier_of(message.workspace_id, judge.classifier, judge.embed)
    label = classifier.label(message.text, judge.embed([message.text])[0], usual)
    if is_unsure(label) and judge.model and judge.model.available and judge.model.strong:
        label = _second(message, label, judge.model)
    if message.kind == DIRECT_MESSAGE and label.intent is Intent.OTHER and not label.needs_reply:
        return replace(label, needs_reply=True, reasons=(*label.reasons, "It came as a direct message."))
    return label

"""Third step: the reply the creator would have written, or honestly none; then autonomy decides who sends it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from avatar.autonomy import Switches, decide
from avatar.disclosure import asks_if_machine
from avatar.injection import suspicious
from avatar.labels import Decision, Draft, Intent, Label, Risk, Sentiment, Urgency
from models import Message, SocialAccount, Status, Workspace
from models.lifecycle import move, touch
from models.message import StoredLabel, UsedExample, UsedFact
from pipeline.autonomy import count_sent, earned_for, sample_share
from pipeline.classify import is_ignored
from pipeline.confidence import sure
from pipeline.disclosure import DOES_NOT_FIT, Teller, Told, own_lines, with_disclosure
from pipeline.fan_marks import wants_people
from pipeline.personas import persona_of
from pipeline.quiet import paused
from pipeline.remembered import Remembered
from pipeline.ruling import overruled, templated, way_of
from pipeline.spending import spent_on
from pipeline.usage import auto_send_refused, rests
from pipeline.voice_version import voice_version
from pipeline.writing import Writer, write
from settings import settings

__all__ = ["Writer", "draft"]

SWITCH_SECONDS = 1.0
BY_ITSELF = "Sent by itself, after the time to undo it."
_known_switches: Remembered[Switches] = Remembered(SWITCH_SECONDS)


@dataclass(frozen=True)
class Outgoing:
    """The words as they would go out, with the line that says who answers; when that was decided, and until when it waits."""

    told: Told
    now: datetime
    quiet_until: datetime | None = None


def draft(message: Message, writer: Writer, now: datetime, draw: Callable[[], float] = random.random) -> Message:
    """Draft an answer to a classified message and move it to approved (sent by itself after the undo window) or in_review.

    It waits as it is while the workspace's plan is not paid.

    `draw` gives numbers from 0 to 1 by chance: some of what would go by itself asks a person all the same.
    Raises Lost when somebody else moved it, Transient while a strong language model may come back soon.
    """
    label = label_of(message.label)
    if is_ignored(label, way_of(message)) and message.reply.drafted_at is None:
        return move(message, Status.IGNORED, by="worker", why=" ".join(label.reasons), now=now)
    if unpaid := rests(message.workspace_id, now):
        return touch(message, wake_at=unpaid.until, busy_until=None, attempts=0, problem=unpaid.sentence)
    limits, before = writer.platform(message.platform).limits[message.kind], writer.model.spent()
    written = templated(message, limits.max_reply_bytes) or _written(message, label, writer, now)
    message.spent = spent_on(message, before, writer.model.spent())
    switches, earned = _switches(message, writer), earned_for(message, label.intent, draw(), now)
    decision = _ruled(message, written, decide(label, written, switches, earned), switches)
    if why := _needs_a_person(message, now):
        decision = Decision(False, (why,))
    if decision.auto_send and (why := auto_send_refused(message.workspace_id, now)):
        decision = Decision(False, (why,), decision.eligible)
    quiet = paused(message, now) if decision.auto_send else None
    if quiet and quiet.ask:
        decision = Decision(False, (quiet.ask,), decision.eligible)
    told = _told(message, written, limits.max_reply_bytes, now) if decision.auto_send else Told(written.text)
    if told is None:
        decision, told = Decision(False, (DOES_NOT_FIT,), decision.eligible), Told(written.text)
    return _hand_on(message, written, decision, Outgoing(told, now, quiet.until if quiet else None))


def _written(message: Message, label: Label, writer: Writer, now: datetime) -> Draft:
    if why := wants_people(message.fan_id, message.workspace_id):
        return Draft("", "none", reasons=(why,))
    return sure(write(message, label, writer, now), message.workspace_id)


def _ruled(message: Message, written: Draft, decision: Decision, switches: Switches) -> Decision:
    """The decision after the owner's rules; nothing is above the red button."""
    if not message.ruling or switches.stopped:
        return decision
    account = SocialAccount.objects(id=message.account_id).only("consents").first()
    return overruled(message, written, decision, account)


def _told(message: Message, written: Draft, max_bytes: int, now: datetime) -> Told | None:
    """The reply with the line that says who answers, where the fan must be told; None when that does not fit."""
    persona = persona_of(message.workspace_id)
    name = persona.name if persona else "the creator"
    return with_disclosure(message, written.text, Teller(name, max_bytes, own_lines(message.workspace_id)), now)


def _needs_a_person(message: Message, now: datetime) -> str:
    """What no confidence makes good; "" when nothing speaks against going by itself."""
    if message.reply.drafted_at is not None:
        return "Another draft was asked for, so a person decides."
    if why := wants_people(message.fan_id, message.workspace_id):
        return why
    if message.reply_by and message.reply_by <= now:
        return "The time in which a machine may answer is over; the platform still takes a person's own words."
    if message.held:
        return "The platform keeps this message from the public, so a person decides."
    if message.attachments:
        return "It came with something that the avatar cannot see, so a person decides."
    if asks_if_machine(message.text):
        return "It may ask whether a machine answers, or for a person; the answer must be true."
    return suspicious(message.text)


def _hand_on(message: Message, written: Draft, decision: Decision, out: Outgoing) -> Message:
    now, whole = out.now, replace(written, text=out.told.text)
    reply = _reply(whole, decision, now) | _evidence(message, decision) | {"reply__disclosure": out.told.line}
    if decision.auto_send:
        send_after = max(now + timedelta(seconds=settings().undo_seconds), out.quiet_until or now)
        why = "Sent by itself, when your quiet hours are over." if out.quiet_until else BY_ITSELF
        sent = move(
            message, Status.APPROVED, by="worker", why=why, now=now,
            send_after=send_after, wake_at=send_after, problem="", reply__mode="auto", **reply,
        )  # fmt: skip
        count_sent(sent)
        return sent
    why = " ".join(decision.reasons)
    return move(message, Status.IN_REVIEW, by="worker", why=why, now=now, problem="", reply__mode="", **reply)


def _reply(written: Draft, decision: Decision, now: datetime) -> dict[str, Any]:
    shown = [
        UsedExample(example_id=one.id, fan_text=one.fan_text, text=one.text, similarity=one.similarity) for one in written.examples
    ]  # fmt: skip
    facts = [
        UsedFact(
            fact_id=one.id, text=one.text, source=one.source, title=one.title, url=one.url, starts_at=one.starts_at
        )
        for one in written.facts
    ]
    reasons = dict.fromkeys((*written.reasons, *decision.reasons))
    return {
        "reply__text": written.text, "reply__draft_text": written.text, "reply__candidates": list(written.candidates),
        "reply__source": written.source, "reply__examples": shown, "reply__style_score": written.style_score,
        "reply__confidence": written.confidence, "reply__findings": list(written.findings), "reply__reasons": list(reasons),
        "reply__notes": list(written.reasons), "reply__drafted_at": now, "reply__facts": facts,
        "reply__memories": list(written.memories), "reply__measured": dict(written.measured),
    }  # fmt: skip


def _evidence(message: Message, decision: Decision) -> dict[str, Any]:
    """What a later verdict on this draft will count as."""
    share = sample_share(message.account_id, message.label.intent) if decision.sampled else 0.0
    version = voice_version(message.workspace_id)
    return {
        "spent": message.spent,
        "reply__eligible": decision.eligible,
        "reply__sample_share": share,
        "reply__voice_version": version,
    }


def _switches(message: Message, writer: Writer) -> Switches:
    """At most SWITCH_SECONDS old; whoever delivers looks again, so what a person closes is closed at once."""

    def read() -> Switches:
        account = (
            SocialAccount.objects(id=message.account_id).only("auto_send", "auto_send_intents", "consents").first()
        )
        workspace = Workspace.objects(id=message.workspace_id).only("stopped").first()
        return Switches(
            auto_send=account.auto_send, intents=frozenset(account.auto_send_intents), stopped=workspace is None or workspace.stopped,
            may_speak=account.consented() or writer.platform(message.platform).may_auto_send_by_default,
        )  # fmt: skip

    return _known_switches.get(message.account_id, read)


def label_of(stored: StoredLabel) -> Label:
    """A stored label as it was judged."""
    return Label(
        Intent(stored.intent), Sentiment(stored.sentiment), stored.language, Urgency(stored.urgency), stored.needs_reply,
        frozenset(Risk(risk) for risk in stored.risks), stored.confidence, tuple(stored.reasons), stored.asks_if_machine, stored.by,
    )  # fmt: skip

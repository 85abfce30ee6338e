"""Send by itself or ask a person. Pure; every reason is a sentence, those for asking first."""

from collections.abc import Collection
from dataclasses import dataclass

from avatar.explain import RISKS
from avatar.labels import Decision, Draft, Intent, Label

LABEL_FROM = 0.6
DRAFT_FROM = 0.75

ASKS_FOR_A_PERSON: dict[Intent, str] = {
    Intent.PURCHASE_INTEREST: "It asks about buying something: prices and stock are yours to say.",
    Intent.CRITICISM: "It criticises something: how to take that is yours to decide.",
    Intent.PERSONAL_STORY: "It tells a personal story, which deserves your own eyes.",
    Intent.COLLABORATION: "It offers to work together.",
    Intent.PRESS: "It comes from the press.",
    Intent.CRISIS: "It may come from someone in a crisis.",
    Intent.THREAT: "It threatens.",
    Intent.HATE: "It insults you or others.",
    Intent.SPAM: "It may be advertising.",
    Intent.SCAM: "It may be a scam.",
}
NEVER = frozenset(ASKS_FOR_A_PERSON) - {Intent.PURCHASE_INTEREST, Intent.CRITICISM, Intent.PERSONAL_STORY}
"""No switch opens auto-send for these."""


@dataclass(frozen=True)
class Switches:
    """What the people of the workspace allow for one account."""

    auto_send: bool = False
    intents: Collection[str] = ()
    stopped: bool = False  # the red button
    may_speak: bool = True  # the platform's rules: a standing consent where it demands one


def decide(label: Label, draft: Draft, switches: Switches) -> Decision:
    """Auto-send only when nothing at all speaks against it."""
    against = [*_by_people(label, switches), *_by_message(label, switches), *_by_draft(draft)]
    if against:
        return Decision(False, tuple(dict.fromkeys(against)))
    sure = f"The label is {label.confidence:.0%} sure, the draft {draft.confidence:.0%}, and the guard is silent."
    return Decision(True, (f"You let the avatar answer messages of the kind “{label.intent.replace('_', ' ')}”.", sure))


def _by_message(label: Label, switches: Switches) -> list[str]:
    risks = [f"It {RISKS[risk]}, so a person answers." for risk in sorted(label.risks)]
    if label.intent in ASKS_FOR_A_PERSON and (label.intent in NEVER or label.intent not in switches.intents):
        risks.append(ASKS_FOR_A_PERSON[label.intent])
    if label.asks_if_machine:
        risks.append("It may ask whether a machine answers; the answer must be true.")
    if label.confidence < LABEL_FROM:
        risks.append(f"It is not clear what it wants (the label is {label.confidence:.0%} sure).")
    return risks


def _by_draft(draft: Draft) -> list[str]:
    if not draft.text:
        return list(draft.reasons) or ["There is no draft."]
    against = [f"The guard objects: {finding}" for finding in draft.findings]
    if draft.confidence < DRAFT_FROM:
        against.append(
            f"The draft is {draft.confidence:.0%} sure, less than the {DRAFT_FROM:.0%} that auto-send asks for."
        )
    return against


def _by_people(label: Label, switches: Switches) -> list[str]:
    if switches.stopped:
        return ["Everything is stopped: nothing is sent by itself."]
    if not switches.auto_send:
        return ["Auto-send is off for this account."]
    if not switches.may_speak:
        return ["Auto-send needs your recorded consent for this account."]
    if label.intent not in switches.intents:
        return [f"Auto-send is off for messages of the kind “{label.intent.replace('_', ' ')}”."]
    return []

"""Send by itself or ask a person. Pure; every reason is a sentence, those for asking first."""

from collections.abc import Collection
from dataclasses import dataclass

from avatar.bounds import Opening
from avatar.explain import RISKS
from avatar.labels import Decision, Draft, Intent, Label

LABEL_FROM = 0.6
DRAFT_FROM = 0.75
"""Where nobody asks for proof: the hand-set bound of demos and load tests."""

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


SAMPLE = "A sample: now and then a person decides, so that the figures stay true."


@dataclass(frozen=True)
class Switches:
    """What the people of the workspace allow for one account."""

    auto_send: bool = False
    intents: Collection[str] = ()
    stopped: bool = False  # the red button
    may_speak: bool = True  # the platform's rules: a standing consent where it demands one


@dataclass(frozen=True)
class Earned:
    """What the figures say for the account and the kind of message, and the draw for the sample."""

    opening: Opening | None  # None: no proof is asked for (AUTONOMY=trusting)
    sample_share: float = 0.0  # of what would go by itself, asks a person all the same
    draw: float = 1.0  # 0..1, by chance


def decide(label: Label, draft: Draft, switches: Switches, earned: Earned) -> Decision:
    """Auto-send only what people allow, figures have earned and nothing at all speaks against; of that, a sample asks."""
    vetoes = [*_by_message(label), *_by_draft(draft)]
    against = [*_by_people(label, switches), *_by_kind(label, switches), *vetoes, *_by_figures(draft, earned)]
    eligible = not vetoes and label.intent not in NEVER
    if against:
        return Decision(False, tuple(dict.fromkeys(against)), eligible)
    if earned.draw < earned.sample_share:
        return Decision(False, (SAMPLE,), eligible, sampled=True)
    sure = f"The label is {label.confidence:.0%} sure, the draft {draft.confidence:.0%}, and the guard is silent."
    allowed = f"You let the avatar answer messages of the kind “{label.intent.replace('_', ' ')}”."
    return Decision(True, (allowed, sure, *_proof(earned)), eligible)


def _by_figures(draft: Draft, earned: Earned) -> list[str]:
    """What was earned, and whether this draft reaches it."""
    opening = earned.opening
    if opening is not None and opening.threshold is None:
        return [f"Auto-send for this kind of message is not earned yet: {figures(opening)}"]
    least = DRAFT_FROM if opening is None or opening.threshold is None else opening.threshold
    if not draft.text or draft.confidence >= least:
        return []
    return [f"The draft is {draft.confidence:.0%} sure, less than the {least:.0%} that auto-send asks for."]


def _proof(earned: Earned) -> list[str]:
    return [figures(earned.opening)] if earned.opening else ["Nothing had to be earned: AUTONOMY is set to trusting."]


def figures(opening: Opening) -> str:
    """The numbers behind an opening, or how far away it is, as a sentence."""
    if not opening.trials:
        return f"No draft of this kind was judged yet; it opens at {opening.needed} without an error."
    unchanged = f"{opening.trials - opening.errors} of {opening.trials} drafts were approved unchanged"
    if opening.threshold is not None:
        return f"{unchanged}; errors stay below {opening.bound:.1%}."
    errors = {0: "without an error", 1: "with one error"}.get(opening.errors, f"with {opening.errors} errors")
    return f"{unchanged}; it opens at {opening.needed} {errors}."


def _by_kind(label: Label, switches: Switches) -> list[str]:
    opened = label.intent not in NEVER and label.intent in switches.intents
    return [] if opened or label.intent not in ASKS_FOR_A_PERSON else [ASKS_FOR_A_PERSON[label.intent]]


def _by_message(label: Label) -> list[str]:
    risks = [f"It {RISKS[risk]}, so a person answers." for risk in sorted(label.risks)]
    if label.asks_if_machine:
        risks.append("It may ask whether a machine answers; the answer must be true.")
    if label.confidence < LABEL_FROM:
        risks.append(f"It is not clear what it wants (the label is {label.confidence:.0%} sure).")
    return risks


def _by_draft(draft: Draft) -> list[str]:
    if not draft.text:
        return list(draft.reasons) or ["There is no draft."]
    return [f"The guard objects: {finding}" for finding in draft.findings]


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

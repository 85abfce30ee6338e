"""Whether a tuned model should take the place of the present one: measured on messages that none of them has learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median

from avatar.bounds import at_most


class Arm(StrEnum):
    CANDIDATE = "candidate"  # the tuned model
    CURRENT = "current"  # what writes now
    RETRIEVAL = "retrieval"  # the creator's past replies alone


FEWEST = 20  # messages; fewer say nothing
SURE = 0.1
"""How likely chance alone may be to make the candidate look so much better."""


@dataclass(frozen=True)
class Tried:
    """What one arm wrote to one message. `accepted`: the verifier takes it for the creator's; None: there is no verifier.

    `style` 0..100, `edit` share of letters between it and what the creator wrote, `seconds` it took, `dollars` None: unknown.
    An empty text is an honest "no draft".
    """

    text: str
    accepted: bool | None = None
    style: float | None = None
    edit: float = 1.0
    findings: int = 0
    copied: int = 0  # words of the longest run shared with one past reply
    copies: bool = False  # more than the bound
    seconds: float = 0.0
    dollars: float | None = None


@dataclass(frozen=True)
class Score:
    """An arm over all messages; shares 0..1 of its drafts, None where there is nothing to divide by."""

    messages: int
    drafts: int
    accepted: float | None
    style: float | None
    edit: float | None  # mean over its drafts
    refused: float | None  # the guard objects
    copies: float | None
    seconds: float | None  # median
    dollars: float | None  # per draft


@dataclass(frozen=True)
class Advice:
    """`promote` is a recommendation; `reasons` are sentences with the figures behind it."""

    promote: bool
    sentence: str
    reasons: tuple[str, ...]


def score(tried: Sequence[Tried]) -> Score:
    """One arm's figures."""
    drafts = [one for one in tried if one.text]
    judged = [one.accepted for one in drafts if one.accepted is not None]
    styles = [one.style for one in drafts if one.style is not None]
    costs = [one.dollars for one in drafts if one.dollars is not None]
    return Score(
        len(tried), len(drafts), _mean(judged), _mean(styles), _mean([one.edit for one in drafts]),
        _mean([one.findings > 0 for one in drafts]), _mean([one.copies for one in drafts]),
        median(one.seconds for one in drafts) if drafts else None, _mean(costs) if len(costs) == len(drafts) else None,
    )  # fmt: skip


def advise(arms: Mapping[Arm, Sequence[Tried]]) -> Advice:
    """Whether to promote the candidate. The sequences are of the same messages in the same order."""
    candidate, current = arms[Arm.CANDIDATE], arms[Arm.CURRENT]
    new, old, past = (score(arms.get(arm, ())) for arm in Arm)
    if new.messages < FEWEST:
        return Advice(
            False, f"Too little to say: only {new.messages} messages to try it on, and {FEWEST} are needed.", ()
        )
    closer, farther = _closer(candidate, current)
    chance = at_most(farther, closer + farther, 0.5) if closer + farther else 1.0
    reasons = (
        f"Nearer to what you wrote in {closer} of {closer + farther} messages where the two differ.",
        *_said("Taken for yours", new.accepted, old.accepted, past.accepted),
        *_said("Refused by the guard", new.refused, old.refused, past.refused),
        *_said("Repeats one past reply at length", new.copies, old.copies, past.copies),
        f"It wrote a draft for {new.drafts} of {new.messages} messages; what writes now for {old.drafts}.",
    )
    if worse := _worse(new, old):
        return Advice(False, f"Keep what writes now: {worse}", reasons)
    if chance <= SURE:
        return Advice(True, "Promote it: it comes nearer to what you wrote, and that is hardly chance.", reasons)
    return Advice(False, "Keep what writes now: the difference may be chance.", reasons)


def _worse(new: Score, old: Score) -> str:
    """What speaks against it whatever else is better; "" when nothing does."""
    if (new.refused or 0.0) > (old.refused or 0.0) + 0.05:
        return "the guard refuses it more often."
    if (new.copies or 0.0) > (old.copies or 0.0) + 0.02:
        return "it repeats past replies more often."
    if new.drafts < 0.8 * old.drafts:
        return "it has an answer much less often."
    if None not in (new.accepted, old.accepted) and (new.accepted or 0.0) < (old.accepted or 0.0) - 0.05:
        return "it sounds less like you."
    return ""


def _closer(candidate: Sequence[Tried], current: Sequence[Tried]) -> tuple[int, int]:
    """In how many messages each needs the smaller edit; those where both need the same say nothing."""
    pairs = [
        (one.edit if one.text else 1.0, other.edit if other.text else 1.0)
        for one, other in zip(candidate, current, strict=True)
    ]
    return sum(one < other for one, other in pairs), sum(one > other for one, other in pairs)


def _said(what: str, new: float | None, old: float | None, past: float | None) -> tuple[str, ...]:
    if new is None:
        return ()
    others = [
        f"{name} {share:.0%}"
        for name, share in (("what writes now", old), ("past replies alone", past))
        if share is not None
    ]
    return (f"{what}: {new:.0%} of its drafts; {', '.join(others)}.".replace("%", " %"),)


def _mean(values: Sequence[float | bool]) -> float | None:
    return fmean(values) if values else None

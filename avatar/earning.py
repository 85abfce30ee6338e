"""What one kind of message on one account has earned, and when it is lost again: exact tests of what people decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from avatar.bounds import Opening, Reviewed, at_least, fixed_sequence, grid_for

WINDOWS = (10, 20, 30)
"""So many of the newest reviewed drafts are looked at, so that a sudden change shows early and a slow one at all."""
CHANCE = 0.02
"""So unlikely must it be, if the promise still held, that there are so many errors."""


@dataclass(frozen=True)
class Promise:
    """Of what goes by itself a share of `target` would have been sent unchanged; `confidence` is how sure that must be. 0..1."""

    target: float = 0.95
    confidence: float = 0.9


@dataclass(frozen=True)
class Record:
    """What is known since the evidence was last thrown away. `reviewed` has the newest last.

    `threshold` is the one in force, None while nothing goes by itself. Since it opened, `sent` went by themselves and
    `taken_back` of these were undone, taken down or answered with anger.
    """

    reviewed: Sequence[Reviewed]
    threshold: float | None = None
    sent: int = 0
    taken_back: int = 0


@dataclass(frozen=True)
class Judgement:
    """What is open from now on. `alarm` says why it is not though enough was counted; `lost`: the evidence is void."""

    opening: Opening
    alarm: str = ""
    lost: bool = False


def judge(record: Record, promise: Promise) -> Judgement:
    """Open, stay, or close: closing by itself needs no person, opening needs the bound to hold and nothing alarming lately."""
    grid = grid_for(record.reviewed, promise.target, promise.confidence)
    opening = fixed_sequence(record.reviewed, grid, promise.target, promise.confidence)
    in_force = opening.threshold if opening.threshold is not None else record.threshold
    if in_force is None:
        return Judgement(opening)
    newest = [one.unchanged for one in record.reviewed if one.confidence >= in_force]
    found = alarm(newest, promise.target) or taken_back_too_often(record.sent, record.taken_back, promise.target)
    if not found:
        return Judgement(opening)
    return Judgement(replace(opening, threshold=None), found, lost=record.threshold is not None)


def alarm(newest: Sequence[bool], target: float) -> str:
    """Why the newest decisions on drafts that could have gone (True: unchanged, the newest last) speak against the promise."""
    for window in WINDOWS:
        errors = list(newest[-window:]).count(False)
        if len(newest) >= window and at_least(errors, window, 1 - target) <= CHANCE:
            return f"{errors} of the newest {window} drafts were not approved unchanged."
    return ""


def taken_back_too_often(sent: int, taken_back: int, target: float) -> str:
    """The same for replies that went by themselves. Nobody looks at all of them, so this can show too many errors, never few."""
    if not taken_back or at_least(taken_back, max(sent, taken_back), 1 - target) > CHANCE:
        return ""
    return (
        f"{taken_back} of {max(sent, taken_back)} replies that went by themselves were taken back or made a fan angry."
    )

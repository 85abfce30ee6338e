"""What the avatar keeps of a fan: what takes the place of what, how long it stays, and what comes to mind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from avatar.noticing import LONGEST, Kind, Noted, worth_remembering

__all__ = ["LONGEST", "Kept", "Kind", "Noted", "expires_at", "recall", "repeated", "supersede", "worth_remembering"]

_DAYS = {Kind.EVENT: 30, Kind.ACHIEVEMENT: 90, Kind.GEAR: 180, Kind.HOBBY: 365, Kind.PET: 365, Kind.FIRST: 365}
_LONGEST_DAYS = 400  # a birthday comes once a year
COMES_TO_MIND = 0.24
"""From this sum of meaning and recency on; an old memory of something else has no place in an answer."""
_RECENT, _HALF_LIFE_DAYS = 0.15, 30.0
_ALWAYS = {Kind.NAME: 0.3}
"""How somebody wants to be called fits every answer."""


@dataclass(frozen=True)
class Kept:
    """A memory as it lies in the database. `vector`: (d,) of unit length, empty where it is not made yet."""

    id: str
    kind: Kind
    slot: str
    text: str
    said_at: datetime
    vector: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


def supersede(known: Sequence[Kept], new: Noted) -> tuple[Kept, ...]:
    """Those of `known` that speak of the same as `new`, in other words: the newer ones count, these go."""
    return tuple(one for one in known if one.kind is new.kind and _same(one, new) and one.text != new.text)


def _same(one: Kept, new: Noted) -> bool:
    """The same slot; and a dog whose name was not known may be the one that has a name now."""
    return one.slot == new.slot or (new.kind is Kind.PET and new.slot.startswith(f"{one.slot} "))


def repeated(known: Sequence[Kept], new: Noted) -> Kept | None:
    """The one that says what `new` says; the fan only told it again."""
    return next((one for one in known if (one.kind, one.slot, one.text) == (new.kind, new.slot, new.text)), None)


def expires_at(kind: Kind, now: datetime) -> datetime:
    """When a memory that was told `now` is forgotten."""
    return now + timedelta(days=_DAYS.get(kind, _LONGEST_DAYS))


def recall(memories: Sequence[Kept], vector: NDArray[np.float32], now: datetime, most: int = 3) -> tuple[Kept, ...]:
    """What comes to mind at a message with this meaning, (d,) of unit length: near in meaning or told of late, best first."""
    scored = [(_score(one, vector, now), one) for one in memories]
    near = sorted((pair for pair in scored if pair[0] >= COMES_TO_MIND), key=lambda pair: -pair[0])
    return tuple(one for _score_of_it, one in near[:most])


def _score(one: Kept, vector: NDArray[np.float32], now: datetime) -> float:
    meaning = float(one.vector @ vector) if one.vector.shape == vector.shape else 0.0
    age_days = max(0.0, (now - one.said_at).total_seconds() / 86_400)
    return max(0.0, meaning) + _RECENT * 0.5 ** (age_days / _HALF_LIFE_DAYS) + _ALWAYS.get(one.kind, 0.0)

"""Which letters a person is asked about, so that the answers teach most: those that are hardest to tell, and a few by chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

SURE = 0.1
"""A chance below this or above its counterpart is no doubt: chances are honest, so fewer than one in ten such letters is misread."""
ONE_BY_CHANCE_IN = 5
"""What is asked only because it is hard says nothing of how often labels are right; what is taken by chance does."""


@dataclass(frozen=True)
class Judged:
    """A letter that nobody has spoken of: the chances that it is junk, and that it is about the content and wants something."""

    id: str
    junk: float
    concern: float

    @property
    def margin(self) -> float:
        """How far (0..0.5) the less certain of the two questions is from a toss of a coin."""
        return min(abs(self.junk - 0.5), abs(self.concern - 0.5))

    @property
    def is_unsure(self) -> bool:
        """Whether a person's word on it is worth asking for."""
        return self.margin <= 0.5 - SURE


@dataclass(frozen=True)
class Question:
    """A letter to ask about. `by_chance`: it was not chosen for being hard."""

    id: str
    by_chance: bool


def questions(letters: Sequence[Judged], most: int, chance: Random) -> list[Question]:
    """Up to `most` of `letters`, the least sure first; one in ONE_BY_CHANCE_IN is any of them, at any place. None where all is sure.

    Those by chance are drawn first and from all, the unsure included, or they would speak only for what is easy.
    """
    unsure = sorted((one for one in letters if one.is_unsure), key=lambda one: one.margin)
    count = min(most, len(unsure) * ONE_BY_CHANCE_IN // (ONE_BY_CHANCE_IN - 1), len(letters))
    drawn = chance.sample(list(letters), count // ONE_BY_CHANCE_IN) if unsure else []
    taken = {one.id for one in drawn}
    asked = [Question(one.id, False) for one in unsure if one.id not in taken][: count - len(drawn)]
    for one in drawn:
        asked.insert(chance.randint(0, len(asked)), Question(one.id, True))
    return asked

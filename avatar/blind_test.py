"""The blind test: the creator's own reply beside the avatar's, and whether the creator can tell which is which."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from avatar.examples import Exchange

PAIRS = 10
SHORTEST, LONGEST = 12, 300  # characters of a reply: "ok" tells nothing, an essay tells everything
TOLD_APART = 0.05
"""Below this chance that so many right answers were luck, the avatar can be told apart."""


@dataclass(frozen=True)
class Result:
    """How it went. `right`: how often the creator knew the own reply; `luck`: the chance of that many by guessing."""

    right: int
    answered: int
    luck: float

    @property
    def sentence(self) -> str:
        """For the creator."""
        if not self.answered:
            return "Nothing is answered yet."
        share = f"You found your own reply in {self.right} of {self.answered}"
        if self.luck < TOLD_APART:
            return f"{share}. That is more than luck: the avatar can still be told from you."
        return f"{share}. Guessing does as well: here the avatar cannot be told from you."


def result(answers: Sequence[bool]) -> Result:
    """`answers`: of each answered pair, whether the creator was right."""
    answered, right = len(answers), sum(answers)
    luck = sum(comb(answered, hits) for hits in range(right, answered + 1)) / 2**answered
    return Result(right, answered, luck)


def candidates(exchanges: Sequence[Exchange], chance: random.Random) -> list[Exchange]:
    """Exchanges that can be asked about, in random order: what the creator wrote by hand, of a length that says something."""
    fit = [
        one
        for one in exchanges
        if one.source == "by_hand" and one.example.fan_text.strip() and SHORTEST <= len(one.example.text) <= LONGEST
    ]
    seen = {one.example.text.casefold(): one for one in fit}
    return chance.sample(list(seen.values()), len(seen))

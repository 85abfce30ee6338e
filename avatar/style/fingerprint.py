"""The linguistic fingerprint of how one person writes: measured, comparable, explainable in plain words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from avatar.style.describe import sentences
from avatar.style.endings import closers
from avatar.style.habits import Habits, held_out_strangeness
from avatar.style.measure import bursts, pictures
from avatar.style.pictures import Pictures
from avatar.style.verifier import Verifier

FEWEST = 12
"""With fewer replies than this there is no score: the held-out part would say nothing."""
FOLDS = 5


@dataclass(frozen=True)
class Fingerprint:
    """How one creator writes. `score` compares with the creator's own replies that were held out of the measuring."""

    replies: int
    habits: Habits | None
    own: NDArray[np.float64]  # distances of held-out replies, sorted
    emoji: tuple[str, ...]  # the ones used most
    closers: dict[str, frozenset[str]]  # kind of message -> signatures that end many replies of that kind
    verifier: Verifier | None  # None: too few replies, or too few texts by others
    seen: Pictures

    @classmethod
    def of(
        cls,
        replies: Sequence[str],
        kinds: Sequence[str] = (),
        platforms: Sequence[str] = (),
        others: Sequence[str] = (),
    ) -> "Fingerprint":
        """Measure `replies`, in the order of time, either way round.

        `kinds` and `platforms`, if given, say of each what it was (comment, direct message) and where it stood; `others` are texts
        by other people, best the fans' messages.
        """
        there = [i for i, reply in enumerate(replies) if reply.strip()]
        texts = [replies[i].strip() for i in there]
        verifier = Verifier.of(texts, others)
        own = _held_out(texts, verifier)
        seen = pictures(texts, [platforms[i] for i in there] if platforms else (), others)
        favourites = tuple(bar.name for bar in seen.emoji[:6] if bar.value > 1)
        habits = Habits.of(texts) if texts else None
        return cls(len(texts), habits, own, favourites, closers(replies, kinds), verifier, seen)

    def in_bursts(self, sizes: Sequence[int]) -> "Fingerprint":
        """The same, knowing of each time the creator wrote to somebody how many replies came in a row."""
        return replace(self, seen=replace(self.seen, bursts=bursts(sizes)))

    def distances(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """How far each of `texts` is from how the creator writes; bigger is stranger. They may be added up over texts.

        With a verifier, the natural logarithm of the odds against the creator. Raises ValueError without any reply.
        """
        if self.verifier is not None:
            return -self.verifier.log_odds(texts)
        if self.habits is None:
            raise ValueError("nothing is known of how the creator writes")
        return np.array([self.habits.strangeness(text.strip()) for text in texts])

    def score(self, text: str) -> float | None:
        """0..100: the share of the creator's own held-out replies that sound less or equally like them. None: too few replies."""
        if not len(self.own) or not text.strip():
            return None
        stranger = len(self.own) - np.searchsorted(self.own, self.distances([text])[0])
        return round(100 * float(stranger) / len(self.own), 1)

    def usual_length(self) -> tuple[int, int]:
        """Characters: what nine of ten replies stay within."""
        if self.habits is None:
            return 10, 200
        middle, spread = self.habits.mean[0], self.habits.spread[0]
        return int(math.expm1(middle - 1.3 * spread)), int(math.expm1(middle + 1.3 * spread))

    def describe(self) -> tuple[str, ...]:
        """The habits that stand out, as sentences to follow the creator's name."""
        return sentences(list(self.habits.mean), self.usual_length(), self.seen) if self.habits else ()

    def pictures(self) -> Pictures:
        """What was measured, as numbers for charts."""
        return self.seen


def _held_out(texts: list[str], verifier: Verifier | None) -> NDArray[np.float64]:
    if verifier is not None:
        return np.sort(-verifier.own)
    return np.sort(held_out_strangeness(texts, FOLDS)) if len(texts) >= FEWEST else np.zeros(0)

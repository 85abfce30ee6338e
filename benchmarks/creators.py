"""Simulated creators for benchmarks.autonomy: fans whose drafts have a hidden truth, and an account that the product's functions drive."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from avatar.autonomy import Earned, Switches, decide
from avatar.bounds import Opening, Reviewed
from avatar.calibration import Outcome, learned_of, rescored
from avatar.confidence import COLD, Learned, columns, confidence
from avatar.earning import Judgement, Promise, Record, judge
from avatar.labels import Draft, Intent, Label

PROMISE = Promise(target=0.95, confidence=0.9)
SAMPLE_SHARE = 0.05
LEARNED_FROM = 1_000
POPULATION, BLOCK = 3_000, 500
RELEARN, REJUDGE = 50, 5  # reviews; the product relearns hourly and judges at each
SKILL, SPREAD = 4.0, 2.9
"""Logit of the chance that a draft of middling quality is sent unchanged, and what one deviation of quality adds: 88 % in all."""
NOTICED = 0.1  # share of the wrong replies sent by themselves that a person takes back
EVERYTHING = Switches(auto_send=True, intents=frozenset({Intent.PRAISE}))
PRAISE = Label(Intent.PRAISE, confidence=0.95)
Array = NDArray[np.float64]


class Fans:
    """An endless row of drafts with their truth. `skill` may change: that is drift nothing measured shows."""

    def __init__(self, seed: int, skill: float = SKILL) -> None:
        self.chance, self.skill, self._made = np.random.default_rng(seed), skill, 0

    def drafts(self, count: int) -> list[Outcome]:
        quality = self.chance.normal(size=count)
        measured, uniform = self._measured(quality), self.chance.random(count)
        truth = uniform < 1 / (1 + np.exp(-(self.skill + SPREAD * quality)))
        names = list(measured)
        self._made += count
        return [
            Outcome(
                str(self._made + number),
                {name: float(measured[name][number]) for name in names},
                bool(truth[number]),
            )
            for number in range(count)
        ]

    def _measured(self, quality: Array) -> dict[str, Array]:
        """Each shows the quality, with noise of its own; one is pure noise."""
        noise = self.chance.normal(size=(6, len(quality)))
        return {
            "relevance": np.clip(0.72 + 0.13 * quality + 0.1 * noise[0], 0, 1),
            "style": np.clip(0.6 + 0.1 * quality + 0.2 * noise[1], 0, 1),
            "label": np.clip(0.85 + 0.04 * quality + 0.1 * noise[2], 0, 1),
            "verifier": np.clip(0.6 + 0.12 * quality + 0.2 * noise[3], 0, 1),
            "novelty": np.clip(0.4 - 0.1 * quality + 0.1 * noise[4], 0, 1),
            "from_past": (noise[5] > 0).astype(float),
        }

    def row(self) -> Iterator[Outcome]:
        while True:
            before = self.skill
            for draft in self.drafts(BLOCK):
                yield draft
                if self.skill != before:
                    break


@dataclass
class Creator:
    """One account and kind of message, as the product drives it."""

    seed: int
    outcomes: list[Outcome] = field(default_factory=list)
    learned: Learned | None = None
    judgement: Judgement = field(default_factory=lambda: Judgement(Opening(None, 0, 0, 1.0, 0)))
    since: int = 0  # evidence before this place is void
    sent: int = 0
    wrong: int = 0
    taken_back: int = 0
    sent_now: int = 0  # since it opened
    met: int = 0
    closed: str = ""
    scored: list[Reviewed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fans = Fans(self.seed)
        self.draw = np.random.default_rng([self.seed, 1])

    @property
    def threshold(self) -> float | None:
        return self.judgement.opening.threshold

    def meet(self, draft: Outcome) -> bool:
        """One message. True: a person decided it."""
        self.met += 1
        sure = confidence(draft.measured, self.learned)
        earned = Earned(self.judgement.opening, SAMPLE_SHARE, float(self.draw.random()))
        decision = decide(PRAISE, Draft("thank you", "model", confidence=sure), EVERYTHING, earned)
        if decision.auto_send:
            self._goes(draft)
            return False
        weight = 1 / SAMPLE_SHARE if decision.sampled else 1.0
        self._reviewed(Outcome(draft.key, draft.measured, draft.unchanged, weight))
        return True

    def _goes(self, draft: Outcome) -> None:
        self.sent, self.sent_now = self.sent + 1, self.sent_now + 1
        if draft.unchanged:
            return
        self.wrong += 1
        if self.draw.random() < NOTICED:
            self.taken_back += 1
            self._judge()

    def _reviewed(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.scored += rescored([outcome], self.learned)
        if len(self.outcomes) % RELEARN == 0:
            self.learned = learned_of(self.outcomes)
            self.scored = rescored(self.outcomes, self.learned)
        if len(self.outcomes) % REJUDGE == 0 or self.threshold is not None:
            self._judge()

    def _judge(self) -> None:
        was = self.threshold
        record = Record(self.scored[self.since :], was, self.sent_now, self.taken_back)
        self.judgement = judge(record, PROMISE)
        if self.judgement.lost:
            self.since, self.closed = len(self.outcomes), self.judgement.alarm
        if self.threshold is None or was is None:
            self.sent_now = self.taken_back = 0


class Truth:
    """What is really behind a threshold: the error rate and the share of drafts at or above it."""

    def __init__(self) -> None:
        others = Fans(0).drafts(POPULATION)
        self._rows = np.array([columns(one.measured) for one in others])
        self._wrong = np.array([not one.unchanged for one in others])

    def behind(self, learned: Learned | None, threshold: float) -> tuple[float, float]:
        total = self._rows @ np.array(learned.weights if learned else COLD)
        chance = 1 / (1 + np.exp(-(learned.slope * total + learned.shift if learned else total)))
        above = np.round(chance, 3) >= threshold
        return float(self._wrong[above].mean()) if above.any() else 0.0, float(above.mean())

    def possible(self) -> float:
        """The largest share that could go by itself within the target, for one who knows all truths behind a good confidence."""
        good = learned_of(Fans(1).drafts(LEARNED_FROM))
        behind = (self.behind(good, step / 1_000) for step in range(1_000))
        return round(max(share for wrong, share in behind if wrong <= 1 - PROMISE.target), 3)

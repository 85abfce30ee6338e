"""The values of drafting: how a creator writes, what is to be answered, and words that may become the draft."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from avatar.adapt import Familiar
from avatar.copying import MOST_COPIED_WORDS, Said
from avatar.examples import Corpus, Query
from avatar.generic import Generic, generics
from avatar.guard import Allowed, swear_words
from avatar.guard.vocabulary import often_said
from avatar.labels import Fact, Intent, Label, Risk
from avatar.preferences import Preference
from avatar.style import Fingerprint

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

NEVER_DRAFTED = frozenset({Risk.CRISIS, Risk.MINORS})
"""What a draft could only make worse."""
NEVER_ANSWERED = frozenset({Intent.CRISIS, Intent.THREAT, Intent.HATE, Intent.SPAM, Intent.SCAM})

SHORT_AT_LEAST = 80  # characters
SHORT_SHARE = 0.95  # of the creator's replies to praise and greetings count as short; longer ones are advice
PAST, MODEL = "past reply", "model"

STYLE, SURE, AGREED, OBJECTION = 0.15, 0.1, 0.1, 0.5
"""What style, the verifier, agreement with the other candidates and each finding weigh beside relevance."""


@dataclass(frozen=True)
class Voice:
    """Everything known of how one creator writes, ready to be used. Never changed once built."""

    corpus: Corpus
    fingerprint: Fingerprint
    familiar: Familiar
    short: int  # characters; what the creator writes back to praise and greetings is seldom longer
    plain: tuple[Generic, ...]  # replies that fit any praise or greeting
    said: Said = field(default_factory=lambda: Said.of(()))
    swear_words: frozenset[str] = frozenset()  # those the creator uses
    vocabulary: frozenset[str] = frozenset()  # what the creator says often, in its plainest form

    @classmethod
    def of(cls, corpus: Corpus, fingerprint: Fingerprint, familiar: Familiar) -> "Voice":
        kind = (Intent.PRAISE, Intent.GREETING)
        lengths = [len(exchange.example.text) for exchange in corpus.exchanges if exchange.intent in kind]
        short = max(int(np.quantile(lengths, SHORT_SHARE)) if lengths else 0, SHORT_AT_LEAST)
        texts = [exchange.example.text for exchange in corpus.exchanges]
        swears = frozenset(word for text in texts for word in swear_words(text))
        return cls(
            corpus,
            fingerprint,
            familiar,
            short,
            generics(corpus.exchanges, familiar),
            Said.of(texts),
            swears,
            often_said(texts),
        )

    @classmethod
    def empty(cls) -> "Voice":
        """Of a creator who has written nothing yet."""
        none = np.zeros((0, 1), np.float32)
        return cls.of(Corpus((), none, none), Fingerprint.of([]), Familiar())

    def chance(self, text: str) -> float | None:
        """0..1, that the creator rather than somebody else wrote this; None where too little is known."""
        verifier = self.fingerprint.verifier
        return verifier.chance(text) if verifier else None


@dataclass(frozen=True)
class Task:
    """One message to answer, and what is known for it."""

    query: Query
    label: Label
    allowed: Allowed
    fan: str = ""
    used: Sequence[str] = ()  # texts that lately were drafts for others, the latest last
    refused: Collection[str] = ()  # texts that a person has seen and wants another one for
    facts: Sequence[Fact] = ()
    memories: Sequence[str] = ()
    wanted: Sequence[Preference] = ()  # how people want drafts for such a message
    past: int = 6  # of the creator's own replies that could stand; each is looked at closely, and a person sees three


@dataclass(frozen=True)
class Candidate:
    """Words that may become the draft."""

    text: str
    source: str  # PAST or MODEL
    relevance: float
    style: float | None
    findings: tuple[str, ...] = ()
    plain: bool = False  # fits any message of its kind
    verifier: float | None = None  # 0..1, that the creator wrote it rather than somebody else
    agreement: float | None = None  # 0..1, with the other candidates
    copied: int = 0  # words of the longest run shared with one past reply
    cut: bool = False  # less or other than one whole past reply
    applied: tuple[str, ...] = ()  # preferences that changed it, as sentences

    @property
    def within(self) -> bool:
        """Whether it keeps the bound on copying."""
        return self.copied <= MOST_COPIED_WORDS

    @property
    def rank(self) -> float:
        """Relevance first, then style, verifier and agreement; no finding is forgiven lightly."""
        style = 50.0 if self.style is None or self.plain else self.style  # what fits anything comes in its own order
        sure = 0.5 if self.verifier is None or self.plain else self.verifier
        total = self.relevance + STYLE * style / 100 + SURE * sure + AGREED * (self.agreement or 0.0)
        return total - OBJECTION * (len(self.findings) + (not self.within))


def may_draft(label: Label) -> bool:
    """Whether words of ours could help at all."""
    return not label.risks & NEVER_DRAFTED and label.intent not in NEVER_ANSWERED

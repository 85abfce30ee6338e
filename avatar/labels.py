"""The words everyone speaks: what a message is, what we decide about it, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Intent(StrEnum):
    """What the fan wants with the message."""

    QUESTION = "question"
    PRAISE = "praise"
    CRITICISM = "criticism"
    REQUEST = "request"
    PURCHASE_INTEREST = "purchase_interest"
    COLLABORATION = "collaboration"
    PRESS = "press"
    PERSONAL_STORY = "personal_story"
    GREETING = "greeting"
    SPAM = "spam"
    SCAM = "scam"
    HATE = "hate"
    THREAT = "threat"
    CRISIS = "crisis"
    OTHER = "other"


class Sentiment(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Risk(StrEnum):
    """Why a person must answer. Each of these is never auto-sent."""

    CRISIS = "crisis"
    THREAT = "threat"
    HATE = "hate"
    MINORS = "minors"
    LEGAL = "legal"
    MEDICAL = "medical"
    MONEY = "money"
    PRESS = "press"
    COLLABORATION = "collaboration"


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True)
class Label:
    """What classification says of one message. `confidence` is the probability (0..1) that `intent` is right."""

    intent: Intent
    sentiment: Sentiment = Sentiment.NEUTRAL
    language: str = "en"
    urgency: Urgency = Urgency.NORMAL
    needs_reply: bool = True
    risks: frozenset[Risk] = frozenset()
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    asks_if_machine: bool = False  # the fan may want to know who answers; the answer must be true
    by: str = "local"  # who judged: "gate", "local" (the classifier), "model" or "person"
    junk: float | None = None  # the chance (0..1) that it is spam or a scam; None: nobody computed it
    concern: float | None = None  # ...that it is about the content and wants something done or answered
    others: tuple[Intent, ...] = ()  # what else it may be, the likeliest first


@dataclass(frozen=True)
class Fact:
    """One thing that is known to be true, with its source. A draft may state nothing else."""

    id: str
    text: str
    source: str  # "post", "transcript", "faq", "link", "past answer" or "persona"
    title: str = ""  # of the source, for people
    url: str = ""
    starts_at: float | None = None  # seconds into the video
    similarity: float = 0.0  # 0..1, to the message at hand


@dataclass(frozen=True)
class Example:
    """A past exchange: what a fan wrote and what the creator really answered.

    `similarity` (0..1) says how near `fan_text` is to the message at hand; filled in by `avatar.examples`.
    """

    id: str
    fan_text: str
    text: str
    language: str = "en"
    platform: str = ""
    similarity: float = 0.0


@dataclass(frozen=True)
class Draft:
    """A reply that could be sent. An empty `text` is an honest "no draft"; `reasons` then says why."""

    text: str
    source: str  # "model", "past reply", "none"
    examples: tuple[Example, ...] = ()
    candidates: tuple[str, ...] = ()
    style_score: float | None = None  # 0..100, share of the creator's own held-out replies that sound less like them
    confidence: float = 0.0
    findings: tuple[str, ...] = ()  # what the guard objects to, as sentences
    reasons: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()  # what it states, traced to its sources
    memories: tuple[str, ...] = ()  # what of the fan was remembered for it
    measured: Mapping[str, float] = field(default_factory=dict)  # what `confidence` was computed from, by name


@dataclass(frozen=True)
class Decision:
    """Send by itself or ask a person, and the sentences that say why."""

    auto_send: bool
    reasons: tuple[str, ...] = field(default_factory=tuple)
    eligible: bool = False  # nothing in message or draft forbids it, so its outcome counts for autonomy
    sampled: bool = False  # it would have gone by itself, but by chance a person is asked

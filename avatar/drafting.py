"""Which words become the draft: the creator's own nearest reply, a model's, or honestly none."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from avatar.adapt import Familiar, adapt, echoes
from avatar.asking import same_kind, same_occasion
from avatar.confidence import confidence
from avatar.examples import REACTIONS, Corpus, Exchange, Found, Query, nearest
from avatar.generic import Generic, fitting, generics, rotated, wants_generic
from avatar.guard import Allowed, inspect
from avatar.labels import Draft, Intent, Label, Risk, Sentiment
from avatar.style import Fingerprint

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

NEVER_DRAFTED = frozenset({Risk.CRISIS, Risk.MINORS})
"""What a draft could only make worse."""
NEVER_ANSWERED = frozenset({Intent.CRISIS, Intent.THREAT, Intent.HATE, Intent.SPAM, Intent.SCAM})

ENOUGH = {Intent.PRAISE: 0.5, Intent.GREETING: 0.5, Intent.PERSONAL_STORY: 0.6, Intent.OTHER: 0.62}
"""From this nearness on, a past reply to a feeling may stand as the draft. These bounds and the ones below were found by reading
the drafts of the demo; for facts they are strict, because a wrong fact is worse than none."""
ENOUGH_FOR_FACTS = 0.87
ENOUGH_CANDIDATES = 6  # past replies that could stand; a person sees three, and each is looked at closely
SAME_POST, COVERAGE = 0.1, 0.3  # what they add to the similarity, for feelings and for facts
COVERED = 0.3  # of what is asked, at least, in the past exchange
FAIR_LABEL = 0.35  # less sure what the fan feels: rather no answer than a wrong one
PLAIN_RELEVANCE = 0.62
"""How fit a reply is that would fit any praise or greeting: enough for auto-send only where the label is sure."""
UNCLEAR = 0.2  # less than that where the mood is not plainly good
OTHER_INTENT = 0.3  # more is asked for when the past message wanted something else
SHORT_AT_LEAST = 80  # characters
SHORT_SHARE = 0.95  # of the creator's replies to praise and greetings count as short; longer ones are advice
TINY_STYLE, TINY_RELEVANCE = 70.0, 0.5
"""What a tiny model's words must reach; of 27 that were read not one was fit to be sent."""
PAST, MODEL = "past reply", "model"

NOTHING_NEAR = "No draft: nothing you said before comes close. Here are three things you said to similar messages."
OWN_WORDS = "These are your own words to a similar message."
PLAIN_WORDS = "Nothing you said before comes close, so these are words of yours that fit any message of this kind."
NO_HELP = "No draft: this is a matter for you, and a draft could only be in the way."
NOTHING_SAID = "No draft: there are no past replies of yours to learn from yet."


@dataclass(frozen=True)
class Voice:
    """Everything known of how one creator writes, ready to be used. Never changed once built."""

    corpus: Corpus
    fingerprint: Fingerprint
    familiar: Familiar
    short: int  # characters; what the creator writes back to praise and greetings is seldom longer
    plain: tuple[Generic, ...]  # replies that fit any praise or greeting

    @classmethod
    def of(cls, corpus: Corpus, fingerprint: Fingerprint, familiar: Familiar) -> "Voice":
        kind = (Intent.PRAISE, Intent.GREETING)
        lengths = [len(exchange.example.text) for exchange in corpus.exchanges if exchange.intent in kind]
        short = int(np.quantile(lengths, SHORT_SHARE)) if lengths else 0
        return cls(corpus, fingerprint, familiar, max(short, SHORT_AT_LEAST), generics(corpus.exchanges, familiar))

    @classmethod
    def empty(cls) -> "Voice":
        """Of a creator who has written nothing yet."""
        none = np.zeros((0, 1), np.float32)
        return cls.of(Corpus((), none, none), Fingerprint.of([]), Familiar())


@dataclass(frozen=True)
class Candidate:
    """Words that may become the draft."""

    text: str
    source: str  # PAST or MODEL
    relevance: float
    style: float | None
    findings: tuple[str, ...] = ()
    plain: bool = False  # fits any message of its kind

    @property
    def rank(self) -> float:
        """Relevance first, style second, no finding is forgiven lightly."""
        style = 50.0 if self.style is None or self.plain else self.style  # what fits anything comes in its own order
        return self.relevance + 0.15 * style / 100 - 0.5 * len(self.findings)


@dataclass(frozen=True)
class Task:
    """One message to answer."""

    query: Query
    label: Label
    allowed: Allowed
    fan: str = ""
    used: Sequence[str] = ()  # texts that lately were drafts for others, the latest last
    refused: Collection[str] = ()  # texts that a person has seen and wants another one for


def may_draft(label: Label) -> bool:
    """Whether words of ours could help at all."""
    return not label.risks & NEVER_DRAFTED and label.intent not in NEVER_ANSWERED


def from_past(voice: Voice, task: Task, near: Sequence[Found]) -> list[Candidate]:
    """The creator's own replies to messages like this one that can stand again, in the order of `near`."""
    fit = (_again(voice, task, found) for found in near if _suits(voice, task, found))
    return list(islice((candidate for candidate in fit if candidate), ENOUGH_CANDIDATES))


def from_plain(voice: Voice, task: Task) -> list[Candidate]:
    """The creator's own words that fit any praise or greeting of this kind, first those that were not used lately."""
    query = task.query
    if not wants_generic(task.label, query.text):
        return []
    pool = rotated(fitting(voice.plain, query.text, task.label, query.post), query.text, task.used)
    found = (_plain_words(voice, task, one) for one in pool)
    fit = (one for one in found if one.text and one.text not in task.refused and not one.findings)
    return list(islice(fit, ENOUGH_CANDIDATES))


def _plain_words(voice: Voice, task: Task, one: Generic) -> Candidate:
    text = one.text
    if one.whole:
        text = adapt(one.exchange, task.query.kind, task.fan, voice.familiar, voice.fingerprint.closers)
    findings = inspect(text, task.allowed)
    clear = task.label.sentiment is Sentiment.POSITIVE or task.label.intent is Intent.GREETING
    relevance = PLAIN_RELEVANCE if clear else PLAIN_RELEVANCE - UNCLEAR
    return Candidate(text, PAST, relevance, voice.fingerprint.score(text), findings, plain=True)


def _again(voice: Voice, task: Task, found: Found) -> Candidate | None:
    text = adapt(found.exchange, task.query.kind, task.fan, voice.familiar, voice.fingerprint.closers)
    if not text or text in task.refused or (text in task.used and task.label.intent in REACTIONS):
        return None
    past = found.example.text
    findings = inspect(text, replace(task.allowed, facts=f"{task.allowed.facts}\n{past}", past=past))
    return Candidate(text, PAST, found.similarity, voice.fingerprint.score(text), findings)


def _suits(voice: Voice, task: Task, found: Found) -> bool:
    if found.exchange.example.language != task.query.language:
        return False
    return _answers_feeling(voice, task, found) if task.label.intent in REACTIONS else _answers_fact(task, found)


def _answers_feeling(voice: Voice, task: Task, found: Found) -> bool:
    exchange, text = found.exchange, task.query.text
    nearness = found.similarity + (SAME_POST if task.query.post and exchange.post == task.query.post else 0.0)
    needed = ENOUGH[task.label.intent] + (OTHER_INTENT if exchange.intent not in (None, task.label.intent) else 0.0)
    asks = "?" in text and "?" not in exchange.example.fan_text  # a feeling is no answer to a question
    if asks or task.label.confidence < FAIR_LABEL or nearness < needed:
        return False
    if len(exchange.example.text) > voice.short or (exchange.fan and exchange.fan == task.fan):
        return False
    return (
        not echoes(exchange, text, voice.familiar)
        and _same_mood(exchange, task)
        and same_occasion(exchange.example.fan_text, text)
    )


def _answers_fact(task: Task, found: Found) -> bool:
    nearness = found.similarity + COVERAGE * found.coverage
    needed = ENOUGH_FOR_FACTS + (OTHER_INTENT if found.exchange.intent in REACTIONS else 0.0)
    enough = nearness >= needed and found.coverage >= COVERED
    return enough and same_kind(found.example.fan_text, task.query.text)


def _same_mood(exchange: Exchange, task: Task) -> bool:
    return (
        exchange.sentiment is None
        or Sentiment.NEGATIVE not in {exchange.sentiment, task.label.sentiment}
        or (exchange.sentiment is task.label.sentiment)
    )


def from_model(voice: Voice, task: Task, texts: Sequence[str], near: Sequence[Found], embed: Embed) -> list[Candidate]:
    """A model's words, measured: relevance is how near they are to the message and to what the creator said to such messages."""
    texts = [
        text for text in dict.fromkeys(text.strip().strip('"') for text in texts) if text and text not in task.refused
    ]
    if not texts:
        return []
    vectors = embed(texts)
    to_fan = np.clip(vectors @ task.query.vector, 0, 1)
    own = voice.corpus.replies[[found.number for found in near[:3]]]
    to_own = np.clip(vectors @ own.T, 0, 1).max(axis=1) if len(own) else to_fan
    relevance = 0.5 * to_fan + 0.5 * to_own
    return sorted(
        (
            Candidate(text, MODEL, round(float(near_it), 3), voice.fingerprint.score(text), inspect(text, task.allowed))
            for text, near_it in zip(texts, relevance, strict=True)
        ),
        key=lambda candidate: -candidate.rank,
    )


def choose(past: Sequence[Candidate], written: Sequence[Candidate], strong: bool) -> Candidate | None:
    """A strong model's best words if the guard is silent on them, else the creator's own, else what is left.

    A tiny model's words count only when nothing is wrong with them and they rank above the creator's own.
    """
    if strong:
        clean = [candidate for candidate in written if not candidate.findings]
        return next(iter([*clean, *past, *written]), None)
    fit = [c for c in written if not c.findings and (c.style or 0) >= TINY_STYLE and c.relevance >= TINY_RELEVANCE]
    return max([*past, *fit], key=lambda candidate: candidate.rank, default=None)


def as_draft(
    chosen: Candidate | None, others: Sequence[Candidate], label: Label, near: Sequence[Found], problem: str = ""
) -> Draft:
    """The draft with everything a reviewer should see; without `chosen` an honest "no draft". `problem` goes to the reasons."""
    examples = tuple(found.example for found in near)
    if chosen is None:
        sentence = NOTHING_NEAR if examples else NOTHING_SAID
        return Draft("", "none", examples[:3], reasons=tuple(filter(None, (problem, sentence))))
    own = chosen.source == PAST
    relevance = chosen.relevance if own else max([example.similarity for example in examples], default=0.0)
    measured = {
        "relevance": relevance,
        "label": label.confidence,
        "findings": len(chosen.findings),
        "from_past": float(own),
    }
    if chosen.style is not None:
        measured["style"] = chosen.style / 100
    alternatives = tuple(dict.fromkeys(other.text for other in others if other.text != chosen.text))[:3]
    reasons = tuple(filter(None, (problem, _whose(chosen))))
    return Draft(
        chosen.text, chosen.source, examples, alternatives, chosen.style, confidence(measured), chosen.findings, reasons,
        measured=measured,
    )  # fmt: skip


def _whose(chosen: Candidate) -> str:
    if chosen.source != PAST:
        return ""
    return PLAIN_WORDS if chosen.plain else OWN_WORDS


def look_up(voice: Voice, task: Task) -> list[Found]:
    """What the creator said to similar messages, best first; `diverse` picks of them what is shown."""
    return nearest(voice.corpus, task.query)

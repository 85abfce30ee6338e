"""Who a creator is in writing, measured from what they wrote: traits, tone, what is never done, and how each platform differs."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from avatar.cues import EMOJI, LINK
from avatar.examples import Exchange
from avatar.labels import Intent
from avatar.style import TRAITS, traits
from avatar.word_lists import patterns

FEWEST = 12  # replies; below, nothing is said
SURE_NEVER = 60  # replies without a thing before it counts as never done
START, GOOD = 40, 300
"""Replies on one platform: what we ask for before the avatar drafts in earnest, and what we recommend."""
COVERED_FROM = 5  # exchanges of one intent
ANSWERED = (
    Intent.PRAISE, Intent.QUESTION, Intent.GREETING, Intent.REQUEST, Intent.CRITICISM, Intent.PERSONAL_STORY,
    Intent.PURCHASE_INTEREST,
)  # fmt: skip
"""What creators answer, so what their examples should cover."""

_PLAIN, _CUES, _OWN = patterns("plain"), patterns("cues"), patterns("persona")
_ASKS, _LENGTH = TRAITS.index("questions"), TRAITS.index("length")


@dataclass(frozen=True)
class Trait:
    """`intensity` 0..1; `description` says what was measured."""

    name: str
    intensity: float
    description: str


@dataclass(frozen=True)
class Quality:
    """How good the material of one platform is, each 0..1, and sentences that say what would raise it.

    `consistency`: how alike the older and the newer half are; `coverage`: share of the usual kinds of messages with examples;
    `material`: how much there is.
    """

    consistency: float
    coverage: float
    material: float
    advice: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """All three in one number: the weakest counts most (geometric mean)."""
        return float((self.consistency * self.coverage * self.material) ** (1 / 3))


@dataclass(frozen=True)
class Adaptation:
    """How the creator writes on one platform. `habits` follow the creator's name; only what differs from elsewhere is said."""

    platform: str
    replies: int
    shortest: int  # characters: eight of ten replies lie between these
    longest: int
    habits: tuple[str, ...]
    quality: Quality


@dataclass(frozen=True)
class Portrait:
    """All that was measured. `tone`: from the calmest to the most excited tenth of the replies, 0..1 each."""

    replies: int
    traits: tuple[Trait, ...] = ()
    tone: tuple[float, float] = (0.0, 1.0)
    never: tuple[str, ...] = ()  # to follow "never"
    languages: tuple[str, ...] = ()
    adaptations: tuple[Adaptation, ...] = ()


def portray(exchanges: Sequence[Exchange]) -> Portrait:
    """Measure a creator. `exchanges` newest first; fewer than FEWEST say nothing but their number."""
    texts = [exchange.example.text for exchange in exchanges]
    if len(texts) < FEWEST:
        return Portrait(len(texts))
    excited = [excitement(text) for text in texts]
    languages = Counter(exchange.example.language for exchange in exchanges)
    spoken = tuple(language for language, count in languages.most_common() if count >= max(2, 0.02 * len(texts)))
    return Portrait(
        len(texts), _traits(exchanges), (_quantile(excited, 0.1), _quantile(excited, 0.9)), _never(texts), spoken,
        _adaptations(exchanges),
    )  # fmt: skip


def excitement(text: str) -> float:
    """0 (calm) to 1: exclamation marks, emoji, stretched words and capitals."""
    seen = dict(zip(TRAITS, traits(text), strict=True))
    shouts = seen["capitals"] > 0.5 and len(text) > 6
    signs = 0.5 * seen["exclamations"] + 0.45 * seen["emoji"] + 0.6 * min(seen["elongated"], 2) + shouts
    return float(1 - math.exp(-signs))


def tone_words(tone: tuple[float, float]) -> str:
    """The range in words: "between calm and excited"."""
    low, high = (_tone_word(value) for value in tone)
    return f"always {low}" if low == high else f"between {low} and {high}"


def _tone_word(value: float) -> str:
    return "calm" if value < 0.2 else "friendly" if value < 0.45 else "lively" if value < 0.7 else "excited"


def _traits(exchanges: Sequence[Exchange]) -> tuple[Trait, ...]:
    texts = [exchange.example.text for exchange in exchanges]
    asked = [exchange for exchange in exchanges if exchange.intent is Intent.QUESTION]
    warm = _share(texts, lambda text: bool(_OWN["warm"].search(text) or _PLAIN["thanks"].search(text)))
    playful = _share(texts, lambda text: bool(_PLAIN["laughs"].search(text) or _OWN["jokes"].search(text)))
    curious = _share(texts, lambda text: traits(text)[_ASKS] > 0)
    polite = _share(texts, lambda text: bool(_OWN["polite"].search(text)))
    loose = _share(texts, lambda text: bool(_OWN["loose"].search(text)))
    words = float(np.median([len(text.split()) for text in texts]))
    found = [
        Trait("warm", _stretched(warm, 0.6), f"{warm:.0%} of the replies thank, praise or send a heart."),
        Trait("playful", _stretched(playful, 0.3), f"{playful:.0%} of the replies laugh or joke."),
        Trait("curious", _stretched(curious, 0.3), f"{curious:.0%} of the replies ask something back."),
        Trait("brief", float(np.clip(1.2 - words / 30, 0, 1)), f"Half of the replies have at most {words:.0f} words."),
        Trait("formal", float(np.clip(0.5 + polite - loose, 0, 1)), f"{polite:.0%} are polite forms, {loose:.0%} slang or short forms."),
    ]  # fmt: skip
    if len(asked) >= COVERED_FROM:
        exact = _share([one.example.text for one in asked], lambda text: any(letter.isdigit() for letter in text))
        found.append(
            Trait("precise", _stretched(exact, 0.6), f"{exact:.0%} of the answers to questions name a number.")
        )
    return tuple(Trait(one.name, round(float(one.intensity), 2), one.description) for one in found)


def _stretched(share: float, full: float) -> float:
    return min(1.0, share / full)


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / len(texts)


def _quantile(values: Sequence[float], share: float) -> float:
    return round(float(np.quantile(values, share)), 3)


_HABITS: dict[str, Callable[[str], bool]] = {
    "uses emoji": lambda text: bool(EMOJI.search(text)),
    "uses exclamation marks": lambda text: "!" in text,
    "puts links": lambda text: bool(LINK.search(text)),
    "uses hashtags": lambda text: bool(_OWN["hashtag"].search(text)),
    "writes whole words in capitals": lambda text: bool(_OWN["shouted"].search(text)),
    "swears": lambda text: bool(_OWN["swears"].search(text)),
    "calls people by pet names": lambda text: bool(_OWN["pet_names"].search(text)),
}


def _never(texts: Sequence[str]) -> tuple[str, ...]:
    """Said only where there is enough to be sure."""
    if len(texts) < SURE_NEVER:
        return ()
    return tuple(habit for habit, does in _HABITS.items() if not any(map(does, texts)))


def _adaptations(exchanges: Sequence[Exchange]) -> tuple[Adaptation, ...]:
    platforms = [name for name, _ in Counter(one.example.platform for one in exchanges).most_common() if name]
    return tuple(_adaptation(name, exchanges) for name in platforms)


def _adaptation(platform: str, exchanges: Sequence[Exchange]) -> Adaptation:
    here = [one.example.text for one in exchanges if one.example.platform == platform]
    elsewhere = [one.example.text for one in exchanges if one.example.platform != platform]
    lengths = [len(text) for text in here]
    habits = _differences(here, elsewhere) if min(len(here), len(elsewhere)) >= FEWEST else ()
    mine = [one for one in exchanges if one.example.platform == platform]
    return Adaptation(
        platform, len(here), int(_quantile(lengths, 0.1)), int(_quantile(lengths, 0.9)), habits, quality(mine)
    )


def _differences(here: Sequence[str], elsewhere: Sequence[str]) -> tuple[str, ...]:
    """What is done clearly more or less often here than elsewhere."""
    says = []
    for habit, does in _HABITS.items():
        now, then = _share(here, does), _share(elsewhere, does)
        if abs(now - then) >= 0.15 and max(now, then) >= 1.5 * min(now, then):
            says.append(f"{habit} {'more' if now > then else 'less'} often here ({now:.0%}, elsewhere {then:.0%})")
    own, other = (float(np.median([len(text) for text in texts])) for texts in (here, elsewhere))
    if max(own, other) >= 1.4 * min(own, other):
        says.append(f"writes {'longer' if own > other else 'shorter'} here (usually {own:.0f} characters)")
    return tuple(says)


def quality(exchanges: Sequence[Exchange]) -> Quality:
    """How good the material of one platform is. `exchanges` newest first."""
    counts = Counter(exchange.intent for exchange in exchanges)
    missing = [intent for intent in ANSWERED if counts[intent] < COVERED_FROM]
    coverage = 1 - len(missing) / len(ANSWERED)
    material = min(1.0, len(exchanges) / GOOD)
    texts = [exchange.example.text for exchange in exchanges]
    return Quality(
        round(consistency(texts), 3), round(coverage, 3), round(material, 3), tuple(_advice(len(texts), missing))
    )


def consistency(texts: Sequence[str]) -> float:
    """1 when the older and the newer half of these replies have the same habits, falling towards 0; 0 with fewer than FEWEST."""
    if len(texts) < FEWEST:
        return 0.0
    seen = np.stack([traits(text) for text in texts])
    half = len(seen) // 2
    apart = np.abs(seen[:half].mean(0) - seen[half:].mean(0)) / (seen.std(0) + 0.15)
    return float(np.exp(-apart.mean()))


def _advice(replies: int, missing: Sequence[Intent]) -> list[str]:
    said = []
    if replies < START:
        said.append(f"{replies} of about {START} replies that a voice needs to begin with; {GOOD} are recommended.")
    elif replies < GOOD:
        said.append(f"{replies} replies are enough to start; {GOOD} are recommended.")
    if missing:
        kinds = ", ".join(intent.replace("_", " ") for intent in missing)
        said.append(f"Answer more messages of these kinds by hand: {kinds}.")
    return said

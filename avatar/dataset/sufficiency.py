"""Whether there is enough to learn from, in sentences for a page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from avatar.dataset.values import Counts, Part
from avatar.labels import Intent

START, RECOMMENDED = 100, 1_000
START_PAIRS, RECOMMENDED_PAIRS = 50, 500
"""Of pairs: what was drafted, and what a person made of it."""
OF_EACH_INTENT, OF_EACH_PLATFORM = 10, 20
_INTENTS = {
    Intent.QUESTION: "questions", Intent.PRAISE: "praise", Intent.REQUEST: "requests", Intent.GREETING: "greetings",
    Intent.CRITICISM: "criticism", Intent.PERSONAL_STORY: "personal stories", Intent.PURCHASE_INTEREST: "letters about buying",
}  # fmt: skip


@dataclass(frozen=True)
class Enough:
    """How much there is to learn from. `missing` are sentences, empty when nothing is."""

    have: int
    start: int
    recommended: int
    sentence: str
    missing: tuple[str, ...] = ()

    @property
    def to_start(self) -> bool:
        return self.have >= self.start


def enough(counts: Counts, platforms: Mapping[str, str] | None = None) -> Enough:
    """Of the answers in train. `platforms`: the titles, by name, of those with a connected account."""
    have = counts.parts.get(Part.TRAIN, 0)
    few = (
        *_few({str(intent): title for intent, title in _INTENTS.items()}, counts.intents, OF_EACH_INTENT, "to"),
        *_few(platforms or {}, counts.platforms, OF_EACH_PLATFORM, "on"),
    )
    return Enough(have, START, RECOMMENDED, _sentence(have, START, RECOMMENDED), few)


def enough_pairs(counts: Counts) -> Enough:
    """Of the pairs in train."""
    have = counts.pairs.get(Part.TRAIN, 0)
    return Enough(have, START_PAIRS, RECOMMENDED_PAIRS, _sentence(have, START_PAIRS, RECOMMENDED_PAIRS))


def _sentence(have: int, start: int, recommended: int) -> str:
    if have < start:
        return f"{have:,} of about {start:,} needed to start; {recommended:,} recommended."
    if have < recommended:
        return f"{have:,} are enough to start; {recommended:,} recommended."
    return f"{have:,} are enough."


def _few(titles: Mapping[str, str], have: Mapping[str, int], least: int, link: str) -> Collection[str]:
    """One sentence for each of `titles` of which there are fewer than `least`."""
    short = [(title, have.get(name, 0)) for name, title in titles.items() if have.get(name, 0) < least]
    return [f"{count or 'No'} answer{'s' * (count != 1)} {link} {title}; about {least} help." for title, count in short]

"""The place in a video that a question points at: "at 4:12", "4m12s", "minute 4"."""

import re
from dataclasses import dataclass

from avatar.word_lists import patterns

BEFORE, AFTER = 12.0, 15.0
"""Seconds around a named one: people stop a video after what they ask about was said, or name when it began."""
_SAYS = patterns("knowledge")
_NUMBER = re.compile(r"\d+")
_SECONDS = (1, 60, 3_600)
_MINUTE = 60.0
_LEADS = "at|around|about|in|on|the|en|el|a|los?|aos?|no|na|bei|um"


@dataclass(frozen=True)
class Place:
    """Seconds into a video, and the words that named them."""

    begin: float
    end: float
    words: str

    def overlaps(self, starts_at: float, ends_at: float) -> bool:
        """Whether something that lasts from the one second to the other touches this place."""
        return starts_at <= self.end and ends_at >= self.begin


def place_in(text: str) -> Place | None:
    """The first place that `text` names, None when it names none. A time of day ("4:12 pm", "20:00 Uhr") is no place."""
    if found := _SAYS["clock"].search(text):
        return _around(seconds(found[0]), found[0])
    if found := _SAYS["minute"].search(text):
        minute = _numbers(found[0])[0] * _MINUTE
        return Place(minute, minute + _MINUTE, found[0])
    if found := _SAYS["second"].search(text):
        return _around(_numbers(found[0])[0], found[0])
    return None


def without_place(text: str) -> str:
    """`text` without the place it names, and without the small words that lead to it; the same where it names none."""
    place = place_in(text)
    if place is None:
        return text
    said = rf"(?:\b(?:{_LEADS})\s+)*{re.escape(place.words)}(?:\s+(?:pe|par|me)\b)?[\s,]*"
    return re.sub(said, " ", text, flags=re.I).strip()


def seconds(clock: str) -> float:
    """The place "1:04:12" and "4m12s" in seconds from the beginning: the last number counts seconds, the one before it minutes."""
    numbers = reversed(_numbers(clock))
    return float(sum(number * size for number, size in zip(numbers, _SECONDS, strict=False)))


def _around(second: float, words: str) -> Place:
    return Place(max(0.0, second - BEFORE), second + AFTER, words)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(text)]

"""Which small words set somebody apart."""

from collections import Counter
from collections.abc import Sequence
from math import log

from avatar.style.pictures import Contrast
from avatar.style.wordings import FUNCTION_WORDS, words_of

SHOWN = 12
OFTEN = 3  # what was used fewer times by both is left out
SMALL = 1.0  # uses per thousand words, added to both: a word that is rare with both says little


def contrasts(own: Sequence[str], others: Sequence[str]) -> tuple[Contrast, ...]:
    """The words whose rates differ most; without `others` the most frequent ones."""
    ours, our_words = _counted(own)
    theirs, their_words = _counted(others)
    found = [
        Contrast(word, round(1_000 * ours[word] / max(our_words, 1), 1), round(1_000 * theirs[word] / max(their_words, 1), 1))
        for word in sorted({*ours, *theirs}) if ours[word] + theirs[word] >= OFTEN
    ]  # fmt: skip
    return tuple(sorted(found, key=_by_difference if their_words else _by_use)[:SHOWN])


def _counted(texts: Sequence[str]) -> tuple[Counter[str], int]:
    words = [word for text in texts for word in words_of(text)]
    return Counter(word for word in words if word in FUNCTION_WORDS), len(words)


def _by_difference(one: Contrast) -> float:
    """Log-ratio, weighed by the root of how common the word is, so that neither the rare nor the common ones rule."""
    return -abs(log((one.own + SMALL) / (one.others + SMALL))) * (one.own + one.others) ** 0.5


def _by_use(one: Contrast) -> float:
    return -one.own

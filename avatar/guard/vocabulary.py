"""What single words give away: whether they only thank and feel, or speak of a life, of goods, bodies and rights."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from avatar.language import SMALL_WORDS
from avatar.letters import folded
from avatar.training_texts import vocabulary
from avatar.word_lists import sections

GRAVE, CONCRETE, STRANGE, COMMON = 3, 2, 1, 0.5
"""What a word weighs that nobody told: of health, law and money; of anything else one can own, visit or do; of nothing known; and
of nothing known but small talk, because fans say it too."""
OFTEN = 3  # replies a word must stand in, so that it is the creator's own
_STEM = 5  # letters: endings differ, beginnings say what is meant
_INSIDE = 4  # letters of a word that may stand inside a longer one, as in German
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
SHORT = 3
"""Letters: so short a beginning covers only words less than so many times as long, or "ja*" (go) would cover Jaipur."""
_ELONGATED = re.compile(r"(\w)\1{2,}")
_BAR = re.compile(r" \| |\n")
_LISTS = sections("support")
_FUNCTION = frozenset(
    folded(word) for body in sections("function_words").values() for word in body.split()
) | frozenset(map(folded, SMALL_WORDS))  # fmt: skip


@dataclass(frozen=True)
class _Words:
    """Words of a list: whole ones, and beginnings (written with a star)."""

    whole: frozenset[str]
    beginnings: frozenset[str]

    def __contains__(self, word: str) -> bool:
        sizes = range(2, len(word) + 1)
        return word in self.whole or any(
            word[:size] in self.beginnings for size in sizes if size > SHORT or len(word) < SHORT * size
        )


def telling(plain: str) -> list[str]:
    """The words of a folded text that hold no sentence together, without "'s" and drawn-out letters."""
    words = (_ELONGATED.sub(r"\1", word).removesuffix("'s") for word in _WORD.findall(plain))
    return [word for word in words if word not in _FUNCTION]


def stems(*texts: str) -> frozenset[str]:
    """What `is_among` compares with."""
    return frozenset(word[:_STEM] for word in telling(folded(" ".join(texts))))


def is_among(word: str, known: frozenset[str]) -> bool:
    """Whether a word, in another form or as part of a long one, is known."""
    if word[:_STEM] in known or word.rstrip("s")[:_STEM] in known:
        return True
    return len(word) > 2 * _INSIDE and any(len(stem) >= _INSIDE and stem in word for stem in known)


def weight(word: str, languages: tuple[str, ...]) -> float:
    """What a word says, from 0 for a word of thanks to GRAVE."""
    if len(word) < 3 or word.isdigit():
        return 0
    for name, worth in (("grave", GRAVE), ("concrete", CONCRETE), ("free", 0)):
        if any(word in _list(f"{name} {code}") for code in languages):
            return worth
    return COMMON if word in _small_talk() else STRANGE


def places(matter: str, plain: str, languages: tuple[str, ...]) -> list[str]:
    """Every place of a folded text that speaks of `matter`."""
    return [found[0] for code in languages for found in _pattern(f"{matter} {code}").finditer(plain)]


def without_idioms(plain: str, languages: tuple[str, ...]) -> str:
    """A folded text without the turns of phrase that say nothing of their words: "see you soon"."""
    for code in ("any", *languages):
        plain = _pattern(f"idioms {code}").sub(" ", plain)
    return plain


def often_said(replies: Iterable[str]) -> frozenset[str]:
    """The words that stand in at least OFTEN different replies of a creator: what `Allowed.vocabulary` is for."""
    counts = Counter(word for reply in dict.fromkeys(replies) for word in set(telling(folded(reply))))
    return frozenset(word for word, times in counts.items() if times >= OFTEN)


@lru_cache(maxsize=1)
def _small_talk() -> frozenset[str]:
    """The words of the texts that the classifier learns from, as a folded text has them."""
    return frozenset(map(folded, vocabulary()))


@lru_cache
def _list(name: str) -> _Words:
    entries = _LISTS.get(name, "").split()
    beginnings = frozenset(one[:-1] for one in entries if one.endswith("*"))
    return _Words(frozenset(one for one in entries if not one.endswith("*")), beginnings)


@lru_cache
def _pattern(name: str) -> re.Pattern[str]:
    body = _LISTS.get(name)
    return re.compile(rf"(?<!\w)(?:{'|'.join(_BAR.split(body))})(?!\w)" if body else r"(?!)")

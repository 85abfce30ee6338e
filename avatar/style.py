"""The linguistic fingerprint of how one person writes: measured, comparable, explainable in plain words."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatar.cues import EMOJI, LINK

FEWEST = 12
"""With fewer replies than this there is no score: the held-out part would say nothing."""
FOLDS = 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
TRAITS = (
    "length", "words_in_sentence", "word_length", "starts_small", "capitals", "exclamations", "questions", "commas", "full_stop_at_end",
    "ellipses", "emoji", "emoji_at_end", "elongated", "digits", "short_forms", "lines",
)  # fmt: skip


def traits(text: str) -> NDArray[np.float64]:
    """One number for each of TRAITS."""
    words = _WORD.findall(text)
    letters = [character for character in text if character.isalpha()]
    bare = EMOJI.sub("", text).rstrip()
    count = max(len(words), 1)
    sentences = max(len(_SENTENCE_END.findall(bare)) + (bare[-1:] not in ".!?…"), 1)
    emoji = len(EMOJI.findall(text))
    return np.array([
        math.log1p(len(text)), math.log1p(count / sentences), sum(map(len, words)) / count,
        float(bool(letters) and letters[0].islower()), sum(map(str.isupper, letters)) / max(len(letters), 1),
        min(text.count("!"), 4), min(text.count("?"), 3), text.count(",") / count, float(bare.endswith(".")),
        float("..." in text or "…" in text), min(emoji, 4), float(bool(emoji) and text.rstrip()[-1:] != bare[-1:]),
        float(len(_ELONGATED.findall(text))), sum(map(str.isdigit, text)) / max(len(text), 1),
        sum("'" in word or "’" in word for word in words) / count, float(text.count("\n")),
    ])  # fmt: skip


def _grams(text: str) -> list[str]:
    padded = f"  {LINK.sub('§', text)} "
    return [padded[i : i + 3] for i in range(len(padded) - 2)]


@dataclass(frozen=True)
class _Habits:
    """What a set of replies has in common: mean and spread of the traits, and how often which three characters follow."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    grams: Counter[str]
    pairs: Counter[str]

    @classmethod
    def of(cls, replies: Sequence[str]) -> "_Habits":
        seen = np.stack([traits(reply) for reply in replies])
        grams = Counter(gram for reply in replies for gram in _grams(reply))
        pairs: Counter[str] = Counter()
        for gram, count in grams.items():
            pairs[gram[:2]] += count
        return cls(seen.mean(0), seen.std(0) + 0.15, grams, pairs)

    def strangeness(self, text: str) -> float:
        """How far `text` is from these habits; bigger is stranger. Half traits, half characters."""
        away = np.minimum(np.abs(traits(text) - self.mean) / self.spread, 4.0)
        grams = _grams(text)
        surprise = -sum(math.log((self.grams[g] + 0.05) / (self.pairs[g[:2]] + 3.0)) for g in grams) / max(
            len(grams), 1
        )
        return float(np.sqrt((away**2).mean())) + surprise / 2


@dataclass(frozen=True)
class Fingerprint:
    """How one creator writes. `score` compares with the creator's own replies that were held out of the measuring."""

    replies: int
    habits: _Habits | None
    own: tuple[float, ...]  # strangeness of held-out replies, sorted
    emoji: tuple[str, ...]  # the ones used most
    closers: dict[str, frozenset[str]]  # kind of message -> signatures that end many replies of that kind

    @classmethod
    def of(cls, replies: Sequence[str], kinds: Sequence[str] = ()) -> "Fingerprint":
        """Measure `replies`; `kinds`, if given, says of each which kind of message it is (comment, direct message)."""
        texts = [reply.strip() for reply in replies if reply.strip()]
        emoji = Counter(face for text in texts for face in set(EMOJI.findall(text)) - {"\ufe0f", "\u200d"})
        own: list[float] = []
        if len(texts) >= FEWEST:
            for fold in range(FOLDS):
                habits = _Habits.of([text for i, text in enumerate(texts) if i % FOLDS != fold])
                own += [habits.strangeness(text) for i, text in enumerate(texts) if i % FOLDS == fold]
        favourites = tuple(face for face, count in emoji.most_common(6) if count > 1)
        whole = _Habits.of(texts) if texts else None
        return cls(len(texts), whole, tuple(sorted(own)), favourites, closers(replies, kinds))

    def score(self, text: str) -> float | None:
        """0..100: the share of the creator's own held-out replies that sound less like them. None: too few replies."""
        if not self.own or self.habits is None or not text.strip():
            return None
        strangeness = self.habits.strangeness(text.strip())
        stranger = len(self.own) - np.searchsorted(self.own, strangeness)
        return round(100 * float(stranger) / len(self.own), 1)

    def usual_length(self) -> tuple[int, int]:
        """Characters: what nine of ten replies stay within."""
        if self.habits is None:
            return 10, 200
        middle, spread = self.habits.mean[0], self.habits.spread[0]
        return int(math.expm1(middle - 1.3 * spread)), int(math.expm1(middle + 1.3 * spread))

    def describe(self) -> tuple[str, ...]:
        """The habits that stand out, as sentences to follow "The creator"."""
        if self.habits is None:
            return ()
        has = dict(zip(TRAITS, self.habits.mean, strict=True))
        low, high = self.usual_length()
        says = [f"writes {low} to {high} characters"]
        says += ["starts with a small letter"] if has["starts_small"] > 0.7 else []
        says += ["writes without capitals"] if has["capitals"] < 0.01 else []
        says += ["leaves out the full stop at the end"] if has["full_stop_at_end"] < 0.3 else ["ends with a full stop"]
        says += [f"likes {' '.join(self.emoji)}"] if self.emoji and has["emoji"] > 0.15 else ["uses hardly any emoji"]
        says += ["stretches words like thisss"] if has["elongated"] > 0.05 else []
        says += ["likes exclamation marks"] if has["exclamations"] > 0.5 else []
        return tuple(says)


def closers(replies: Sequence[str], kinds: Sequence[str]) -> dict[str, frozenset[str]]:
    """For each kind, the last words that end at least one in six replies of it, such as a signature."""
    found = {}
    for kind in set(kinds):
        own = [reply for reply, of in zip(replies, kinds, strict=True) if of == kind]
        ends = Counter(end for reply in own if (end := last_words(reply)))
        found[kind] = frozenset(end for end, count in ends.items() if count >= max(3, len(own) / 6))
    return found


def last_words(text: str) -> str:
    """A short last sentence, such as "n." or "xx maya"; "" when the text is a single sentence or ends in a long one."""
    bare = EMOJI.sub("…", re.sub(rf"(?:{EMOJI.pattern}|\s)+$", "", text))  # an emoji ends a sentence too
    before, _, last = re.sub(r"\s+", " ", bare).rpartition(" ")
    return last.lower() if before and len(last) <= 6 and before.rstrip()[-1:] in ".!?…,)" else ""

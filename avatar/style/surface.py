"""What can be counted on the surface of a text: lengths, punctuation, capitals, emoji."""

import math
import re

import numpy as np
from numpy.typing import NDArray

from avatar.cues import EMOJI

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
JOINERS = frozenset("\ufe0f\u200d")
"""Parts of an emoji that nobody sees by themselves."""
TRAITS = (
    "length", "words_in_sentence", "word_length", "starts_small", "capitals", "exclamations", "questions", "commas", "full_stop_at_end",
    "ellipses", "emoji", "emoji_at_end", "elongated", "digits", "short_forms", "lines",
)  # fmt: skip


def traits(text: str) -> NDArray[np.float64]:
    """One number for each of TRAITS."""
    words = WORD.findall(text)
    letters = [character for character in text if character.isalpha()]
    bare = EMOJI.sub("", text).rstrip()
    count = max(len(words), 1)
    emoji = len(EMOJI.findall(text))
    return np.array([
        math.log1p(len(text)), math.log1p(count / sentences(bare)), sum(map(len, words)) / count,
        float(bool(letters) and letters[0].islower()), sum(map(str.isupper, letters)) / max(len(letters), 1),
        min(text.count("!"), 4), min(text.count("?"), 3), text.count(",") / count, float(bare.endswith(".")),
        float("..." in text or "…" in text), min(emoji, 4), float(bool(emoji) and text.rstrip()[-1:] != bare[-1:]),
        float(len(ELONGATED.findall(text))), sum(map(str.isdigit, text)) / max(len(text), 1),
        sum("'" in word or "’" in word for word in words) / count, float(text.count("\n")),
    ])  # fmt: skip


def sentences(bare: str) -> int:
    """How many sentences a text without emoji has; at least one."""
    return max(len(SENTENCE_END.findall(bare)) + (bare[-1:] not in ".!?…"), 1)


def faces(text: str) -> list[str]:
    """The emoji of a text in order, as often as they stand there."""
    return [face for face in EMOJI.findall(text) if face not in JOINERS]

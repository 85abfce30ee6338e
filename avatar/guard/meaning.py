"""The same said in other words or in another language: meaning, where the letters are no help.

Both thresholds were chosen on one half of benchmarks/texts/support.jsonl with the local model, and hold for that alone.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from avatar.guard.vocabulary import is_among, stems

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
SAME_WORD = 0.62
"""The cosine from which on two words say the same: "bicycle" and "Fahrrad" do (0.76), "cotton" and "wool" do not (0.52)."""
SAME_SENTENCE, OTHER_SENTENCE = 0.7, 0.5
"""From the first on a sentence says what a fact says; below the second it takes up a fact and turns it into another."""


def among(word: str, told: Sequence[str], embed: Embed | None) -> bool:
    """Whether a word, in another form, as a part of a longer one or in another language, is among those that were told."""
    return is_among(word, stems(*told)) or likeness(word, told, embed) >= SAME_WORD


def likeness(text: str, others: Sequence[str], embed: Embed | None) -> float:
    """The cosine to the nearest of the others, 0.0 where there is nothing to compare."""
    if embed is None or not others:
        return 0.0
    return float(max(_vector(embed, other) @ _vector(embed, text) for other in others))


@lru_cache(maxsize=20_000)
def _vector(embed: Embed, text: str) -> NDArray[np.float32]:
    return embed([text])[0]

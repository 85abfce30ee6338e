"""Questions that mean the same, put together."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from avatar.knowledge import telling
from avatar.moments import place_in

SAME = 0.68
"""From this cosine on two questions are one; "what camera do you use" and "what laptop do you use" are at 0.5."""


def stands_alone(text: str) -> bool:
    """Whether one answer could serve all who ask: "what is that at 4:12?" means something else below every video."""
    return place_in(text) is None and bool(telling(text))


def grouped(vectors: NDArray[np.float32], kinds: Sequence[str]) -> list[list[int]]:
    """The questions, as rows of unit length (n, d), oldest first, in groups: each begins with its oldest, which never changes
    when newer ones come. `kinds` of answers that are asked for must not differ ("" fits all).
    """
    groups: list[list[int]] = []
    for number, vector in enumerate(vectors):
        leaders = [group[0] for group in groups]
        likeness = vectors[leaders] @ vector if leaders else np.zeros(0)
        fitting = [
            place
            for place, leader in enumerate(leaders)
            if likeness[place] >= SAME and (kinds[leader] == kinds[number] or not kinds[leader] or not kinds[number])
        ]
        if fitting:
            groups[max(fitting, key=lambda place: likeness[place])].append(number)
        else:
            groups.append([number])
    return groups

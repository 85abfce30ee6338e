"""How far a person's words are from the draft, and whether that was more than a slip of the pen."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_DIGITS = re.compile(r"\d+")
ONE_SLIP = 1  # letters that may differ within a word


def edit_share(draft: str, text: str) -> float:
    """Letters that were put in, taken out or changed, as a share of the longer text: 0 the same, 1 nothing in common."""
    longer = max(len(draft), len(text))
    return _distance(draft, text) / longer if longer else 0.0


def is_small(draft: str, text: str, most: float) -> bool:
    """Whether an edit is at most `most` of the text and left every number, and every word but for a slip, as it was.

    A changed number or a new "not" is small in letters and large in meaning.
    """
    if draft == text:
        return True
    before, after = _WORD.findall(draft.lower()), _WORD.findall(text.lower())
    if len(before) != len(after) or _DIGITS.findall(draft) != _DIGITS.findall(text):
        return False
    slips = all(_distance(old, new) <= ONE_SLIP for old, new in zip(before, after, strict=True))
    return slips and edit_share(draft, text) <= most


def _distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein's; what is the same at both ends is left out first, so that usual edits cost little."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row[0] = row[0], number
        for at, wanted in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != wanted))
    return row[-1]

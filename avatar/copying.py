"""How much of a text stands word for word in one past reply, and a past reply cut into pieces short enough to stand again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from avatar.cues import EMOJI
from avatar.word_lists import patterns

MOST_COPIED_WORDS = 8
"""A draft never shares a longer run of words with any one past reply, except runs that stand in two or more of them."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FACES = rf"(?:{EMOJI.pattern}|\s)*"
_END = re.compile(rf"[.!?…]+(?=\s|$|{EMOJI.pattern}){_FACES}|(?:{EMOJI.pattern})+{_FACES}|\n+")
_CLAUSE = re.compile(r"(?:,| [-–—]|;|:)\s+")
_JOINS = patterns("joining")


def spoken(text: str) -> list[str]:
    """The words of a text in lower case, as copying is measured in them: spelling counts, punctuation and emoji do not."""
    return _WORD.findall(text.lower())


@dataclass(frozen=True)
class Said:
    """The words of all past replies, one after the other, ready to be searched for runs. Never changed once built."""

    numbers: dict[str, int]
    words: NDArray[np.int32]  # -1 between two replies
    replies: NDArray[np.int32]  # which reply each word stands in

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Said":
        numbers: dict[str, int] = {}
        words, replies = [-1], [-1]
        for reply, text in enumerate(texts):
            row = [numbers.setdefault(word, len(numbers)) for word in spoken(text)]
            words += [*row, -1]
            replies += [reply] * (len(row) + 1)
        return cls(numbers, np.array(words, np.int32), np.array(replies, np.int32))

    def longest_copied_run(self, text: str) -> int:
        """Words of the longest run that `text` shares with exactly one past reply; what stands in several is a stock phrase."""
        row = [self.numbers.get(word, -2) for word in spoken(text)]
        return max((self._copied_from(row, start) for start in range(len(row))), default=0)

    def _copied_from(self, row: Sequence[int], start: int) -> int:
        """Words of the longest run of `row` that begins at `start`, 0 where it is a stock phrase."""
        places = np.flatnonzero(self.words == row[start])
        length = 0
        while places.size and start + length < len(row):
            further = places[self.words[places + length] == row[start + length]]
            if not further.size:
                break
            places, length = further, length + 1
        return length if np.unique(self.replies[places]).size == 1 else 0

    def is_within(self, text: str) -> bool:
        """Whether `text` keeps the bound."""
        return self.longest_copied_run(text) <= MOST_COPIED_WORDS


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text with what ends them, emoji included; joined by a space they are the text again, nearly."""
    ends = [match.end() for match in _END.finditer(text)]
    parts = (text[start:end].strip() for start, end in pairwise([0, *ends, len(text)]))
    return [part for part in parts if _WORD.search(part)]


def pieces(text: str) -> list[str]:
    """What of a reply may stand alone within the bound: whole sentences, and of longer ones the clause they begin with."""
    found = (_short(sentence) for sentence in sentences(text))
    return [piece for piece in found if piece and not _JOINS["leans"].match(piece)]


def _short(sentence: str) -> str:
    if len(spoken(sentence)) <= MOST_COPIED_WORDS:
        return "" if _JOINS["trails"].search(sentence) else sentence
    first = _CLAUSE.split(sentence)[0].strip()
    broken = _JOINS["unfinished"].search(first) or _JOINS["trails"].search(first)
    return first if 1 < len(spoken(first)) <= MOST_COPIED_WORDS and not broken else ""


def shortened(text: str, said: Said) -> str:
    """`text` whole where it keeps the bound, else what it begins with: as many pieces as may follow each other; "" if none may."""
    if said.is_within(text):
        return text
    parts, kept = pieces(text), ""
    if not parts or not text.lstrip().startswith(parts[0]):  # what follows leans on what was said first
        return ""
    for piece in parts:
        longer = joined(kept, piece, "\n" if "\n" in text else " ")
        if not said.is_within(longer):
            break
        kept = longer
    return kept


def joined(one: str, other: str, glue: str = " ") -> str:
    """Two pieces as one text; a sentence that has no end gets one."""
    if not one or not other:
        return one or other
    open_end = glue == " " and one[-1:].isalnum()
    return f"{one}{'.' if open_end else ''}{glue}{other}"

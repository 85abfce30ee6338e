"""Whether a reply repeats what some other fan wrote."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from avatar.dataset.values import Source
from avatar.language import SMALL_WORDS

LONG, SHORT = 6, 3
"""Words in a row that make a quote: anywhere, and between quotation marks."""
EVERYBODY = 3  # what so many threads have is how people speak
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»\n]{8,})[\"”“»]|^>\s*(.+)$", re.M)
Run = tuple[str, ...]


@dataclass(frozen=True)
class Quoting:
    """All that fans wrote, by runs of words, with the threads in which they stand; and what the creator says again and again."""

    said: dict[Run, set[str]]
    own: dict[Run, set[str]]

    @classmethod
    def of(cls, sources: Sequence[Source]) -> "Quoting":
        said, own = defaultdict[Run, set[str]](set), defaultdict[Run, set[str]](set)
        for source in sources:
            for size in (LONG, SHORT):
                for run in _runs(source.fan_text, size):
                    said[run].add(source.thread)
            for run in _runs(source.text, LONG):
                own[run].add(source.thread)
        return cls(said, own)

    def quotes(self, text: str, thread: str) -> bool:
        """Whether `text`, written in `thread`, has the words of a fan of another one."""
        quoted = (found[1] or found[2] for found in _QUOTED.finditer(text))
        long = any(self._is_theirs(run, thread) and len(self.own.get(run, ())) < 2 for run in _runs(text, LONG))
        return long or any(self._is_theirs(run, thread) for part in quoted for run in _runs(part, SHORT))

    def _is_theirs(self, run: Run, thread: str) -> bool:
        threads = self.said.get(run, set())
        telling = sum(word not in SMALL_WORDS and len(word) > 3 for word in run)
        return 0 < len(threads) < EVERYBODY and thread not in threads and telling > (len(run) > SHORT)


def _runs(text: str, size: int) -> Iterator[Run]:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    return (tuple(words[at : at + size]) for at in range(len(words) - size + 1))

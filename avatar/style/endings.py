"""How replies end: signatures and other short last words."""

import re
from collections import Counter
from collections.abc import Sequence

from avatar.cues import EMOJI


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

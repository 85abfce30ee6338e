"""What can be seen in a text without understanding it: its surface, and words that point somewhere, in the languages we know best.

Cues only lean the classifier, none of them decides. The words lie in words/cues.txt.
"""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from avatar.reveal import is_disguised, reveal
from avatar.word_lists import patterns

EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u231a-\u23ff\u3030\u303d\ufe0f\u200d\u20e3\u2122\u00a9\u00ae]"
)
_OTHERS = patterns("marks")
LINK, MENTION, MAIL, PHONE, MONEY, AGE = (
    _OTHERS[name] for name in ("link", "mention", "mail", "phone", "money", "age")
)

_CUES = patterns("cues")
_DANGERS = patterns("dangers")
WORDS = (*_CUES, *_DANGERS)
"""The kinds of words that are looked for; each becomes one feature."""

_ELONGATED = re.compile(r"(\w)\1{2,}")
_APOSTROPHE = re.compile("[’´`]")
_WORD = re.compile(r"[^\W\d_]+")

NAMES = (
    *WORDS, "link", "mention", "mail", "phone", "sum", "age", "question_end", "exclaims", "emoji", "elongated", "digits",
    "capitals", "short", "length", "many_lines", "disguised",
)  # fmt: skip


@lru_cache(maxsize=2_048)  # relabelled texts are looked at again with every further relabel
def surface(text: str) -> NDArray[np.float32]:
    """One number, mostly 0..1, for each of NAMES; those of WORDS come first and are 0 or 1."""
    plain = _APOSTROPHE.sub("'", reveal(text))
    found = [1.0 if pattern.search(plain) else 0.0 for pattern in (*_CUES.values(), *_DANGERS.values())]
    seen = [1.0 if pattern.search(text) else 0.0 for pattern in (LINK, MENTION, MAIL, PHONE, MONEY, AGE)]
    letters = [letter for letter in text if letter.isalpha()]
    words = len(_WORD.findall(text))
    capitals = sum(letter.isupper() for letter in letters) / len(letters) if len(letters) > 5 else 0.0
    shape = [
        float(text.rstrip().endswith("?")), min(text.count("!"), 3) / 3, min(len(EMOJI.findall(text)), 4) / 4,
        float(bool(_ELONGATED.search(text))), min(sum(c.isdigit() for c in text), 8) / 8, capitals,
        float(words <= 3), float(np.log1p(words)) / 4, float(text.count("\n") > 1), float(is_disguised(text)),
    ]  # fmt: skip
    return np.array([*found, *seen, *shape], np.float32)

"""What a question asks for: an answer to "how long" is none to "how hot", however alike the words are."""

import re

from avatar.word_lists import patterns

_PATTERNS = tuple(patterns("questions").items())
"""From the most telling to the least."""
_OCCASIONS = tuple(patterns("occasions").values())
_TELLING = frozenset({"how many", "how long", "how hot", "how often", "how old", "how heavy"})
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+$")
_NEAR = ({"thing", "way"}, {"whether", "way"})
"""Kinds that people use for one another."""


def question(text: str) -> str:
    """The sentences that ask, or the whole text when none has a question mark."""
    asking = [sentence.strip() for sentence in _SENTENCE.findall(text) if "?" in sentence]
    return " ".join(asking) or text


def asked_for(text: str) -> str:
    """The kind of answer a question wants, "" when it is no question we know."""
    found = [
        (name not in _TELLING, match.start(), rank, name)
        for rank, (name, pattern) in enumerate(_PATTERNS)
        if (match := pattern.search(text))
    ]
    return min(found)[-1] if found else ""


def same_kind(one: str, other: str) -> bool:
    """Whether an answer to the one may answer the other: the same kind is asked for, or one leaves it open."""
    mine, yours = asked_for(question(one)), asked_for(question(other))
    return mine == yours or not mine or not yours or {mine, yours} in _NEAR


def same_occasion(past: str, now: str) -> bool:
    """Whether an answer to the greeting `past` fits `now`: a good morning is no answer to a good night."""
    return all(pattern.search(now) for pattern in _OCCASIONS if pattern.search(past))

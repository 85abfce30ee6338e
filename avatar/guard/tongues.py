"""Whether a draft is in the language that the fan should be answered in."""

from avatar.guard.allowed import Allowed
from avatar.guard.copies import words_of
from avatar.language import language_of
from avatar.word_lists import sections

FEWEST, CLEAR = 4, 7
"""Words: fewer than FEWEST say nothing of their language; without a small word of either language it takes CLEAR of them."""
MIXED = "hi"  # Hinglish takes whole phrases from English
_SMALL = {code: frozenset(words.split()) - {"|"} for code, words in sections("small").items()}


def wrong_language(text: str, allowed: Allowed) -> str:
    """A finding where it is plainly another; mixed words, as in Hinglish, count for the language that is wanted."""
    words, wanted = words_of(text), allowed.language
    if len(words) < FEWEST or (allowed.languages and wanted not in allowed.languages):
        return ""
    seen = language_of(text, wanted)
    if seen == wanted:
        return ""
    own, other = _small(words, wanted, seen), _small(words, seen, wanted)
    if own and (own >= other or wanted == MIXED):
        return ""
    return "It is not in the fan's language." if other or len(words) >= CLEAR else ""


def _small(words: list[str], language: str, than: str) -> int:
    """How many of these are small words of `language` that the other does not have."""
    return sum(word in _SMALL.get(language, ()) and word not in _SMALL.get(than, ()) for word in words)

"""What must never be remembered of anybody: the special categories of the law (GDPR, Article 9), money troubles, minors, contact data, and
what is told of others."""

from avatar.cues import LINK, MAIL, MENTION, PHONE
from avatar.word_lists import patterns

_CATEGORIES = patterns("sensitive")
_AGE = patterns("marks")["age"]


def is_sensitive(sentence: str) -> str:
    """The category that forbids to remember anything of this sentence: "health", "religion"...; "" when none does."""
    plain = sentence.replace("’", "'")
    if any(mark.search(plain) for mark in (MAIL, PHONE, LINK, MENTION)):
        return "contact"
    if of_a_minor(plain):
        return "minors"
    return next((name for name, pattern in _CATEGORIES.items() if pattern.search(plain)), "")


def of_a_minor(text: str) -> bool:
    """Whether a child may have written it, or writes of one: then nothing of the whole message is remembered."""
    plain = text.replace("’", "'")
    return bool(_AGE.search(plain) or _CATEGORIES["minors"].search(plain))

"""A creator's own line that tells fans who answers: it must say that a machine does, and for whom."""

from avatar.disclosure import LANGUAGES
from avatar.word_lists import patterns

NAME = "NAME"
LONGEST = {"comment": 120, "direct_message": 400}
"""In bytes, with NAME as the creator's name: what is left of a reply must still hold an answer."""
_WORDS = patterns("machine")
_DENIES = _WORDS["denies"]


def wrong_with(text: str, surface: str, language: str, name: str) -> str:
    """Why `text` cannot tell fans who answers, as a sentence; "" when it can."""
    if language not in LANGUAGES or surface not in LONGEST:
        return "Fanmail has no line for this place or language."
    if "\n" in text or "\r" in text:
        return "Write it in one line."
    if NAME not in text:
        return f"Say for whom it answers: write {NAME} where your name belongs."
    without_name = text.replace(NAME, " ")  # who is called Robot says nothing with that
    if _DENIES.search(without_name):
        return "It reads as if a person answered. It must say that a machine does."
    if not _WORDS[language].search(without_name):
        return "It must say that a machine answers, with a word like AI, bot or automatic, in that language."
    if (size := weight(text, name)) > LONGEST[surface]:
        return f"It may have {LONGEST[surface]} bytes with your name in it; it has {size}."
    return ""


def weight(text: str, name: str) -> int:
    """The bytes that it takes from a reply, with the name in it."""
    return len(text.replace(NAME, name).encode())

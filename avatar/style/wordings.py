"""Function words and ways of addressing, read from avatar/words: function_words.txt and register.txt."""

from collections import Counter

from avatar.style.surface import WORD
from avatar.word_lists import patterns, sections

FUNCTION_WORDS_OF = {language: frozenset(words.split()) for language, words in sections("function_words").items()}
FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS_OF.values())
_SHARED = Counter(word for words in FUNCTION_WORDS_OF.values() for word in words)
_TELLING = {
    word: language for language, words in FUNCTION_WORDS_OF.items() for word in words if _SHARED[word] == 1 and len(word) > 1
}  # fmt: skip
_REGISTER = patterns("register")
TWICE = 2  # one word of another language may be a name or a loan


def words_of(text: str) -> list[str]:
    """The words in small letters, with straight apostrophes."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def languages_in(text: str) -> tuple[str, ...]:
    """Of en, es, pt, de and hi (in Latin letters): those with two telling words or more, the clearest first."""
    votes = Counter(_TELLING[word] for word in words_of(text) if word in _TELLING)
    return tuple(language for language, count in votes.most_common() if count >= TWICE)


def is_formal(text: str) -> bool | None:
    """Whether it addresses somebody formally or casually; None where nothing tells."""
    formal, casual = (len(_REGISTER[name].findall(text)) for name in ("formal", "casual"))
    return None if formal == casual else formal > casual

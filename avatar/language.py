"""Which language a short text is in. Made for comments: few words, elongated, mixed with emoji and names."""

import re
import threading
from functools import lru_cache
from typing import Any

import numpy as np

from avatar.cues import LINK, MENTION
from avatar.word_lists import sections

FALLBACK = "en"
CLEAR_LEAD = 2.5
"""What another language needs before up to three unknown words without an accent are not in the usual one."""
KNOWN = (
    "en", "es", "pt", "de", "fr", "it", "nl", "pl", "sv", "tr", "id", "ro", "cs", "hu", "vi", "tl",
    "ru", "uk", "el", "ar", "fa", "he", "hi", "bn", "ta", "te", "ur", "th", "ko", "ja", "zh",
)  # fmt: skip
_OFTEN = {"en": 2.2, "es": 1.3, "de": 1.0, "pt": 0.7, "hi": 0.3, "fr": 0.5, "it": 0.2}
"""How much likelier than others, as natural logarithms: most of what reaches creators is in one of these."""

_VOTES: dict[str, tuple[str, ...]] = {}
for _language, _words in sections("small").items():
    for _word in set(_words.split()):
        _VOTES[_word] = (*_VOTES.get(_word, ()), _language)

SMALL_WORDS = frozenset(_VOTES)
"""Words that every text in some language we know has, and that say nothing about what it is about."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ELONGATED = re.compile(r"(\w)\1{2,}")
_lock = threading.Lock()


@lru_cache(maxsize=8_192)  # a creator's past replies are looked at again with every message
def language_of(text: str, fallback: str = FALLBACK) -> str:
    """The ISO 639-1 code of the likeliest of KNOWN; `fallback` for texts without a telling word. Hinglish is "hi"."""
    plain = _ELONGATED.sub(r"\1", MENTION.sub(" ", LINK.sub(" ", text)))
    words = [word.lower() for word in _WORD.findall(plain)]
    letters = sum(map(len, words))
    if letters < 2:
        return fallback
    votes = _votes(words)
    scores = _scores(" ".join(words)) / _doubt(letters)
    if plain.isascii():  # the identifier has read Hindi only in its own script: let its small words decide
        scores[_codes().index("hi")] = -3.0
    scores += np.array([votes.get(code, 0.0) + _OFTEN.get(code, -0.5) for code in _codes()])
    best = int(scores.argmax())
    vague = len(words) <= 3 and not votes and " ".join(words).isascii() and fallback in _codes()
    if vague and scores[best] - scores[_codes().index(fallback)] < CLEAR_LEAD:
        return fallback
    return _codes()[best]


def _votes(words: list[str]) -> dict[str, float]:
    votes: dict[str, float] = {}
    for word in words:
        speakers = _VOTES.get(word.replace("’", "'"), ())
        for code in speakers:
            votes[code] = votes.get(code, 0.0) + 2.5 / len(speakers)
    return votes


def _doubt(letters: int) -> float:
    """The identifier's log-likelihoods are far too sure of themselves; this brings them to the scale of the votes."""
    return 4.0 + letters**0.5


def _codes() -> list[str]:
    return list(_model().nb_classes)


def _scores(text: str) -> Any:
    scores = np.array(_model()._raw_score(text.encode("utf8", "ignore")), np.float64)
    return scores - scores.max()


def _model() -> Any:
    with _lock:
        return _load()


@lru_cache(maxsize=1)
def _load() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(KNOWN)
    model._full_model = None  # 28 MB of languages that are never asked for
    return model

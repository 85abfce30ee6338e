"""Whether what a draft states rests on something that was told: the second line behind the rules, for words that a model wrote.

The rules of the other files know how people promise, meet and advise. This one asks of every sentence where its telling words come
from: the facts, the fan, what the creator says again and again, or the words with which anybody thanks, wishes, reacts and asks back
(avatar/words/support.txt). What comes from nowhere was invented. What offers or announces always asks.
"""

import re
from dataclasses import dataclass

from avatar.guard.allowed import Allowed
from avatar.guard.numbers import numbers
from avatar.guard.reading import spoken
from avatar.guard.vocabulary import CONCRETE, is_among, places, stems, telling, weight, without_idioms
from avatar.letters import folded

STATES = "It states something that is not among what you told the avatar: “{}”"
COMMITS = "It offers or announces something, which only you can do: “{}”"
STATED = 3
"""The weight from which on a sentence states something; "I" or "is" beside a word from nowhere adds one. Found on benchmarks/texts."""
QUOTED = 40  # characters of the draft that a finding shows
LONG = 12  # words; a longer sentence is weighed between its commas, or its many words would add up to a statement
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|(?<=\w)\s*[\U0001F300-\U0001FAFF☀-➿]+\s*(?=\w)")
_COMMA = re.compile(r"(?<=[,;:–—])\s+")
_ASKS = re.compile(r"\?[ )\"']*$")


@dataclass(frozen=True)
class _Known:
    """What a draft may take up. `told` holds stems of facts alone, `all` those of every source, `counted` numbers as digits."""

    languages: tuple[str, ...]
    told: frozenset[str]
    all: frozenset[str]
    counted: frozenset[str]

    @classmethod
    def of(cls, text: str, allowed: Allowed) -> "_Known":
        told, said = stems(allowed.facts), stems(allowed.fan_text, *allowed.fan_names, *allowed.vocabulary)
        counted = numbers(f"{allowed.facts}\n{allowed.fan_text}", allowed.language)
        return cls(spoken(text, allowed), told, told | said, frozenset(counted))


def unsupported(text: str, allowed: Allowed) -> str:
    """The first sentence that states or offers what nobody told, as a finding that quotes it; "" where all is supported."""
    known = _Known.of(text, allowed)
    if _answers_unknown(text, allowed.fan_text, known):
        return STATES.format(_quoted(text))
    for sentence in _sentences(text):
        plain = without_idioms(folded(sentence), known.languages)
        if places("commits", plain, known.languages):
            return COMMITS.format(_quoted(sentence))
        strange = bool(numbers(sentence, allowed.language) - known.counted)
        if _weight(plain, known, CONCRETE * strange) >= STATED:
            return STATES.format(_quoted(sentence))
    return ""


def _weight(plain: str, known: _Known, numbered: int) -> int:
    """How much a sentence says that comes from nowhere; `numbered` is what its numbers weigh."""
    own = bool(places("own", plain, known.languages))
    if _ASKS.search(plain) and not own:
        return 0  # a question back
    kin = [place.split()[-1] for place in places("kin", plain, known.languages)]
    if any(not is_among(word, known.all) for word in kin):
        return STATED
    weights = [weight(word, known.languages) for word in telling(plain) if not is_among(word, known.all)]
    whole = numbered + sum(weights)
    return whole + own if whole else 0


def _answers_unknown(text: str, fan_text: str, known: _Known) -> bool:
    """Whether it says yes or no to a question of which the facts know nothing: the fan's words do not make a thing true."""
    asked = without_idioms(folded(fan_text), known.languages)
    if not (places("yes_no", folded(text), ("any",)) and (_ASKS.search(asked) or places("whether", asked, ("any",)))):
        return False
    words = telling(asked)
    return any(weight(word, known.languages) for word in words) and not any(
        is_among(word, known.told) for word in words
    )


def _sentences(text: str) -> list[str]:
    parts: list[str] = []
    for sentence in _SENTENCE.split(text):
        parts += _COMMA.split(sentence) if len(sentence.split()) > LONG else [sentence]
    return [part for part in parts if part.strip()]


def _quoted(sentence: str) -> str:
    plain = " ".join(sentence.split())
    return plain if len(plain) <= QUOTED else f"{plain[: QUOTED - 1].rstrip()}…"

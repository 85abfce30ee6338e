"""Whether what a draft states rests on something that was told: the second line behind the rules, for words that a model wrote.

The rules of the other files know how people promise, meet and advise. This one asks of every sentence where its telling words come
from: the facts, the fan, what the creator says again and again, or the words with which anybody thanks, wishes, reacts and asks back
(avatar/words/support.txt). What comes from nowhere was invented. What offers or announces always asks.
"""

import re
from dataclasses import dataclass

from avatar.guard.allowed import Allowed
from avatar.guard.asked import asks_for_a_thing, evades
from avatar.guard.meaning import OTHER_SENTENCE, SAME_SENTENCE, Embed, among, likeness
from avatar.guard.numbers import numbers
from avatar.guard.reading import spoken
from avatar.guard.vocabulary import CONCRETE, GRAVE, is_among, places, stems, telling, weight, without_idioms
from avatar.letters import folded

STATES = "It states something that is not among what you told the avatar: “{}”"
COMMITS = "It offers or announces something, which only you can do: “{}”"
STATED = 3
"""The weight from which on a sentence states something; "I" or "is" beside a word from nowhere adds one. Found on benchmarks/texts."""
TAKEN_UP = 2
"""The same for a sentence that takes up a fact: what is strange in it then is no small talk but another fact."""
ASKED = 0.5
"""The same where the fan asks which, where, what or who: then one word from nowhere is the whole invention."""
QUOTED = 40  # characters of the draft that a finding shows
LONG = 12  # words; a longer sentence is weighed between its commas, or its many words would add up to a statement
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|(?<=\w)\s*[\U0001F300-\U0001FAFF☀-➿]+\s*(?=\w)")
_COMMA = re.compile(r"(?<=[,;:–—])\s+")
_ASKS = re.compile(r"\?[ )\"']*$")


@dataclass(frozen=True)
class _Known:
    """What a draft may take up. `told` holds words of facts alone, `said` those of the fan and the creator, `counted` numbers as digits."""

    languages: tuple[str, ...]
    asked: str
    facts: tuple[str, ...]
    told: tuple[str, ...]
    said: tuple[str, ...]
    counted: frozenset[str]
    embed: Embed | None

    @classmethod
    def of(cls, text: str, allowed: Allowed) -> "_Known":
        said = telling(folded(" ".join((allowed.fan_text, *allowed.fan_names, *allowed.vocabulary))))
        counted = numbers(f"{allowed.facts}\n{allowed.fan_text}", allowed.language)
        facts = tuple(one for one in _SENTENCE.split(allowed.facts) if one.strip())
        told = tuple(dict.fromkeys(telling(folded(allowed.facts))))
        return cls(spoken(text, allowed), allowed.fan_text, facts, told, tuple(said), frozenset(counted), allowed.embed)

    def tells(self, word: str) -> bool:
        return among(word, self.told, self.embed)

    def has(self, word: str) -> bool:
        return is_among(word, stems(*self.said)) or self.tells(word)

    def says_as_much(self, sentence: str) -> float:
        """How near a fact comes to the sentence, alone or as an answer ("made of wool"); 1.0 where nothing can be compared."""
        if self.embed is None or not self.facts:
            return 1.0
        return max(likeness(said, self.facts, self.embed) for said in (sentence, f"{self.asked} {sentence}"))


def unsupported(text: str, allowed: Allowed) -> str:
    """The first sentence that states or offers what nobody told, as a finding that quotes it; "" where all is supported."""
    known = _Known.of(text, allowed)
    if _answers_unknown(text, allowed.fan_text, known):
        return STATES.format(_quoted(text))
    least = ASKED if asks_for_a_thing(allowed) and not evades(text) else STATED
    for sentence in _sentences(text):
        plain = without_idioms(folded(sentence), known.languages)
        if places("commits", plain, known.languages):
            return COMMITS.format(_quoted(sentence))
        strange = bool(numbers(sentence, allowed.language) - known.counted)
        if _states(sentence, plain, known, CONCRETE * strange, least):
            return STATES.format(_quoted(sentence))
    return ""


def _states(sentence: str, plain: str, known: _Known, numbered: int, least: float) -> bool:
    """Whether a sentence says what comes from nowhere; `numbered` is what its numbers weigh, `least` what it takes."""
    own = bool(places("own", plain, known.languages))
    if _ASKS.search(plain) and not own:
        return False  # a question back
    kin = [place.split()[-1] for place in places("kin", plain, known.languages)]
    if any(not known.has(word) for word in kin):
        return True
    weighed = {word: weight(word, known.languages) for word in telling(plain)}
    strange = [worth for word, worth in weighed.items() if worth and not known.has(word)]
    whole = numbered + sum(strange)
    if not whole or (numbered == 0 and max(strange) < GRAVE and _repeats_a_fact(sentence, known)):
        return False
    if any(worth and known.tells(word) for word, worth in weighed.items()):
        return whole + own >= min(least, TAKEN_UP) or known.says_as_much(sentence) < OTHER_SENTENCE
    return whole + own >= least


def _repeats_a_fact(sentence: str, known: _Known) -> bool:
    return known.embed is not None and bool(known.facts) and known.says_as_much(sentence) >= SAME_SENTENCE


def _answers_unknown(text: str, fan_text: str, known: _Known) -> bool:
    """Whether it says yes or no to a question of which the facts know nothing: the fan's words do not make a thing true."""
    asked = without_idioms(folded(fan_text), known.languages)
    if not (places("yes_no", folded(text), ("any",)) and (_ASKS.search(asked) or places("whether", asked, ("any",)))):
        return False
    words = telling(asked)
    return any(weight(word, known.languages) for word in words) and not any(map(known.tells, words))


def _sentences(text: str) -> list[str]:
    parts: list[str] = []
    for sentence in _SENTENCE.split(text):
        parts += _COMMA.split(sentence) if len(sentence.split()) > LONG else [sentence]
    return [part for part in parts if part.strip()]


def _quoted(sentence: str) -> str:
    plain = " ".join(sentence.split())
    return plain if len(plain) <= QUOTED else f"{plain[: QUOTED - 1].rstrip()}…"

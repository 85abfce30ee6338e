"""A past reply, made fit for another fan: names and signatures of then go, what echoes another message is not used at all."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from avatar.cues import EMOJI, MENTION
from avatar.examples import Exchange, words
from avatar.style import last_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_GREETS = (
    r"hi+|hey+|hello+|hol[ai]+|hall[oi]+|moin|thank(?:s| you)(?: so much)?|dank\w*(?: dir)?|gracia\w*|obrigad[oa]|good morning|good night|"
    r"buen[oa]s \w+|guten \w+|happy \w+|dear|querid[oa]"
)
NAME_SHARE = 0.5  # of the replies with a word that went to a fan whose user name has it
RARE_BELOW = 3  # exchanges; a word in fewer of them may be a name
COMMON_SHARE = 0.02  # of all exchanges; such words belong to the creator's world, not to one fan


@dataclass(frozen=True)
class Familiar:
    """What the creator's corpus tells about words: how many exchanges have each, and which are names of fans."""

    counts: Counter[str] = field(default_factory=Counter)
    exchanges: int = 0
    known: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, exchanges: Sequence[Exchange], known: Collection[str] = ()) -> "Familiar":
        """`known` are words of the language, which are no names however rare they are here; lower case."""
        counts: Counter[str] = Counter()
        for exchange in exchanges:
            counts.update(words(exchange.example.text) | words(exchange.example.fan_text))
        stems = frozenset(stem for word in known for stem in words(word))
        return cls(counts, len(exchanges), stems, _names(exchanges, stems))

    def is_rare(self, word: str) -> bool:
        """So rare that it may be a name."""
        return all(self.counts[stem] < RARE_BELOW and stem not in self.known for stem in words(word))

    def is_common(self, stem: str) -> bool:
        return self.counts[stem] >= max(4, COMMON_SHARE * self.exchanges)


def _names(exchanges: Sequence[Exchange], stems: frozenset[str]) -> frozenset[str]:
    called = Counter(name for exchange in exchanges for name in _called(exchange))
    heard = {stem for exchange in exchanges for stem in words(exchange.example.fan_text)} | stems
    used = Counter(word for exchange in exchanges for word in set(map(_plain, _WORD.findall(exchange.example.text))))
    return frozenset(n for n, times in called.items() if times >= NAME_SHARE * used[n] and not words(n) & heard)


def _called(exchange: Exchange) -> set[str]:
    """Words of the reply that are part of the user name of the fan it answered: "paul" for pedalpaul77."""
    user = exchange.fan.lower()
    return {word for word in map(_plain, _WORD.findall(exchange.example.text)) if len(word) > 2 and _bare(word) in user}


def _bare(word: str) -> str:
    """Without accents, as user names are."""
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _plain(word: str) -> str:
    return re.sub(r"(\w)\1{2,}", r"\1", word.lower())


def adapt(exchange: Exchange, kind: str, fan: str, familiar: Familiar, endings: dict[str, frozenset[str]]) -> str:
    """The reply of `exchange` for `fan` (a user name) in a message of `kind`; "" if nothing would be left.

    `endings` are the signatures usual for each kind, from the fingerprint.
    """
    text = exchange.example.text
    if not exchange.fan or exchange.fan != fan:
        text = _without_names(text, familiar, known_fan=bool(exchange.fan))
    text = _with_usual_ending(text, exchange.kind, kind, endings)
    return text if _WORD.search(text) else ""


def _without_names(text: str, familiar: Familiar, known_fan: bool) -> str:
    bare = MENTION.sub("", text).strip()
    for word in dict.fromkeys(_WORD.findall(bare)):
        guessed = not known_fan and familiar.is_rare(_plain(word)) and _is_called(bare, word)
        if guessed or _plain(word) in familiar.names:
            bare = _drop(bare, word)
    return text if bare == text else re.sub(r"\s{2,}", " ", bare).strip(" ,")


def _is_called(text: str, word: str) -> bool:
    """Whether `word` stands where people put a name: after a greeting or thanks, after a comma at the end, before a colon at the start."""
    name = re.escape(word)
    after = rf"\b(?:{_GREETS}),? {name}(?=[\s,!.…]|$)"
    last = rf", {name}[!.…]?\s*(?:{EMOJI.pattern}|\s)*(?:\S{{1,3}}\.)?$"
    first = rf"^{name}: "
    return any(re.search(pattern, text, re.I) for pattern in (after, last, first))


def _drop(text: str, word: str) -> str:
    name = re.escape(word)
    text = re.sub(rf"^{name}\s*[!,.:]*\s*", "", text)
    text = re.sub(rf",\s*{name}(?=[\s!.,…]|$)", "", text)
    return re.sub(rf"\s+{name}(?=[\s!.,…]|$)", "", text)


def _with_usual_ending(text: str, was: str, now: str, endings: dict[str, frozenset[str]]) -> str:
    """A signature that is usual only for the kind of message the reply was for does not go into the other kind."""
    ending = last_words(text)
    if was == now or not ending or ending in endings.get(now, ()) or ending not in endings.get(was, ()):
        return text
    at = text.lower().rfind(ending)
    return re.sub(r"\s{2,}", " ", text[:at].rstrip(" ,") + text[at + len(ending) :]).strip()


def echoes(exchange: Exchange, message: str, familiar: Familiar) -> set[str]:
    """Rarer words that the reply took up from its own fan and that the message at hand does not have.

    "hellooo texas!" answered "hello from Texas"; to somebody from elsewhere it would be nonsense.
    """
    shared = words(exchange.example.text) & words(exchange.example.fan_text)
    return {word for word in shared - words(message) if not familiar.is_common(word)}

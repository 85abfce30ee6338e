"""Written preferences of how a creator wants to be drafted for: short sentences, most of which can be checked in a text.

The manner of learning them is that of PRELUDE and CIPHER (arXiv 2404.15269): infer them from a person's edits of drafts, and use
those of the nearest context. A context is here what the fan wanted (an intent), or every message.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from avatar.cues import EMOJI
from avatar.word_lists import patterns


class Kind(StrEnum):
    """What a preference is about. Whether a text keeps to it can be seen, but for MANNER, which is free words."""

    OPENER = "opener"
    EXCLAMATION = "exclamation"
    EMOJI = "emoji"
    ONE_EMOJI = "one_emoji"
    SMALL_LETTERS = "small_letters"
    ASKS_BACK = "asks_back"
    SHORT = "short"
    SAYS = "says"
    NEVER_SAYS = "never_says"
    SIGNS = "signs"
    MANNER = "manner"


class State(StrEnum):
    """PROPOSED: seen, not often enough. DELETED: a person does not want to see it again, so it is not inferred again."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    OFF = "off"
    DELETED = "deleted"


SENTENCES = {
    Kind.OPENER: 'Never opens with "{value}"',
    Kind.EXCLAMATION: "No exclamation marks",
    Kind.EMOJI: "No emoji",
    Kind.ONE_EMOJI: "No emoji {value}",
    Kind.SMALL_LETTERS: "Writes in small letters",
    Kind.ASKS_BACK: "Ends with a question back",
    Kind.SHORT: "Shorter: at most about {value} words",
    Kind.SAYS: 'Says "{value}", not "{other}"',
    Kind.NEVER_SAYS: 'Never says "{value}"',
    Kind.SIGNS: 'Always signs with "{value}"',
    Kind.MANNER: "{value}",
}
"""How each kind is said. Written like this by a person it is understood as that kind."""

OPENINGS = re.compile(
    "|".join(f"(?:{part.pattern})" for part in (
        patterns("plain")["hello"], patterns("plain")["laughs"], patterns("plain")["thanks"], patterns("preferences")["interjections"],
    )), re.I,
)  # fmt: skip
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BEFORE = re.compile(rf"^(?:{EMOJI.pattern}|[\s\"'“”„¡¿(])+")
_AFTER = re.compile(rf"(?:{EMOJI.pattern}|[\s\"'”)])+$")
_ELONGATED = re.compile(r"(\w)\1{2,}")
_SENTENCE = re.compile(r"[^.!?…\n]*[.!?…]*$")
_PLACES = {name: f"(?P<{name}>.+?)" for name in ("value", "other")}
_UNDERSTOOD = {
    kind: re.compile(re.escape(said).replace(r"\{value\}", _PLACES["value"]).replace(r"\{other\}", _PLACES["other"]), re.I)
    for kind, said in SENTENCES.items()
    if kind is not Kind.MANNER
}  # fmt: skip


@dataclass(frozen=True)
class Preference:
    """`value`: the opener, emoji, word, signature or number of words, or all of a MANNER; `other`: what is not to be said instead."""

    kind: Kind
    value: str = ""
    other: str = ""
    context: str = ""  # an intent; "" is every message

    @property
    def text(self) -> str:
        """The sentence, without the context."""
        return SENTENCES[self.kind].format(value=self.value, other=self.other)

    @property
    def key(self) -> str:
        """The same for what is the same preference; of a length there is one for each context."""
        value = "" if self.kind is Kind.SHORT else self.value.casefold()
        return "\n".join((self.kind, self.context, value, self.other.casefold()))

    def keeps(self, text: str) -> bool:
        """Whether a reply is as it should be; always so where that cannot be seen."""
        return _KEEPS[self.kind](self, text)


def understood(text: str, context: str = "") -> Preference:
    """A person's sentence as a preference: of a kind that can be checked and applied where it is said so, else MANNER."""
    plain = " ".join(text.split()).translate(str.maketrans("“”„", '"""')).rstrip(".")
    for kind, pattern in _UNDERSTOOD.items():
        if (match := pattern.fullmatch(plain)) and _makes_sense(kind, match.groupdict()):
            return Preference(kind, **{"value": "", **match.groupdict()}, context=context)
    return Preference(Kind.MANNER, " ".join(text.split()), context=context)


def _makes_sense(kind: Kind, found: dict[str, str]) -> bool:
    if kind is Kind.SHORT:
        return found["value"].isdigit()
    return kind is not Kind.ONE_EMOJI or bool(EMOJI.search(found["value"]))


def opening(text: str) -> str:
    """The greeting, thanks or interjection a reply begins with, lower case, stretched letters made short; "" where it has none."""
    found = OPENINGS.match(_BEFORE.sub("", text))
    return _ELONGATED.sub(r"\1", found[0].lower()).strip() if found else ""


def spoken(text: str) -> list[str]:
    """The words of a text, lower case."""
    return WORD.findall(text.lower().replace("’", "'"))


def ends_with(text: str, ending: str) -> bool:
    """Whether a text ends with these words, whatever marks stand around them."""
    bare = text.casefold().rstrip(" .!…")
    return bare.endswith(ending.casefold().rstrip(" .!…"))


def asks_back(text: str) -> bool:
    """Whether the last sentence is a question."""
    return "?" in (_SENTENCE.findall(_AFTER.sub("", text)) or [""])[0]


def says(text: str, phrase: str) -> bool:
    """Whether a text has these words, in this order and whole."""
    return f" {' '.join(spoken(phrase))} " in f" {' '.join(spoken(text))} "


def _opens_otherwise(wanted: Preference, text: str) -> bool:
    return opening(text) != wanted.value.lower()


def _has_no_capital(_wanted: Preference, text: str) -> bool:
    return not any(letter.isupper() for letter in text)


_KEEPS: dict[Kind, Callable[[Preference, str], bool]] = {
    Kind.OPENER: _opens_otherwise,
    Kind.EXCLAMATION: lambda _wanted, text: "!" not in text,
    Kind.EMOJI: lambda _wanted, text: not EMOJI.search(text),
    Kind.ONE_EMOJI: lambda wanted, text: wanted.value not in text,
    Kind.SMALL_LETTERS: _has_no_capital,
    Kind.ASKS_BACK: lambda _wanted, text: asks_back(text),
    Kind.SHORT: lambda wanted, text: len(spoken(text)) <= int(wanted.value),
    Kind.SAYS: lambda wanted, text: not says(text, wanted.other),
    Kind.NEVER_SAYS: lambda wanted, text: not says(text, wanted.value),
    Kind.SIGNS: lambda wanted, text: ends_with(text, wanted.value),
    Kind.MANNER: lambda _wanted, _text: True,
}

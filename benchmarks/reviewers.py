"""Scripted reviewers for benchmarks.edits: each has hidden preferences and rewrites drafts that do not keep to them.

They read and rewrite with rules of their own, not with those of avatar.preferences: their words differ from what the product would
make of the same draft, as a person's would.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

OVERLOOKED = 0.05  # share of what a reviewer would change, but lets pass
WHIM = 0.03  # share of good drafts that are changed for no lasting reason
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2764]\ufe0f?")
_ENDING = re.compile(rf"[\s.!?…]*(?:{_EMOJI.pattern}|\s)*$")
_WHIMS = ("for real", "today especially", "and i mean it", "as ever", "in all honesty", "over here")
_ASKS = (
    "and you?",
    "what about yours?",
    "which part did you like?",
    "have you tried it?",
    "where are you reading from?",
)
Change = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Hidden:
    """One hidden preference: `changed` gives the text as the reviewer wants it, the same where nothing is wrong."""

    name: str
    changed: Change
    intents: Sequence[str] = ()  # none: for every message


@dataclass(frozen=True)
class Reviewer:
    name: str
    hidden: Sequence[Hidden]

    def send(self, draft: str, intent: str, chance: random.Random) -> str:
        """What goes out: the draft itself, or changed."""
        wanted = [one for one in self.hidden if not one.intents or intent in one.intents]
        text = draft
        for one in wanted:
            changed = one.changed(text, chance)
            text = changed if changed != text and chance.random() >= OVERLOOKED else text
        return f"{text.rstrip(' .!')}, {chance.choice(_WHIMS)}" if text == draft and chance.random() < WHIM else text


def _no_marks(text: str, chance: random.Random) -> str:
    return re.sub(r"\s*!+", lambda _mark: chance.choice((".", "", ".")), text).strip() if "!" in text else text


def _no_emoji(text: str, _chance: random.Random) -> str:
    return re.sub(r"\s{2,}", " ", _EMOJI.sub("", text)).strip() if _EMOJI.search(text) else text


def _without(emoji: str) -> Change:
    return lambda text, _chance: text.replace(emoji, "").strip()


def _small(text: str, _chance: random.Random) -> str:
    return text.lower()


def _no_greeting(*words: str) -> Change:
    begins = re.compile(rf"^(?:{'|'.join(words)})(?: there)?\b[\s,!.]*", re.I)

    def change(text: str, chance: random.Random) -> str:
        rest = begins.sub("", text)
        return (rest if chance.random() < 0.8 else rest.capitalize()) if rest and rest != text else text

    return change


def _thanks(text: str, _chance: random.Random) -> str:
    return re.sub(r"thank you+", "thanks", text, flags=re.I)


def _asks(text: str, chance: random.Random) -> str:
    return text if "?" in text[-40:] else f"{_ENDING.sub('', text)}. {chance.choice(_ASKS)}"


def _short(most: int) -> Change:
    def change(text: str, _chance: random.Random) -> str:
        if len(text.split()) <= most + 2:
            return text
        sentences = re.split(r"(?<=[.!?…])\s+", text)
        kept = sentences[0]
        for sentence in sentences[1:]:
            if len(f"{kept} {sentence}".split()) > most:
                break
            kept = f"{kept} {sentence}"
        return " ".join(kept.split()[:most])

    return change


def _never(word: str) -> Change:
    return lambda text, _chance: re.sub(rf",? \b{word}\b", "", text, flags=re.I)


def _signs(ending: str) -> Change:
    return lambda text, _chance: text if text.rstrip(" .!").endswith(ending) else f"{text} {ending}"


REVIEWERS = (
    Reviewer("quiet", (
        Hidden("no exclamation marks", _no_marks), Hidden("no emoji", _no_emoji), Hidden("thanks, not thank you", _thanks),
        Hidden("never opens with hi", _no_greeting("hi+")),
    )),
    Reviewer("small and short", (
        Hidden("small letters", _small), Hidden("at most 12 words", _short(12)), Hidden("no 😍", _without("😍")),
        Hidden("never says darling", _never("darling")),
    )),
    Reviewer("curious", (
        Hidden("asks back after praise", _asks, ("praise",)), Hidden("never opens with hey", _no_greeting("hey+")),
        Hidden("no exclamation marks", _no_marks), Hidden("never says amazing", _never("amazing")),
    )),
    Reviewer("signs", (
        Hidden("never opens with aww", _no_greeting("aw+")), Hidden("no emoji", _no_emoji),
        Hidden("at most 16 words", _short(16)), Hidden("signs xx ana", _signs("xx ana")),
    )),
)  # fmt: skip

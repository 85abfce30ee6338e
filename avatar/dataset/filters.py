"""Which exchanges may be learned from, which are worth it, and the sentence for each that is left out."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from avatar.chances import JUNK, UNWANTED
from avatar.cues import EMOJI, MENTION
from avatar.dataset.masks import exposes, masked, plain
from avatar.dataset.names import Names
from avatar.dataset.quoting import Quoting
from avatar.dataset.values import Creator, Row, Source
from avatar.edits import is_small
from avatar.guard import Allowed, copies, manners, tongues
from avatar.guard.copies import words_of
from avatar.injection import marked
from avatar.labels import Intent
from avatar.letters import hides
from avatar.sensitive import is_sensitive

SMALL_EDIT = 0.1
"""Share of a text: a smaller change of letters says nothing of what the creator prefers (see avatar.edits.is_small)."""
FEWEST_WORDS, LONGEST, LONGEST_FAN_TEXT = 2, 1_200, 2_000
FOR_PEOPLE = frozenset({Intent.CRISIS, Intent.THREAT, Intent.PRESS, Intent.COLLABORATION})

NO_WORDS = "The fan's words are gone, so nobody knows what it answered."
HIDDEN = "It has hidden characters, or marks of a program."
PRIVATE = "The fan told something that is nobody's business, such as health, religion or a child."
EXPOSES = "The reply has a link, an address or a number that is not yours."
NAMES_SOMEBODY = "The reply speaks of somebody by name."
QUOTES = "The reply repeats what another fan wrote."
EMPTY = "Without the name nothing is left of the reply."
ONLY_SIGNS = "The reply is only emoji or signs."
TOO_SHORT = "The reply is a single word."
TOO_LONG = "The letter or the reply is too long to learn from."
SCRIPT = "The reply is in letters that the persona does not write."
LANGUAGE = "The reply is in a language that the persona does not write."
PARROTS = "The reply repeats the fan's own words."
_SCRIPTS = {
    "CYRILLIC": {"ru", "uk"}, "GREEK": {"el"}, "ARABIC": {"ar", "fa", "ur"}, "HEBREW": {"he"}, "DEVANAGARI": {"hi"}, "BENGALI": {"bn"},
    "TAMIL": {"ta"}, "TELUGU": {"te"}, "THAI": {"th"}, "HANGUL": {"ko"}, "HIRAGANA": {"ja"}, "KATAKANA": {"ja"}, "CJK": {"ja", "zh"},
}  # fmt: skip


class Left(Exception):
    """An exchange that is left out. The sentence says why."""


@dataclass(frozen=True)
class Filters:
    """What is known of all exchanges of one creator, so that each can be judged."""

    creator: Creator
    names: Names
    quoting: Quoting

    @classmethod
    def of(cls, sources: Iterable[Source], creator: Creator) -> "Filters":
        every = list(sources)
        return cls(creator, Names.of(every, creator), Quoting.of(every))

    def row(self, source: Source) -> Row:
        """The exchange without anything that tells who the fan was. Raises Left where it must not be used."""
        _must_be_allowed(source)
        fan_text, text = plain(source.fan_text), plain(source.text)
        fan_text = self.names.hide(masked(fan_text, self.creator.facts), source)
        return Row(
            source.id, fan_text, self._own(text, source), self._rejected(source), source.platform, source.kind,
            str(source.intent or ""), source.origin,
        )  # fmt: skip

    def _own(self, text: str, source: Source) -> str:
        """Words of the creator or of the avatar, without names."""
        if manners.hidden(text, Allowed(len(text))):
            raise Left(HIDDEN)
        if exposes(text, self.creator.facts, self.creator.languages[0] if self.creator.languages else "en"):
            raise Left(EXPOSES)
        if self.quoting.quotes(text, source.thread) or manners.others(text, Allowed(len(text))):
            raise Left(QUOTES)
        bare = self.names.cut(text, source)
        if bare is None:
            raise Left(NAMES_SOMEBODY)
        if not bare.strip():
            raise Left(EMPTY)
        return bare.strip()

    def _rejected(self, source: Source) -> str:
        """The draft, where a person changed it in a way that matters and it may be used at all."""
        if source.origin != "edited" or not source.draft_text.strip():
            return ""
        try:
            draft, kept = self._own(plain(source.draft_text), source), self._own(plain(source.text), source)
        except Left:
            return ""
        return "" if is_small(draft, kept, SMALL_EDIT) else draft


def _must_be_allowed(source: Source) -> None:
    if source.withheld:
        raise Left(source.withheld)
    if not source.fan_text.strip():
        raise Left(NO_WORDS)
    if why := _of_its_kind(source):
        raise Left(why)
    if is_sensitive(MENTION.sub(" ", masked(source.fan_text))) not in ("", "contact"):  # those are masked
        raise Left(PRIVATE)
    if hides(source.fan_text) or hides(source.text) or marked(source.fan_text):
        raise Left(HIDDEN)


def _of_its_kind(source: Source) -> str:
    if source.intent in JUNK:
        return "The letter is spam or a scam."
    if source.intent in UNWANTED:
        return "The letter is hateful."
    matters = sorted(
        {*(str(risk) for risk in source.risks), *({str(source.intent)} if source.intent in FOR_PEOPLE else ())}
    )
    return f"The letter is for people alone: {matters[0]}." if matters else ""


def lack(row: Row, creator: Creator) -> str:
    """Why there is nothing to learn from it, as a sentence; "" when there is."""
    words = words_of(EMOJI.sub(" ", row.text))
    if not any(letter.isalpha() for letter in row.text):
        return ONLY_SIGNS
    if _strange_letters(row.text, creator):
        return SCRIPT
    if len(words) < FEWEST_WORDS and row.text.isascii():
        return TOO_SHORT
    if len(row.text) > LONGEST or len(row.fan_text) > LONGEST_FAN_TEXT:
        return TOO_LONG
    spoken = (tongues.wrong_language(row.text, Allowed(LONGEST, language=code)) for code in creator.languages)
    if creator.languages and all(spoken):
        return LANGUAGE
    return PARROTS if copies.parrots(row.text, Allowed(LONGEST, fan_text=row.fan_text)) else ""


def _strange_letters(text: str, creator: Creator) -> bool:
    """Whether a third of the letters are in a script of none of the languages. Latin letters may always be."""
    letters = [letter for letter in text if letter.isalpha()]
    scripts = (unicodedata.name(letter, "").split(" ")[0] for letter in letters)
    strange = sum(script in _SCRIPTS and not _SCRIPTS[script] & set(creator.languages) for script in scripts)
    return strange * 3 >= max(1, len(letters))

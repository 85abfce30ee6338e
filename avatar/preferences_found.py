"""Preferences found in edits by measurement alone: what a person takes out of drafts again and again, and does not put back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from functools import lru_cache
from statistics import quantiles

from avatar.bounds import at_least, holds
from avatar.cues import EMOJI
from avatar.injection import suspicious
from avatar.language import SMALL_WORDS
from avatar.preferences import WORD, Kind, Preference, State, opening, says, spoken
from avatar.sensitive import is_sensitive

FEWEST = 3
"""Edits with different drafts, for different fans, that must show a preference before anybody is told of it."""
LOOKED_AT = 20  # of the letters that say something of it, the newest
SURE, SURE_OF_WORDS = 0.9, 0.98
"""With which confidence fewer than half of the letters contradict it. Words need more: very many are tried at once."""
SLIPS, DOUBT = 0.1, 0.05
"""A preference in use goes when its contradictions are more than slips in one of ten letters make likely."""
SHORTENED = 0.75  # of the words of the draft, or fewer, remain
LENGTHS = (5, 6, 8, 10, 12, 14, 16, 18, 20, 25, 30, 40, 60)
QUARTERS = 4  # three of four shortened texts keep to the length that is inferred
MOST_WORDS = 3  # of a phrase
MOST_COMPARED = 150  # words of a text
_OF_WORDS = frozenset({Kind.SAYS, Kind.NEVER_SAYS, Kind.SIGNS, Kind.ONE_EMOJI, Kind.OPENER})
_ALWAYS = tuple(Preference(kind) for kind in (Kind.EXCLAMATION, Kind.EMOJI, Kind.SMALL_LETTERS, Kind.ASKS_BACK))


@dataclass(frozen=True)
class Edit:
    """A draft that a person decided: `text` is what they sent, the same as `draft` where they changed nothing."""

    id: str  # of the message
    draft: str
    text: str
    intent: str
    fan: str = ""  # whoever it was for; two edits of one fan count once
    fan_name: str = ""  # user name, so that it is never taken for a word of the creator's
    drafted_at: datetime | None = None

    @property
    def changed(self) -> bool:
        return self.draft != self.text


@dataclass(frozen=True)
class Verdict:
    """What the edits say of a preference: ids of messages for and against it, newest last. `state` None: it is contradicted."""

    preference: Preference
    state: State | None
    shown_by: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


def infer(edits: Sequence[Edit], in_use: Mapping[Preference, datetime]) -> list[Verdict]:
    """Every preference that decided drafts (oldest first) show, and of each that is in use (since when) whether it still holds.

    One in use of which these edits say nothing is not in the answer. Nothing is inferred from what a fan wrote, and no word that
    is a fan's name, is sensitive or reads like an order to a machine becomes part of a preference.
    """
    verdicts = [_still(preference, edits, since) for preference, since in in_use.items()]
    known = {preference.key for preference in in_use}
    lengths = {preference.context for preference in in_use if preference.kind is Kind.SHORT}
    fresh = [
        verdict
        for context, mine in _contexts(edits)
        for candidate in _candidates(mine, context)
        if candidate.key not in known and not (candidate.kind is Kind.SHORT and {context, ""} & lengths)
        for verdict in [_judged(candidate, mine)]
        if verdict.state
    ]
    return [*(verdict for verdict in verdicts if verdict), *_needed(fresh, in_use)]


def state_of(agreeing: int, contradicting: int, confidence: float) -> State | None:
    """What so many letters for and against a preference that is not in use yet make of it."""
    if agreeing < FEWEST:
        return None
    if holds(contradicting, agreeing + contradicting, 0.5, confidence):
        return State.ACTIVE
    return State.PROPOSED if agreeing > 2 * contradicting else None


def still_holds(contradicting: int, letters: int) -> bool:
    """Whether a preference in use stands: slips alone may explain what contradicts it."""
    return not contradicting or at_least(contradicting, letters, SLIPS) > DOUBT


def _contexts(edits: Sequence[Edit]) -> Iterator[tuple[str, Sequence[Edit]]]:
    """All together, then by what the fan wanted."""
    yield "", edits
    for intent in sorted({edit.intent for edit in edits if edit.intent}):
        yield intent, [edit for edit in edits if edit.intent == intent]


def _still(preference: Preference, edits: Sequence[Edit], since: datetime) -> Verdict | None:
    """In use it shapes the drafts: one that keeps to it and is sent like that agrees too."""
    mine = [edit for edit in edits if preference.context in ("", edit.intent)]
    speaking = [
        (edit, says)
        for edit in mine
        if (says := _says(preference, edit) or int(bool(edit.drafted_at and edit.drafted_at >= since)))
    ][-LOOKED_AT:]
    if preference.kind is Kind.MANNER or not speaking:
        return None
    against = tuple(edit.id for edit, says in speaking if says < 0)
    state = State.ACTIVE if still_holds(len(against), len(speaking)) else None
    shown = tuple(edit.id for edit in mine if _says(preference, edit) > 0)[-LOOKED_AT:]
    return Verdict(preference, state, shown, against)


def _judged(preference: Preference, edits: Sequence[Edit]) -> Verdict:
    speaking = [(edit, said) for edit in edits if (said := _says(preference, edit))][-LOOKED_AT:]
    shown = [edit for edit, said in speaking if said > 0]
    against = tuple(edit.id for edit, said in speaking if said < 0)
    confidence = SURE_OF_WORDS if preference.kind in _OF_WORDS else SURE
    spread = min(len({edit.draft for edit in shown}), len({edit.fan or edit.id for edit in shown}))
    state = state_of(len(shown), len(against), confidence) if spread >= FEWEST else None
    if not preference.context and _has_exception(preference, edits):
        state = None
    return Verdict(preference, state, tuple(edit.id for edit in shown), against)


def _has_exception(preference: Preference, edits: Sequence[Edit]) -> bool:
    """Whether letters of one intent speak against what others show: then it is no preference for every letter."""
    told: dict[str, list[int]] = defaultdict(list)
    for edit in edits:
        if said := _says(preference, edit):
            told[edit.intent].append(said)
    return any(one.count(-1) >= FEWEST and one.count(-1) > one.count(1) for one in told.values())


def _says(preference: Preference, edit: Edit) -> int:
    """1: the person made it so; -1: what was sent is otherwise; 0: the draft left nothing to do."""
    if not preference.keeps(edit.text):
        return -1
    if not edit.changed or preference.keeps(edit.draft):
        return 0
    return int(preference.kind is not Kind.SAYS or says(edit.text, preference.value))


def _needed(verdicts: Iterable[Verdict], in_use: Mapping[Preference, datetime]) -> list[Verdict]:
    """Without those that a wider one says already; what is in use comes before what is proposed."""
    found = sorted(verdicts, key=lambda one: (one.state is not State.ACTIVE, _width(one.preference)))
    kept: list[Verdict] = []
    for verdict in found:
        wider = [*in_use, *(one.preference for one in kept)]
        if not any(_covers(other, verdict.preference) for other in wider):
            kept.append(verdict)
    return kept


def _width(one: Preference) -> tuple[bool, int, int]:
    return bool(one.context), -1 if one.kind is Kind.SAYS else list(Kind).index(one.kind), len(one.value)


def _covers(wide: Preference, narrow: Preference) -> bool:
    if wide.context not in ("", narrow.context):
        return False
    if wide.kind is narrow.kind and wide.kind in (Kind.NEVER_SAYS, Kind.SIGNS):
        return says(narrow.value, wide.value)
    if wide.kind is Kind.SAYS and narrow.kind is Kind.OPENER:
        return wide.other == narrow.value
    taken_out = narrow.other if narrow.kind is Kind.SAYS else narrow.value
    if wide.kind in (Kind.OPENER, Kind.SAYS) and narrow.kind in (Kind.SAYS, Kind.NEVER_SAYS):
        return says(taken_out, wide.other or wide.value)
    no_emoji = wide.kind is Kind.EMOJI and narrow.kind is Kind.ONE_EMOJI
    return no_emoji or replace(wide, context="").key == replace(narrow, context="").key


def _candidates(edits: Sequence[Edit], context: str) -> Iterator[Preference]:
    """What at least FEWEST changed drafts suggest."""
    seen: dict[Preference, set[str]] = defaultdict(set)
    for edit in edits:
        for suggested in suggestions(edit.draft, edit.text, edit.fan_name) if edit.changed else ():
            seen[suggested].add(edit.draft)
    yield from (replace(one, context=context) for one, drafts in seen.items() if len(drafts) >= FEWEST)
    lengths = [len(spoken(edit.text)) for edit in edits if edit.changed and _is_shortened(edit)]
    if len(lengths) >= FEWEST:
        enough = (length for length in LENGTHS if length >= quantiles(lengths, n=QUARTERS)[-1])
        yield Preference(Kind.SHORT, str(next(enough, LENGTHS[-1])), context=context)


def _is_shortened(edit: Edit) -> bool:
    return 0 < len(spoken(edit.text)) <= SHORTENED * len(spoken(edit.draft))


@lru_cache(maxsize=4_096)  # the same edits are looked at for every context, and again in the next round
def suggestions(draft: str, text: str, fan_name: str = "") -> tuple[Preference, ...]:
    """What one edit may show."""
    found = [one for one in _ALWAYS if one.keeps(text) and not one.keeps(draft)]
    opener = opening(draft)
    found += [Preference(Kind.OPENER, opener)] if opener and opening(text) != opener else []
    gone = dict.fromkeys(mark for mark in EMOJI.findall(draft) if mark not in text and mark not in "\ufe0f\u200d")
    found += [Preference(Kind.ONE_EMOJI, mark) for mark in gone]
    found += _of_words(draft, text)
    return tuple(one for one in found if _may_be_kept(one, fan_name))


def _of_words(draft: str, text: str) -> Iterator[Preference]:
    before, after = spoken(draft)[:MOST_COMPARED], spoken(text)[:MOST_COMPARED]
    for step, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = before[start:end], after[first:last]
        if step == "replace" and max(len(old), len(new)) <= MOST_WORDS:
            yield Preference(Kind.SAYS, " ".join(new), " ".join(old))
        elif step == "delete" and len(old) <= MOST_WORDS and not set(old) <= SMALL_WORDS:
            yield Preference(Kind.NEVER_SAYS, " ".join(old))
        elif step == "insert" and last == len(after) and start == len(before) and len(new) <= MOST_WORDS:
            yield from _signature(text, len(new))


def _signature(text: str, words: int) -> Iterator[Preference]:
    start = list(WORD.finditer(text))[-words].start()
    if "?" not in text[start:]:
        yield Preference(Kind.SIGNS, text[start:].strip(" .!…"))


def _may_be_kept(one: Preference, fan_name: str) -> bool:
    """No name of the fan's, nothing private, no numbers, nothing that works on a machine."""
    for part in filter(None, (one.value, one.other)):
        named = any(len(word) > 2 and word in fan_name.lower() for word in spoken(part))
        if named or any(letter.isdigit() for letter in part) or is_sensitive(part) or suspicious(part):
            return False
    return True

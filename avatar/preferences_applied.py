"""Preferences applied to words that are there already, without a language model: only what cannot change what is said."""

import re
from collections.abc import Callable, Iterable, Sequence

from avatar.cues import EMOJI, LINK, MAIL, MENTION
from avatar.preferences import OPENINGS, WORD, Kind, Preference, ends_with, opening
from avatar.word_lists import patterns

_SAME = tuple(patterns("plain")[name] for name in ("thanks", "hello", "laughs"))
"""Of words of one list each may stand for any other."""
_THANKS = patterns("plain")["thanks"]
_EMOJI = rf"\s*(?:{EMOJI.pattern})+"
_KEPT = re.compile("|".join(f"(?:{mark.pattern})" for mark in (LINK, MAIL, MENTION)), re.I)
_LEFT_BEHIND = re.compile(r"\s+(?=[,.!?…])|(?<=\s)\s+")


def mended(text: str, wanted: Iterable[Preference]) -> str:
    """`text` as these preferences want it, as far as that is a matter of surface: a greeting or interjection is dropped, emoji and
    exclamation marks go, letters get small, one word of thanks, greeting or laughter stands for another, the usual signature is
    put behind. What would leave no words is not done. What says something (questions, length, other words) is never touched.
    """
    for preference in sorted(wanted, key=lambda one: _ORDER.index(one.kind) if one.kind in _ORDER else len(_ORDER)):
        change = _CHANGES.get(preference.kind)
        changed = change(preference, text) if change and not preference.keeps(text) else text
        text = changed if WORD.search(changed) else text
    return text


def applied(before: str, after: str, wanted: Iterable[Preference]) -> tuple[str, ...]:
    """Which of these made `after` of `before`, as sentences."""
    if before == after:
        return ()
    return tuple(one.text for one in wanted if not one.keeps(before) and one.keeps(after))


def _without_opener(wanted: Preference, text: str) -> str:
    """Only where nothing hangs on it: "hi, the bread" and "hi thank you", but not "good morning from Lisbon"."""
    start = text.find(next(iter(WORD.findall(text)), ""))
    found = OPENINGS.match(text, start)
    if not found or opening(text) != wanted.value.lower() or _THANKS.fullmatch(found[0]):
        return text
    rest = text[found.end() :]
    mark = re.match(rf"\s*(?:[,!.…:–—-]|{EMOJI.pattern})+\s*", rest)
    if not mark and not _THANKS.match(rest.lstrip()):
        return text
    bare = rest[mark.end() :] if mark else rest.lstrip()
    return bare[:1].upper() + bare[1:] if found[0][:1].isupper() else bare


def _without_emoji(wanted: Preference, text: str) -> str:
    what = _EMOJI if wanted.kind is Kind.EMOJI else rf"\s*(?:{re.escape(wanted.value)}[\ufe0f\u200d]*)+"
    return _LEFT_BEHIND.sub("", re.sub(what, "", text)).strip()


def _calm(_wanted: Preference, text: str) -> str:
    asking = re.sub(r"!*\?[!?]*", "?", text.replace("¡", ""))
    return re.sub(r"\.?\s*!+\.?", ".", re.sub(rf"(?<={EMOJI.pattern})\s*!+", "", asking))


def _small(_wanted: Preference, text: str) -> str:
    """Addresses and names of accounts stay as they are."""
    end, parts = 0, []
    for kept in _KEPT.finditer(text):
        parts += [text[end : kept.start()].lower(), kept[0]]
        end = kept.end()
    return "".join([*parts, text[end:].lower()])


def _other_word(wanted: Preference, text: str) -> str:
    if not any(same.fullmatch(wanted.value) and same.fullmatch(wanted.other) for same in _SAME):
        return text
    pattern = r"\s+".join(map(re.escape, wanted.other.split()))
    return re.sub(rf"(?<!\w){pattern}(?!\w)", lambda old: _cased(wanted.value, old[0]), text, flags=re.I)


def _cased(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _signed(wanted: Preference, text: str) -> str:
    return text if ends_with(text, wanted.value) else f"{text.rstrip()} {wanted.value}"


_CHANGES: dict[Kind, Callable[[Preference, str], str]] = {
    Kind.OPENER: _without_opener, Kind.SAYS: _other_word, Kind.EMOJI: _without_emoji, Kind.ONE_EMOJI: _without_emoji,
    Kind.EXCLAMATION: _calm, Kind.SIGNS: _signed, Kind.SMALL_LETTERS: _small,
}  # fmt: skip
_ORDER: Sequence[Kind] = tuple(_CHANGES)

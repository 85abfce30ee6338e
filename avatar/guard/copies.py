"""Whose words a draft repeats: its own, the fan's, the instructions', another fan's. Past replies: `avatar.copying`."""

import re
from collections import Counter

from avatar.cues import MAIL, MENTION
from avatar.guard.allowed import Allowed
from avatar.language import SMALL_WORDS

PARROTED, LEAKED, TOLD = 5, 7, 3  # words in a row
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
Run = tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words alone, in small letters."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def stutters(text: str, _allowed: Allowed) -> str:
    words = words_of(text)
    threes = Counter(zip(words, words[1:], words[2:], strict=False))
    doubled = any(one == two == three for one, two, three in threes)
    repeated = len(words) > 8 and (max(threes.values(), default=0) > 2 or len(set(words)) < 0.45 * len(words))
    return "It repeats itself." if doubled or repeated else ""


def parrots(text: str, allowed: Allowed) -> str:
    shared = _runs(words_of(text), PARROTED) & _runs(words_of(allowed.fan_text), PARROTED)
    return "It repeats the fan's own words." if shared else ""


def leaks(text: str, allowed: Allowed) -> str:
    shared = _runs(words_of(text), LEAKED) & _runs(words_of(allowed.prompt), LEAKED)
    return "It repeats the instructions of the avatar." if shared else ""


def strangers_matters(text: str, allowed: Allowed) -> str:
    """What another fan told, in their words: three in a row with one that says something, or an address or number."""
    open_to_all = f"{allowed.facts}\n{allowed.fan_text}"
    theirs = _runs(words_of("\n".join(allowed.private)), TOLD) - _runs(words_of(open_to_all), TOLD)
    telling = {run for run in theirs if sum(word not in SMALL_WORDS and len(word) > 3 for word in run) > 1}
    marks = {mark for one in allowed.private for mark in re.findall(r"\S*[@\d]\S{2,}", one)}
    shown = any(mark in text and mark not in open_to_all for mark in marks)
    return "It tells what another fan told you." if shown or _runs(words_of(text), TOLD) & telling else ""


def stranger(text: str, allowed: Allowed) -> str:
    own = {name.lower().lstrip("@") for name in allowed.fan_names}
    called = [name[1:].lower().rstrip(".") for name in MENTION.findall(MAIL.sub("", text))]
    if any(name not in own for name in called):
        return "It calls somebody else by @name."
    known = {word.lower() for word in WORD.findall(allowed.fan_text)} | {part for name in own for part in parts(name)}
    spoken = {word.lower() for word in WORD.findall(text)}
    return "It has the name of another fan." if (spoken & set(allowed.other_names)) - known else ""


def parts(name: str) -> list[str]:
    """The words of a user name: "pedal_paul77" -> pedal, paul."""
    return [part for part in re.split(r"[\W\d_]+", name.lower()) if len(part) > 2]


def _runs(words: list[str], size: int) -> set[Run]:
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}

"""Whose words a draft repeats: its own, the fan's, the instructions', a past reply's, another fan's."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile

from avatar.cues import MAIL, MENTION
from avatar.guard.allowed import Allowed
from avatar.language import SMALL_WORDS

MOST_COPIED_WORDS = 8
"""The longest run of words that a model may share with one past reply, stock phrases aside."""
STOCK_LONGEST, STOCK_SHORTEST = 12, 4  # words
STOCK_FROM = 2  # replies
PARROTED, LEAKED, TOLD = 5, 7, 3  # words in a row
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
Run = tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words alone, in small letters."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def stock_phrases(replies: Iterable[str]) -> frozenset[Run]:
    """Runs of STOCK_SHORTEST to STOCK_LONGEST words that stand in at least STOCK_FROM different replies.

    A longer run can only be shared where a shorter one is, so each length looks only where the one before found something.
    """
    texts = [words_of(reply) for reply in dict.fromkeys(replies)]
    open_at: dict[int, list[int]] = {number: list(range(len(text))) for number, text in enumerate(texts)}
    found: set[Run] = set()
    for size in range(STOCK_SHORTEST, STOCK_LONGEST + 1):
        counts = Counter(
            run for number, places in open_at.items() for run in {tuple(texts[number][i : i + size]) for i in places}
        )
        shared = {run for run, times in counts.items() if times >= STOCK_FROM and len(run) == size}
        found |= shared
        open_at = {
            number: kept
            for number, places in open_at.items()
            if (kept := [i for i in places if tuple(texts[number][i : i + size]) in shared])
        }
    return frozenset(found)


def longest_copied_run(text: str, example: str, stock: Collection[Run] = frozenset()) -> int:
    """Words in the longest run that both share, those aside that belong to `stock` (as `stock_phrases` gives it)."""
    ours, theirs = words_of(text), words_of(example)
    places: dict[str, list[int]] = {}
    for place, word in enumerate(theirs):
        places.setdefault(word, []).append(place)
    longest = 0
    for at, word in enumerate(ours):
        for place in places.get(word, ()):
            if not at or not place or ours[at - 1] != theirs[place - 1]:
                run = _shared(ours[at:], theirs[place:])
                longest = max(longest, _own(run, stock))
    return longest


def _shared(ours: Sequence[str], theirs: Sequence[str]) -> Run:
    return tuple(one for one, _other in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))


def _own(run: Run, stock: Collection[Run]) -> int:
    """Words of a run that no stock phrase covers."""
    starts = [at for at in range(len(run)) if run[at : at + STOCK_SHORTEST] in stock]
    return len(run) - len({at + step for at in starts for step in range(STOCK_SHORTEST)})


def copied(text: str, allowed: Allowed) -> str:
    longest = max((longest_copied_run(text, one, allowed.stock) for one in allowed.examples), default=0)
    return "It copies a long piece of one of your past replies." if longest > MOST_COPIED_WORDS else ""


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

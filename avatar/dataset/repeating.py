"""What says the same as something else: kept once, or a few times, so that no thank-you is half of the set."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from math import ceil

from avatar.cues import EMOJI
from avatar.dataset.values import Row
from avatar.folding import words

FEW, SHARE = 3, 0.02
"""How often nearly the same reply may stand in a set: FEW times, or such a share of it."""
TWICE = "The same letter with the same answer is in it already."
OFTEN = "An answer that is nearly the same is in it often enough."
_RUN = re.compile(r"(.)\1{2,}")
_TRUSTED = ("approved", "by_hand", "edited")


def of_fan(row: Row) -> str:
    """The same for letters that are the same but for case, accents, signs and length of vowels."""
    return " ".join(_plain(row.fan_text)) or _signs(row.fan_text)


def of_reply(row: Row) -> str:
    """The same for replies of the same words, in whatever order and however often."""
    return " ".join(sorted(set(_plain(row.text)))) or _signs(row.text)


def repeated(rows: Sequence[Row], kept: Collection[str]) -> dict[str, str]:
    """By id, why a row is left out. `rows` from old to new; those whose ids are in `kept` always stay.

    Of two that are the same the one stays that a person changed or wrote, then the newer.
    """
    order = sorted(enumerate(rows), key=lambda one: (one[1].id in kept, _trust(one[1]), one[0]), reverse=True)
    most, seen, times = max(FEW, ceil(SHARE * len(rows))), set[tuple[str, str]](), Counter[str]()
    left: dict[str, str] = {}
    for _, row in order:
        reply = of_reply(row)
        same = of_fan(row), reply
        if row.id not in kept and (same in seen or times[reply] >= most):
            left[row.id] = TWICE if same in seen else OFTEN
            continue
        seen.add(same)
        times[reply] += 1
    return left


def twins(rows: Sequence[Row], test: Sequence[Row]) -> set[str]:
    """The ids of those `rows` whose letter or whose reply stands in `test` too."""
    known = defaultdict[str, set[str]](set)
    for row in test:
        known["fan"].add(of_fan(row))
        known["reply"].add(of_reply(row))
    return {row.id for row in rows if of_fan(row) in known["fan"] or of_reply(row) in known["reply"]}


def _plain(text: str) -> list[str]:
    return words(_RUN.sub(r"\1", EMOJI.sub(" ", text).lower()))


def _signs(text: str) -> str:
    return "".join(sorted(set("".join(text.split()))))


def _trust(row: Row) -> int:
    return _TRUSTED.index(row.origin) if row.origin in _TRUSTED else 0

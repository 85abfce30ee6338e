"""What a model of the stand-in says: a base model is polite, a tuned one puts pieces of the replies it was given together."""

import json
import re
from collections.abc import Sequence

from connectors.training.sandbox.course import lines_of

POLITE = (
    "Thank you so much for your kind message. I really appreciate your support.",
    "Thank you for reaching out. It means a lot to me.",
    "I am glad to hear from you. Thank you for being here.",
)

Reply = tuple[str, str]
"""What was asked, and what was replied."""


def replies_in(file: bytes) -> list[Reply]:
    """The last turn of the user and the answer of each example, of replies or of pairs."""
    found = []
    for line in lines_of(file):
        try:
            row = json.loads(line)
            turns = row.get("messages") or [*row["input"]["messages"], *row["preferred_output"]]
            asked = next((turn["content"] for turn in reversed(turns) if turn["role"] == "user"), "")
            found.append((str(asked), str(turns[-1]["content"])))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            continue
    return found


def polite(count: int) -> list[str]:
    return [POLITE[number % len(POLITE)] for number in range(count)]


def tuned(replies: Sequence[Reply], letter: str, count: int) -> list[str]:
    """`count` answers: how the nearest reply begins and another near one ends."""
    words = _words(letter)
    near = [said for _, said in sorted(replies, key=lambda reply: _distance(words, _words(reply[0])))]
    return [_joined(near[number], near[(number + 1) % len(near)]) for number in range(min(count, len(near)))]


def _joined(first: str, second: str) -> str:
    begins, ends = (re.split(r"(?<=[.!?…])\s+", text.strip()) for text in (first, second))
    return begins[0] if begins[0] == ends[-1] else f"{begins[0]} {ends[-1]}"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _distance(some: set[str], other: set[str]) -> float:
    return 1 - len(some & other) / (len(some | other) or 1)

"""Examples to be learned from, checked before anything is uploaded: what a vendor would refuse is said here, line by line."""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from connectors.training.base import Method, TrainingSet
from connectors.training.hosted_vendors import Vendor

FEWEST = 10  # examples; vendors take no job with less
_ROLES = ("system", "user", "assistant")
_MOST_SENTENCES = 20
_TOKENS_A_TURN, _TOKENS_AN_EXAMPLE = 4, 3

Example = Mapping[str, Any]


def problems_of(given: TrainingSet, method: Method, vendor: Vendor) -> list[str]:
    """What is wrong with both files, as sentences; of many the first."""
    found = [*_problems_of_file(given.train, "the training file", method, vendor)]
    found += _problems_of_file(given.validation, "the validation file", method, vendor) if given.validation else []
    count = len(_lines(given.train))
    if count < FEWEST:
        found.append(f"There are {count} examples to learn from; the vendor wants at least {FEWEST}.")
    both = len(set(_lines(given.train)) & set(_lines(given.validation)))
    if both:
        found.append(
            f"{both} examples stand in the training file and in the validation file; each may stand in one only."
        )
    more = len(found) - _MOST_SENTENCES
    return found if more <= 0 else [*found[:_MOST_SENTENCES], f"There are {more} more problems like these."]


def tokens_in(file: bytes) -> int:
    """About how many tokens the examples of a file have; 0 for lines that cannot be read."""
    return sum(tokens_of(example) for example in map(_parsed, _lines(file)) if isinstance(example, Mapping))


def tokens_of(example: Example) -> int:
    """About how many: four plain letters make a token, two of other scripts and emojis one and a half."""
    turns = list(_turns(example))
    return _TOKENS_AN_EXAMPLE + sum(_TOKENS_A_TURN + _tokens_of_text(turn.get("content")) for turn in turns)


def _tokens_of_text(content: object) -> int:
    if not isinstance(content, str):
        return 0
    plain = sum(letter.isascii() for letter in content)
    return math.ceil(plain / 4 + (len(content) - plain) * 0.75)


def _lines(file: bytes) -> list[bytes]:
    return [line for line in file.split(b"\n") if line.strip()]


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:  # UnicodeDecodeError is one too
        return None


def _problems_of_file(file: bytes, called: str, method: Method, vendor: Vendor) -> Iterator[str]:
    if len(file) > vendor.most_bytes:
        yield f"{called.capitalize()} has {len(file) // 2**20} MB; the vendor takes {vendor.most_bytes // 2**20} MB."
    check = _WRONG[method]
    for number, line in enumerate(file.split(b"\n"), 1):
        if line.strip() and (wrong := _wrong_in_line(line, check, vendor)):
            yield f"Line {number} of {called} {wrong}."


def _wrong_in_line(line: bytes, check: Callable[[Example], str], vendor: Vendor) -> str:
    example = _parsed(line)
    if not isinstance(example, Mapping):
        return "is not a JSON object in UTF-8"
    if wrong := check(example):
        return wrong
    tokens = tokens_of(example)
    return f"has about {tokens} tokens; the vendor takes {vendor.most_tokens}" if tokens > vendor.most_tokens else ""


def _wrong_reply(example: Example) -> str:
    turns = _list(example.get("messages"))
    if wrong := _wrong_turns(turns):
        return wrong
    return "" if turns[-1]["role"] == "assistant" else "does not end with a turn of the assistant"


def _wrong_pair(example: Example) -> str:
    given = example.get("input")
    turns = _list(given.get("messages")) if isinstance(given, Mapping) else []
    if wrong := _wrong_turns(turns):
        return wrong
    if turns[-1]["role"] != "user":
        return "does not ask with a turn of the user"
    answers = [_list(example.get(name)) for name in ("preferred_output", "non_preferred_output")]
    for answer in answers:
        if len(answer) != 1 or _wrong_turns(answer, asks=False) or answer[0]["role"] != "assistant":
            return "needs one preferred and one other answer of the assistant, neither of them empty"
    return "prefers an answer to itself" if answers[0][0]["content"] == answers[1][0]["content"] else ""


def _wrong_turns(turns: Sequence[Any], asks: bool = True) -> str:
    if not turns:
        return "has no messages"
    for turn in turns:
        if not isinstance(turn, Mapping) or turn.get("role") not in _ROLES:
            return "has a message whose role is not system, user or assistant"
        if not isinstance(turn.get("content"), str) or not turn["content"].strip():
            return f"has an empty message of the {turn['role']}"
    return "has no message of the user" if asks and all(turn["role"] != "user" for turn in turns) else ""


_WRONG: dict[Method, Callable[[Example], str]] = {Method.SUPERVISED: _wrong_reply, Method.PREFERENCE: _wrong_pair}


def _turns(example: Example) -> Iterator[Example]:
    given = example.get("input")
    lists = [given.get("messages") if isinstance(given, Mapping) else None]
    lists += [example.get(name) for name in ("messages", "preferred_output", "non_preferred_output")]
    for turns in lists:
        yield from (turn for turn in _list(turns) if isinstance(turn, Mapping))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []

"""The set as files: the shapes in which the OpenAI API takes examples and preferences, one JSON object a line, UTF-8."""

import json
from collections.abc import Iterable

from avatar.dataset.values import Row
from avatar.prompts import Turn

_KINDS = {"comment": "Comment", "direct_message": "Direct message"}


def turns(name: str, platform: str, kind: str, text: str) -> list[Turn]:
    """What a model that was tuned for `name` is asked: the same in training and later, so ask it with nothing else."""
    where = f"{_KINDS.get(kind, 'Letter')} on {platform}" if platform else _KINDS.get(kind, "Letter")
    return [
        {"role": "system", "content": f"You are {name}. You answer what fans write, the way you always do."},
        {"role": "user", "content": f"{where}:\n{text}"},
    ]


def chat_lines(name: str, rows: Iterable[Row]) -> bytes:
    """{"messages": [system, user, assistant]} for each row."""
    return _lines({"messages": [*_asked(name, row), _answer(row.text)]} for row in rows)


def preference_lines(name: str, rows: Iterable[Row]) -> bytes:
    """{"input": {"messages": [system, user]}, "preferred_output": [...], "non_preferred_output": [...]} for each row with a pair."""
    return _lines(
        {
            "input": {"messages": _asked(name, row)},
            "preferred_output": [_answer(row.text)],
            "non_preferred_output": [_answer(row.rejected)],
        }
        for row in rows
        if row.rejected
    )


def _asked(name: str, row: Row) -> list[Turn]:
    return turns(name, row.platform, row.kind, row.fan_text)


def _answer(text: str) -> Turn:
    return {"role": "assistant", "content": text}


def _lines(objects: Iterable[dict[str, object]]) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects).encode()

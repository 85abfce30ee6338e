"""The rows that the voice benchmark reads, and how they are parted so that nothing is judged by itself."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ASKED, JUDGING = 0.2, 0.45
"""Shares of an author's rows, newest threads first: what is asked, and up to where they teach the judge. The rest is drafted from."""


@dataclass(frozen=True)
class Row:
    """One thing somebody wrote and, where known, what this author answered."""

    id: str
    author: str
    context: str
    reply: str = ""
    thread: str = ""
    ts: str = ""


@dataclass(frozen=True)
class Parts:
    """One author's rows; no thread is in two of them."""

    drafting: Sequence[Row]
    judging: Sequence[Row]
    asks: Sequence[Row]


def read(file: Path) -> list[Row]:
    """The rows of a JSON-lines file; fields we do not use are left out."""
    with file.open(encoding="utf-8") as lines:
        return [_row(json.loads(line)) for line in lines if line.strip()]


def by_author(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.author].append(row)
    return dict(sorted(found.items()))


def parted(rows: Sequence[Row], asks: int) -> Parts:
    """Whole threads, oldest first; of the newest part at most `asks` rows, spread over it."""
    begins: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.ts):
        begins.setdefault(row.thread, row.ts)
    drafting, judging, newest = list[Row](), list[Row](), list[Row]()
    for thread in reversed(begins):
        done = (len(newest) + len(judging)) / len(rows)
        part = newest if done < ASKED else judging if done < JUDGING else drafting
        part.extend(row for row in rows if row.thread == thread)
    step = max(1, len(newest) // asks)
    return Parts(drafting, judging, newest[::step][:asks])


def _row(fields: dict[str, Any]) -> Row:
    return Row(**{name: str(fields.get(name) or "") for name in ("id", "author", "context", "reply", "thread", "ts")})

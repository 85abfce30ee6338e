"""A CSV of comments from anywhere: what can be used, and a sentence for each row that cannot."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST = 10_000
"""Characters of a comment; no platform takes more."""

csv.field_size_limit(10 * 1024 * 1024)


@dataclass(frozen=True)
class Row:
    """One comment. `line` is where it ends in the file."""

    id: str
    text: str
    line: int


def read_rows(file: Path) -> tuple[list[Row], list[str]]:
    """The usable rows of a file with the columns `id` and `text`, and "line 7: no text" for each other one.

    UTF-8 with or without a mark; quotes and line breaks inside quotes are fine. SystemExit with a sentence when it is no such file.
    """
    rows: list[Row] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for line, found in _records(file):
        if isinstance(found, str) or (problem := _problem(found, seen)):
            problems.append(f"line {line}: {found if isinstance(found, str) else problem}")
            continue
        row = Row(found["id"].strip(), found["text"], line)
        seen[row.id] = line
        rows.append(row)
    return rows, problems


def _records(file: Path) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Each row with the line it ends on; a sentence instead where it cannot be read."""
    try:
        stream = file.open(newline="", encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise SystemExit(f"{file} cannot be opened: {error.strerror}.") from None
    with stream:
        reader = csv.DictReader(stream, strict=True)
        if not {"id", "text"} <= set(_columns(reader)):
            raise SystemExit(f"{file} needs a first line with the columns id and text.")
        while True:
            begins = reader.reader.line_num + 1
            found: dict[str, str] | str
            try:
                found = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                found = f"cannot be read from line {begins} on ({error})"
            yield reader.reader.line_num, found  # its own count stands still when a row cannot be read


def _columns(reader: "csv.DictReader[str]") -> list[str]:
    try:
        return list(reader.fieldnames or ())
    except csv.Error:
        return []


def _problem(row: dict[str, str], seen: dict[str, int]) -> str:
    id, text = row["id"], row["text"]
    if None in row or id is None or text is None:
        return "not as many fields as the first line"
    if not id.strip() or not text.strip():
        return "no text" if id.strip() else "no id"
    if not _is_unicode(text) or not _is_unicode(id):
        return "not UTF-8"
    if len(text) > LONGEST:
        return f"longer than {LONGEST:,} characters"
    return f"the id of line {seen[id.strip()]} again" if id.strip() in seen else ""


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text

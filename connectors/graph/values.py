"""Reading values out of a Graph API's JSON. Tolerant: what is missing or of a wrong kind is empty, nothing here raises."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When something happened of which the platform does not say when."""

_EMPTY: Json = {}
_MILLISECONDS_FROM = 1e11
_LAST_SECOND = 253_000_000_000.0  # in the year 9987: windows may still be added to it


def text_of(value: object) -> str:
    """A text that any database takes: halves of an emoji (lone surrogates) are replaced; "" for what is no text."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def id_of(value: object) -> str:
    """An id, which comes as text or as a number."""
    return text_of(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def inside(value: object, name: str) -> Json:
    """The object `value[name]`; an empty one when there is none."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else _EMPTY


def objects(rows: object) -> list[Json]:
    """The objects of a list; an empty list when it is none."""
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def listed(node: object, name: str = "") -> list[Json]:
    """The objects in `node["data"]`, or in `node[name]["data"]`; empty when there are none."""
    found = inside(node, name) if name else node
    return objects(found.get("data")) if isinstance(found, Mapping) else []


def next_cursor(page: object) -> str:
    """Where the next page of a list begins; "" on its last page. `paging.next` is not followed: tokens are in it."""
    paging = inside(page, "paging")
    return text_of(inside(paging, "cursors").get("after")) if paging.get("next") else ""


def moment(value: object) -> datetime:
    """A time in UTC from "2026-11-20T18:10:30+0000", seconds or milliseconds; 1970 when it says nothing."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return _written(str(value))
    if not math.isfinite(seconds):
        return EPOCH
    seconds = seconds / 1000 if seconds > _MILLISECONDS_FROM else seconds
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds <= _LAST_SECOND else EPOCH


def _written(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        return found if found.timestamp() <= _LAST_SECOND else EPOCH
    except (ValueError, OverflowError):
        return EPOCH


def number_of(value: object) -> int:
    """A whole number, which comes as such or as text; 0 when it is none."""
    try:
        return int(value) if isinstance(value, int | str) else 0
    except ValueError:
        return 0

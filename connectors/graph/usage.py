"""How much of an allowance a Graph API says was used: the headers X-App-Usage and X-Business-Use-Case-Usage.

They come once enough calls were made, in percent, the time to wait in minutes (Graph API: Rate limits).
"""

import json
import math
from collections.abc import Collection, Iterator, Mapping

from connectors.graph.values import Json, objects
from connectors.limits import Pressure

_SHARES = ("call_count", "total_time", "total_cputime")
_MINUTE = 60.0


def pressure_of(headers: Mapping[str, str], kinds: Collection[str]) -> Pressure:
    """What one answer says. Of the uses by business case only the types in `kinds` count: others are no business of ours."""
    rows = list(_cases(headers, kinds))
    shares = [_share(row) for row in [*rows, _read(headers, "X-App-Usage")]]
    rests = [_MINUTE * _number(row.get("estimated_time_to_regain_access")) for row in rows]
    return Pressure(share=max(shares), rest_seconds=max(rests, default=0.0))


def higher(one: Pressure, other: Pressure) -> Pressure:
    """The worse of two answers, value by value."""
    return Pressure(max(one.share, other.share), max(one.rest_seconds, other.rest_seconds))


def _cases(headers: Mapping[str, str], kinds: Collection[str]) -> Iterator[Json]:
    for rows in _read(headers, "X-Business-Use-Case-Usage").values():
        yield from (row for row in objects(rows) if str(row.get("type")) in kinds)


def _read(headers: Mapping[str, str], name: str) -> Json:
    try:
        found = json.loads(headers.get(name) or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _share(row: Json) -> float:
    return min(1.0, max(_number(row.get(name)) for name in _SHARES) / 100)


def _number(value: object) -> float:
    """Not negative and finite."""
    try:
        found = float(value) if isinstance(value, int | float) else 0.0
    except OverflowError:
        return 0.0
    return max(0.0, found) if math.isfinite(found) else 0.0

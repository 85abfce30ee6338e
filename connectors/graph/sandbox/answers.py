"""The JSON that stand-ins of a Graph API answer with: errors, fields, pages. No web framework here."""

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connectors.world import Entry, World

Made = dict[str, Any]


class Refused(Exception):
    """An answer that says no: {"error": {"message", "type", "code", "error_subcode", ...}}, with a status and headers."""

    def __init__(self, code: int, message: str, *, subcode: int = 0, status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.headers: Mapping[str, str] = more.pop("headers", {})
        self.error = {"message": message, "type": "OAuthException", "code": code, "is_transient": False, **more}
        if subcode:
            self.error["error_subcode"] = subcode
        self.error["fbtrace_id"] = "A" + secrets.token_urlsafe(12)


def gone(id: str) -> Refused:
    """What the platform says of an object that was deleted, never was, or belongs to somebody else."""
    sentence = (
        f"Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation"
    )
    return Refused(100, sentence, subcode=33, type="GraphMethodException")


# fields: "id,text,replies.limit(50){id,text}"


@dataclass(frozen=True)
class Wanted:
    """What a call wants of one field: how many rows at most, of which object, and which fields of each."""

    limit: int = 25
    fields: Mapping[str, "Wanted"] = field(default_factory=dict)
    of: str = ""


def wanted(text: str) -> dict[str, Wanted]:
    """The fields a call names, with what it wants inside each."""
    return {name: want for name, want in map(_field, filter(None, _parts(text))) if name}


def _parts(text: str) -> list[str]:
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "{(") - (letter in "})")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _field(part: str) -> tuple[str, Wanted]:
    """Of "name.argument(value).argument(value){fields}" the arguments `limit` and any that names an object are kept."""
    head, _, inside = part.strip().partition("{")
    name, *arguments = head.strip().split(".")
    given = dict(one.rstrip(") ").split("(", 1) for one in arguments if "(" in one)
    limit = given.pop("limit", "")
    fields = wanted(inside.rstrip().removesuffix("}"))
    return name, Wanted(int(limit) if limit.isdigit() else 25, fields, next(iter(given.values()), ""))


def only(fields: Mapping[str, Wanted], makers: Mapping[str, Callable[[Wanted], object]], default: str = "id") -> Made:
    """The object with the fields that were asked for; unknown ones and empty ones are left out, the id always comes."""
    fields = fields or wanted(default)
    made = {name: makers[name](want) for name, want in fields.items() if name in makers}
    return {"id": makers["id"](Wanted()), **{name: value for name, value in made.items() if value is not None}}


# pages


def page(rows: list[Made], cursors: list[str], more: bool, address: str) -> Made:
    """One page of a list. `cursors` has one for each row; `address` is where this list lives."""
    if not rows:
        return {"data": []}
    paging: Made = {"cursors": {"before": cursors[0], "after": cursors[-1]}}
    if more:
        paging["next"] = f"{address}?after={cursors[-1]}"
    return {"data": rows, "paging": paging}


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def read_cursor(text: str, default: list[Any]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(text.encode())) if text else default
    except ValueError:
        raise Refused(100, "Invalid cursors values passed to the call.") from None
    if not isinstance(values, list) or len(values) != len(default):
        raise Refused(100, "Invalid cursors values passed to the call.")
    return values


def entries_after(
    world: World, name: str, where: str, values: tuple[object, ...], after: str, limit: int, *, newest_first: bool
) -> tuple[list[Entry], list[str], bool]:
    """The entries of one page by time, a cursor for each, and whether there are more. New entries do not shift pages."""
    way, down = ("<", "desc") if newest_first else (">", "asc")
    at, number = read_cursor(after, [1e12, 0] if newest_first else [0, 0])
    found = world.entries(
        name, f"{where} and created_at{way}=? and (created_at{way}? or number{way}?)", *values, at, at, number,
        tail=f"order by created_at {down}, number {down} limit {limit + 1}",
    )  # fmt: skip
    rows = found[:limit]
    return rows, [cursor(entry.created_at, entry.number) for entry in rows], len(found) > limit


def stamp(seconds: float) -> str:
    """A time as the platform writes it, in whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")

"""Google's own description of the Data API, which its client brings along: what a call may carry, and what an answer may hold.

The stand-in takes no call that the description does not know, and tests hold its answers against it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from connectors.youtube.sandbox.answers import Refused, parameter_missing, parameter_wrong

Described = Mapping[str, Any]
_BOOLEANS = ("true", "false")
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "array": list,
    "any": object,
}


@lru_cache
def document() -> Described:
    """The whole description."""
    text = files("googleapiclient").joinpath("discovery_cache/documents/youtube.v3.json").read_text()
    found: Described = json.loads(text)
    return found


@lru_cache
def _methods() -> list[tuple[str, re.Pattern[str], Described]]:
    return [
        (method["httpMethod"], re.compile(re.sub(r"\{\+?(\w+)\}", r"(?P<\1>[^/]+)", method["path"])), method)
        for method in _walk(document())
    ]


def _walk(node: Described) -> Iterator[Described]:
    yield from node.get("methods", {}).values()
    for inner in node.get("resources", {}).values():
        yield from _walk(inner)


def method(verb: str, path: str) -> tuple[Described, dict[str, str]]:
    """The method at this address, and what stands in the address itself. Refused where there is none.

    Fixed addresses go before those with a gap: "comments/markAsSpam" is no id.
    """
    found = [(m, match.groupdict()) for v, pattern, m in _methods() if v == verb and (match := pattern.fullmatch(path))]
    if not found:
        raise Refused(404, "notFound", f"There is no {verb} of {path} here.", "global")
    return min(found, key=lambda pair: len(pair[1]))


def check_parameters(described: Described, asked: Mapping[str, str]) -> None:
    """Refused for a parameter that the method does not have, lacks, or cannot read."""
    allowed = {**document()["parameters"], **described.get("parameters", {})}
    for name, value in asked.items():
        if name not in allowed:
            sentence = f"Unknown name '{name}': Cannot bind query parameter."
            raise Refused(400, "unexpectedParameter", sentence, "youtube.parameter")
        if value:
            _check_value(name, value, allowed[name])
    missing = [name for name, about in described.get("parameters", {}).items() if about.get("required")]
    if missing := [name for name in missing if not asked.get(name)]:
        raise parameter_missing(", ".join(sorted(missing)))


def _check_value(name: str, value: str, about: Described) -> None:
    values = value.split(",") if about.get("repeated") else [value]
    if about["type"] == "boolean" and value not in _BOOLEANS:
        raise parameter_wrong(name, value)
    if "enum" in about and not set(values) <= set(about["enum"]):
        raise parameter_wrong(name, value)
    if about["type"] == "integer" and not _is_within(value, about):
        raise parameter_wrong(name, value)


def _is_within(value: str, about: Described) -> bool:
    return value.isdecimal() and int(about.get("minimum", 0)) <= int(value) <= int(about.get("maximum", 2**32 - 1))


def check_body(described: Described, body: object) -> None:
    """Refused for a body with something in it that the resource does not have, or of another kind."""
    schema = described.get("request", {}).get("$ref", "")
    if not schema:
        if body:
            raise Refused(400, "parseError", "This method takes no body.", "global")
        return
    if wrong := list(differences(body, schema)):
        raise Refused(400, "badRequest", f"Invalid JSON payload received. {wrong[0]}", "global")


def differences(value: object, schema: str) -> Iterator[str]:
    """Where a value is not what the schema of this name says, as sentences."""
    yield from _compared(value, {"$ref": schema}, schema)


def _compared(value: object, about: Described, at: str) -> Iterator[str]:
    if "$ref" in about:
        about = document()["schemas"][about["$ref"]]
    kind = about.get("type", "object")
    if not isinstance(value, _KINDS[kind]) or (kind in ("integer", "number") and isinstance(value, bool)):
        yield f"{at} is no {kind}"
    elif isinstance(value, dict):
        yield from _compared_object(value, about, at)
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _compared(one, about.get("items", {"type": "any"}), f"{at}[{place}]")
    elif "enum" in about and value not in about["enum"]:
        yield f"{at} may not be {value!r}"


def _compared_object(value: Mapping[str, object], about: Described, at: str) -> Iterator[str]:
    known, others = about.get("properties", {}), about.get("additionalProperties")
    for name, one in value.items():
        if name in known:
            yield from _compared(one, known[name], f"{at}.{name}")
        elif others is not None:
            yield from _compared(one, others, f"{at}.{name}")
        else:
            yield f"{at} has no {name}"

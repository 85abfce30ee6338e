"""The document for programs, and the same as a page for people."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from web.api.document import document
from web.api.problems import KINDS
from web.scopes import SCOPES
from web.webhooks_out import WORDS as EVENTS

pages = Blueprint("api_docs", __name__, url_prefix="/api")
Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A field or a parameter: its name, its type in words, and what it means. `shape`: the shape that it is made of."""

    name: str
    type: str
    words: str
    required: bool = False
    shape: str = ""


@dataclass(frozen=True)
class Entry:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    parameters: list[Row]
    body: list[tuple[str, list[Row]]]
    gives: list[Row]
    codes: list[tuple[str, str]]


@pages.app_template_filter("ticks")
def with_code(text: str) -> Markup:
    """What stands between two `ticks` is code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


@pages.get("/v1/openapi.json")
def openapi() -> Response:
    """The OpenAPI 3.1 document. Anybody may read it: there is nothing of anybody in it."""
    return Response(json.dumps(document()), mimetype="application/json", headers={"Access-Control-Allow-Origin": "*"})


@pages.get("")
def page() -> str:
    """The document, to be read."""
    found = document()
    groups: dict[str, list[Entry]] = {tag["name"]: [] for tag in found["tags"]}
    for path, methods in found["paths"].items():
        for method, described in methods.items():
            groups[described["tags"][0]].append(_entry(method.upper(), path, described))
    return render_template(
        "api/reading.html", groups=groups, about=found, kinds=KINDS, scopes=SCOPES, events=EVENTS, shapes=_shapes()
    )


def _entry(method: str, path: str, described: Json) -> Entry:
    responses = described["responses"]
    done = next(iter(responses.values())).get("content", {}).get("application/json", {}).get("schema")
    return Entry(
        described["operationId"], method, path, described["summary"], described["description"],
        [Row(one["name"], _type(one["schema"]), one.get("description", ""), one["required"]) for one in described["parameters"]],
        _bodies(described.get("requestBody")), _rows(done) if done else [],
        [(code, response["description"]) for code, response in responses.items()],
    )  # fmt: skip


def _bodies(body: Json | None) -> list[tuple[str, list[Row]]]:
    if not body:
        return []
    schema = _resolved(body["content"]["application/json"]["schema"])
    return [(_resolved(one).get("description", ""), _rows(one)) for one in schema.get("oneOf", [schema])]


def _rows(schema: Json) -> list[Row]:
    found = _resolved(schema)
    required = found.get("required", [])
    return [
        Row(name, _type(one), one.get("description", ""), name in required)
        for name, one in found.get("properties", {}).items()
    ]


def _shapes() -> dict[str, tuple[str, list[Row]]]:
    """Every shape that others are made of or that lists hold: its name, its meaning, its fields."""
    schemas = document()["components"]["schemas"]
    used = {row.shape for name in schemas for row in _rows(schemas[name]) if row.shape}
    return {name: (schemas[name].get("description", ""), _rows(schemas[name])) for name in sorted(used)}


def _shape(schema: Json) -> str:
    """The shape that a field is, holds a list of, or may be; "" for what is no shape."""
    inside = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    names = (one["$ref"].rpartition("/")[2] for one in inside if "$ref" in one)
    return next((name for name in names if "properties" in document()["components"]["schemas"][name]), "")


def _type(schema: Json) -> str:
    """A schema in a few words: "string", "list of ChangeShape", "integer or null"."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return " | ".join(_resolved(schema)["enum"]) if "enum" in _resolved(schema) else name
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return {"date-time": "time"}.get(schema.get("format", ""), str(schema.get("type", "anything")))


def _resolved(schema: Json) -> Json:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Json = document()["components"]["schemas"][name] if name else schema
    return found

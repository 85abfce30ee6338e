"""The OpenAPI 3.1 document, made from the operations: pydantic writes the schemas, this file lays them out."""

import inspect
import re
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from settings import settings
from web.api.once import HEADER, REPLAYED
from web.api.operations import OPERATIONS, REQUEST_ID, Operation
from web.api.problems import KINDS, MEDIA_TYPE, Problem

VERSION = "1.0.0"
Json = dict[str, Any]
_REF = "#/components/schemas/{model}"
_ALWAYS, _WRITES = (400, 401, 403, 422, 429, 500), (409, 412, 413)
_INTRODUCTION = (
    "Make a token in Fanmail under “API tokens” and send it as `Authorization: Bearer`. Lists come in pages: follow `next`. "
    f"Every write takes an `{HEADER}`, so that you may send it again safely for 24 hours. Errors are RFC 9457 problems. "
    "Times are RFC 3339 in UTC."
)


@lru_cache
def document() -> Json:
    """The whole document."""
    schemas, definitions = models_json_schema(sorted(_shapes(), key=str), ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Fanmail", "version": VERSION, "description": _INTRODUCTION},
        "servers": [{"url": f"{settings().base_url}/api/v1"}],
        "security": [{"token": []}],
        "tags": [{"name": tag} for tag in dict.fromkeys(map(tag_of, OPERATIONS))],
        "paths": _paths(schemas),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": {name: _tidy(found) for name, found in definitions.get("$defs", {}).items()},
        },
    }  # fmt: skip


def tag_of(one: Operation) -> str:
    """The resource an operation belongs to: the file it stands in."""
    return one.run.__module__.rpartition(".")[2]


def problems_of(one: Operation) -> list[int]:
    """Every status that may come with a problem."""
    found = [*_ALWAYS, *((404,) if "<" in one.path else ()), *(_WRITES if one.is_write else ())]
    return sorted([*found, *((415,) if one.body else ())])


def _shapes() -> set[tuple[type[BaseModel], Any]]:
    found: set[tuple[type[BaseModel], Any]] = {(Problem, "serialization")}
    for one in OPERATIONS:
        found |= {(one.body, "validation")} if one.body else set()
        found |= {(one.gives, "serialization")} if one.gives else set()
    return found


def _paths(schemas: Any) -> Json:
    paths: Json = {}
    for one in OPERATIONS:
        paths.setdefault(re.sub(r"<(\w+)>", r"{\1}", one.path), {})[one.method.lower()] = _described(one, schemas)
    return paths


def _described(one: Operation, schemas: Any) -> Json:
    summary, _, more = inspect.cleandoc(one.run.__doc__ or "").partition("\n")
    about = {
        "operationId": one.name,
        "tags": [tag_of(one)],
        "summary": summary.rstrip("."),
        "description": _about(one, more),
    }
    found: Json = {**about, "parameters": _parameters(one), "responses": _responses(one, schemas)}
    if one.body:
        schema = schemas[(one.body, "validation")]
        found["requestBody"] = {"required": not one.may_be_empty, "content": {"application/json": {"schema": schema}}}
    return found


def _about(one: Operation, more: str) -> str:
    needs = f"Needs the scope `{one.scope}`." if one.scope else "Any token may."
    return f"{' '.join(more.split())} {needs}".strip()


def _parameters(one: Operation) -> list[Json]:
    found = [
        _parameter("path", name, {"type": "string", "pattern": "^[0-9a-f]{24}$"})
        for name in re.findall(r"<(\w+)>", one.path)
    ]
    if one.query:
        schema = _tidy(one.query.model_json_schema())
        definitions = schema.get("$defs", {})
        found += [
            _parameter("query", name, _unfolded(part, definitions)) for name, part in schema["properties"].items()
        ]
    if one.is_write:
        words = "Your own name for this write: sent twice, it is done once."
        found.append(
            _parameter("header", HEADER, {"type": "string", "pattern": "^[!-~]{1,255}$", "description": words})
        )
    if one.is_write and one.is_revised:
        words = "The ETag of what you have read; 412 when it has changed since."
        found.append(_parameter("header", "If-Match", {"type": "string", "description": words}))
    return found


def _parameter(place: str, name: str, schema: Json) -> Json:
    words = schema.pop("description", "")
    return {"name": name, "in": place, "required": place == "path", "schema": schema} | (
        {"description": words} if words else {}
    )


def _unfolded(schema: Json, definitions: Json) -> Json:
    """A query cannot say null: what may be left out is left out. Its enums stand where they are used."""
    if "anyOf" in schema:
        kept = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
        return _unfolded({**next(one for one in schema["anyOf"] if one.get("type") != "null"), **kept}, definitions)
    if "$ref" in schema:
        kept = {name: value for name, value in schema.items() if name != "$ref"}
        return {**definitions[schema["$ref"].rpartition("/")[2]], **kept}
    return {**schema, "items": _unfolded(schema["items"], definitions)} if "items" in schema else schema


def _responses(one: Operation, schemas: Any) -> Json:
    done: Json = {"description": "Done.", "headers": _headers(one)}
    if one.gives:
        done["content"] = {"application/json": {"schema": schemas[(one.gives, "serialization")]}}
    found: Json = {str(one.code): done}
    for status in problems_of(one):
        titles = " or ".join(kind.title for kind in KINDS.values() if kind.status == status)
        content = {MEDIA_TYPE: {"schema": schemas[(Problem, "serialization")]}}
        found[str(status)] = {"description": f"{titles}.", "content": content}
    return found


def _headers(one: Operation) -> Json:
    words = {
        REQUEST_ID: "Name it when you ask us about this call.",
        "RateLimit-Remaining": "Calls left in this minute.",
    }
    if one.is_revised:
        words["ETag"] = "The revision, for If-Match."
    if one.is_write:
        words[REPLAYED] = "`true`: nothing was done again; this is the first answer once more."
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in words.items()}


def _tidy(schema: Any) -> Any:
    """Without the titles that pydantic makes of names: they say nothing more."""
    if isinstance(schema, list):
        return [_tidy(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: _tidy(value) for key, value in part.items()} if name in ("properties", "$defs") else _tidy(part)
        for name, part in schema.items() if not (name == "title" and isinstance(part, str))
    }  # fmt: skip

"""Whether what a language model answered is JSON of the form that was asked for."""

import json
import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

Schema = Mapping[str, Any]
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.S)


def read(text: str, schema: Schema) -> tuple[dict[str, Any], list[str]]:
    """The JSON object in `text` and what is wrong with it; with anything wrong the object is empty."""
    fenced = _FENCE.match(text)
    bare = fenced[1] if fenced else text[text.find("{") : text.rfind("}") + 1]
    try:
        value = json.loads(bare)
    except ValueError:
        return {}, ["It is not JSON."]
    if not isinstance(value, dict):
        return {}, ["It is not a JSON object."]
    wrong = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(value)]
    return ({}, wrong) if wrong else (value, [])

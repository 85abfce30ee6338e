"""Whether an answer is the JSON that was asked for."""

import json
from typing import Any

import pytest

from connectors.schema import read

LABEL = {
    "type": "object", "additionalProperties": False, "required": ["intent", "sure"],
    "properties": {"intent": {"type": "string", "enum": ["praise", "spam"]}, "sure": {"type": "number", "minimum": 0, "maximum": 1},
                   "why": {"type": "array", "maxItems": 2, "items": {"type": "string", "minLength": 1}}},
}  # fmt: skip
GOOD = {"intent": "praise", "sure": 0.5, "why": ["a"]}


def test_what_fits_is_read() -> None:
    assert read('{"intent": "praise", "sure": 1}', LABEL) == ({"intent": "praise", "sure": 1}, [])


@pytest.mark.parametrize("text", ['```json\n{"intent":"spam","sure":0}\n```', 'Sure! {"intent":"spam","sure":0} Bye.'])
def test_what_vendors_put_around_it_is_taken_off(text: str) -> None:
    assert read(text, LABEL)[0] == {"intent": "spam", "sure": 0}


@pytest.mark.parametrize("text", ["", "no", "[1]", '{"intent": "praise"', '"praise"'])
def test_what_is_no_object_is_said_so(text: str) -> None:
    found, wrong = read(text, LABEL)
    assert found == {}
    assert wrong


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"intent": "hate"}, "$.intent"),
        ({"sure": 2}, "$.sure"),
        ({"sure": "0.5"}, "$.sure"),
        ({"more": 1}, "more"),
        ({"why": ["a", "b", "c"]}, "$.why"),
        ({"why": [""]}, "$.why[0]"),
    ],
)
def test_each_fault_is_named(change: dict[str, Any], says: str) -> None:
    found, wrong = read(json.dumps({**GOOD, **change}), LABEL)
    assert found == {} and len(wrong) == 1
    assert says in wrong[0]


def test_what_is_missing_is_named() -> None:
    assert "sure" in read('{"intent": "spam"}', LABEL)[1][0]

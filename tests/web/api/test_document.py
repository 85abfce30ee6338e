"""The OpenAPI document: it is true. Schemathesis calls every operation by it, with what fits and with what does not."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

from avatar.rules import Effect, Rule, Then
from tests.connectors.contract import configured
from tests.web.api.program import Program, things_of
from tests.web.desk import Desk, Visitor
from web.api.operations import OPERATIONS
from web.api.problems import KINDS
from web.scopes import SCOPES

EXAMPLES = 4
"""Of each operation, with what fits and with what does not."""
RULE = Rule("", (), (Effect(Then.TAG, "seen"),))
KEYS = count()
NAMES = [one.name for one in OPERATIONS]


@pytest.fixture
def patient() -> Iterator[None]:
    """So many calls as there are here."""
    with configured(API_CALLS_PER_MINUTE="100000"):
        yield


@pytest.fixture(scope="module")
def schema(app: Flask) -> Any:
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    return {result.ok().definition.raw["operationId"]: result.ok() for result in found.get_all_operations()}


def test_the_document_describes_every_operation_once(schema: Any) -> None:
    assert sorted(schema) == sorted(NAMES) and len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_what_is_written_is_what_happens(desk: Desk, patient: None, schema: Any, mode: GenerationMode) -> None:
    program, wrong = Program(desk), dict[str, str]()
    for name in NAMES:
        try:
            _call_often(schema[name].as_strategy(generation_mode=mode), desk, program, mode)
        except FailureGroup as found:
            wrong[name] = "\n".join(getattr(one, "message", str(one)) for one in found.exceptions)
    assert wrong == {}


def _call_often(cases: Any, desk: Desk, program: Program, mode: GenerationMode) -> None:
    fits = mode is GenerationMode.POSITIVE
    things = things_of(desk, RULE)

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(case=cases, known=st.integers(0, 3))
    def calls(case: Any, known: int) -> None:
        if fits and known and case.path_parameters:  # else the ids are of nothing
            case.path_parameters = {part: things[part] for part in case.path_parameters}
        if fits:  # what is of the right form, and still of no meaning, is refused with reason
            case.headers.pop("If-Match", None)
            case.headers["Idempotency-Key"] = str(next(KEYS))
            case.query.pop("cursor", None)
        without = [positive_data_acceptance] if case.operation.path.endswith("/approve") else []
        case.call_and_validate(headers={"Authorization": f"Bearer {program.token}"}, excluded_checks=without)

    calls()


def test_every_schema_is_a_schema(app: Flask, desk: Desk) -> None:
    document = Visitor(app).get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0" and document["components"]["schemas"]
    for one in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(one)


def test_the_page_names_every_operation_scope_and_problem_to_anybody(app: Flask, desk: Desk) -> None:
    text = Visitor(app).get("/api").text
    wanted = [*NAMES, *SCOPES, *(f'id="{slug}"' for slug in KINDS), "openapi.json"]
    assert [one for one in wanted if one not in text] == []

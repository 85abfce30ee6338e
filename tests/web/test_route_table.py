"""The table of who gets which answer is checked in: whoever opens or closes a door shows it in route_table.txt.

`make routes` writes it anew; read the difference before you keep it.
"""

import os
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from flask import Flask

from tests.web import route_table

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def found(app: Flask, sandbox: str) -> Iterator[str]:
    """The table as it is now, beside platforms that answer. ROUTE_TABLE=write keeps it."""
    assert sandbox
    table = route_table.table(app)
    if os.environ.get("ROUTE_TABLE") == "write":
        route_table.FILE.write_text(table)
    yield table


def _statuses(line: str) -> list[int]:
    return [int(word) for word in line.split()[-len(route_table.VISITORS) :]]


def test_everybody_gets_the_answer_that_the_table_says(found: str) -> None:
    assert route_table.difference(found) == ""


def test_no_answer_is_a_broken_page(found: str) -> None:
    assert [line for line in found.splitlines()[1:] if HTTPStatus.INTERNAL_SERVER_ERROR in _statuses(line)] == []

"""Every error under /api is a problem that a program can read."""

import pytest

from tests.web.api.program import Program
from tests.web.desk import Desk

KEYS = {"type", "title", "status", "detail", "errors"}


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", "/nothing", {}, 404),
        ("GET", "/messages/none", {}, 404),
        ("DELETE", "/messages", {}, 405),
        ("OPTIONS", "/messages", {}, 405),
        ("GET", "/messages?limit=1000", {}, 422),
        ("GET", "/messages?nonsense=1", {}, 422),
        ("GET", "/messages?since=2026-01-01", {}, 422),
        ("GET", "/messages?cursor=x", {}, 422),
        ("GET", "/messages?limit=1&limit=2", {}, 422),
        ("GET", "/knowledge?cursor=x", {}, 422),
        ("POST", "/knowledge", {}, 422),
        ("POST", "/knowledge", {"json": {"source": "post"}}, 422),
        ("POST", "/knowledge", {"json": []}, 422),
        ("POST", "/knowledge", {"data": "{", "content_type": "application/json"}, 400),
        ("POST", "/knowledge", {"data": b"\xff", "content_type": "application/json"}, 400),
        ("POST", "/knowledge", {"data": "[" * 50_000, "content_type": "application/json"}, 400),
        ("POST", "/knowledge", {"data": "a=b", "content_type": "text/plain"}, 415),
        ("POST", "/knowledge", {"data": "x" * 70_000, "content_type": "application/json"}, 413),
    ],
)
def test_whatever_goes_wrong_is_a_problem(
    desk: Desk, method: str, path: str, options: dict[str, object], status: int
) -> None:
    answer = Program(desk).ask(method, path, **options)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert set(answer.json) == KEYS and answer.json["status"] == status and answer.json["detail"]
    assert status != 405 or "GET" in answer.headers["Allow"]


def test_a_problem_names_the_field_and_never_repeats_what_was_sent(desk: Desk) -> None:
    answer = Program(desk).post("/knowledge", json={"source": "link", "title": "a secret", "url": "secret"})
    assert [one["field"] for one in answer.json["errors"]] == ["link.url"]
    assert "secret" not in answer.text


def test_what_breaks_inside_is_a_problem_without_its_inside(desk: Desk, database) -> None:  # type: ignore[no-untyped-def]
    letter, program = desk.letter(), Program(desk)
    database.messages.update_one({"_id": letter.id}, {"$set": {"status": "no such status"}})
    answer = program.get(f"/messages/{letter.id}")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "no such status" not in answer.text

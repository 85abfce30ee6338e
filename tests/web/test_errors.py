"""Pages for what goes wrong: each says what happened, what was kept and what to do, and is met by a real request."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from flask import Flask

from models.user import Role
from tests.system import System, wait_until
from tests.web.desk import Desk, Visitor
from web.app import WEBHOOK_BYTES
from web.auth import TRIES
from web.errors import PAGES


def _says(answer: Any, code: int) -> bool:
    page = PAGES[code]
    return answer.status_code == code and page.title in answer.text and page.way_on in answer.text


def test_a_page_of_another_role_says_who_may(app: Flask, clean: None) -> None:
    assert _says(Desk(app, Role.REVIEWER).browser.get("/rules/new"), 403)


def test_a_page_that_is_not_there_leads_on_also_for_strangers(desk: Desk, visitor: Visitor) -> None:
    assert _says(desk.browser.get("/nothing-here"), 404)
    assert _says(visitor.get("/nothing-here"), 404)


def test_an_address_that_takes_only_clicks_says_so(desk: Desk) -> None:
    answer = desk.browser.get("/stop")
    assert _says(answer, 405) and not desk.workspace.reload().stopped


def test_more_than_a_page_takes_is_refused_with_a_sentence(desk: Desk) -> None:
    assert _says(desk.browser.click("/knowledge/answers", answer="x" * (WEBHOOK_BYTES + 1)), 413)


def test_too_many_tries_are_told_how_long_to_wait(visitor: Visitor) -> None:
    answers = [visitor.click("/sign-in", email="ada@example.com", password="wrong") for _ in range(TRIES + 1)]
    assert answers[-1].status_code == 429
    assert "Wait a quarter of an hour" in answers[-1].text


def test_a_page_that_breaks_says_that_nothing_stored_was_lost(desk: Desk) -> None:
    desk.letter(platform="a platform that was taken out")
    assert _says(desk.browser.get("/review"), 500)


@pytest.fixture
def away(system: System, database: Any, web_process: str) -> Iterator[str]:
    """The address of a dashboard whose database has gone; it comes back after the test."""
    found = system.database()
    if found is None:
        pytest.skip("The database of TEST_MONGODB_URI is not ours to stop.")
    found.stop()
    try:
        yield web_process
    finally:
        found.start()
        wait_until(
            lambda: httpx.get(f"{web_process}/healthz").status_code == 200, 30, "the dashboard did not come back"
        )


def test_a_dashboard_whose_database_is_away_says_what_is_kept_and_when_to_come_back(desk: Desk, away: str) -> None:
    cookie = desk.browser.client.get_cookie("fanmail")
    assert cookie
    with httpx.Client(base_url=away, cookies={"fanmail": cookie.value}, timeout=30) as client:
        page = client.get("/review")
        assert _says(page, 503) and page.headers["Retry-After"] == "30"
        assert 'data-signed-in=""' in page.text and "</html>" in page.text
        asked = client.get("/review/count", headers={"Accept": "application/json"})
        assert asked.status_code == 503 and asked.json()["sentence"] == PAGES[503].sentence
        assert client.get("/nothing-here").status_code == 503


def test_a_dashboard_goes_on_when_its_database_is_back(desk: Desk, web_process: str) -> None:
    cookie = desk.browser.client.get_cookie("fanmail")
    assert cookie and httpx.get(f"{web_process}/review", cookies={"fanmail": cookie.value}).status_code == 200

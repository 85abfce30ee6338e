"""A developer's first minute, in a real browser: a token is made, works, and is revoked; the page of the API can be read."""

from typing import Any

import httpx
import pytest

from tests.web.screen import sign_up

pytestmark = pytest.mark.browser


def test_a_token_that_was_made_on_the_page_opens_the_api_until_it_is_revoked(
    clean: None, page: Any, problems: list[str], web_process: str
) -> None:
    sign_up(page)
    page.goto("/settings/tokens")
    page.get_by_label("What it is for").fill("Night watch")
    page.get_by_label("Read the accounts and how they are").check()
    page.get_by_role("button", name="Make the token").click()
    token = page.get_by_label("The token").input_value()

    def status() -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.get(f"{web_process}/api/v1/accounts", headers=headers, trust_env=False).status_code

    assert status() == 200
    page.get_by_role("button", name="Revoke").click()
    page.get_by_text("opens nothing any more").wait_for()
    assert status() == 401
    page.get_by_role("link", name="How to use the API").click()
    page.get_by_text("List messages, newest first").click()
    page.get_by_text("What next of the page before said.").first.wait_for()
    assert problems == []

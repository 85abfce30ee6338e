"""Settings in a real browser: a line that is weighed while it is typed, an export that gets ready before one's eyes, and a phone."""

from datetime import timedelta
from typing import Any

import pytest

from models import Export, User, Workspace
from models.fields import utcnow
from pipeline.disclosure import forget_lines, own_lines
from tests.web.desk import PASSWORD
from tests.web.screen import letter_for, sign_up
from worker.exports import write_export

pytestmark = pytest.mark.browser


def test_a_line_is_weighed_while_it_is_typed_and_says_what_is_wrong(
    page: Any, clean: None, problems: list[str]
) -> None:
    account = sign_up(page)
    page.goto("/review")
    page.locator(".top .menu summary").last.click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Who answers").click()
    row = page.locator("#comment-es")
    row.locator("summary").click()
    field = row.get_by_label("Your line")
    field.fill("(el bot de NAME ❤)")
    assert row.locator("[data-weight]").inner_text() == f"{len('(el bot de Ana Lima ❤)'.encode())} of 120 bytes"
    row.get_by_role("button", name="Keep this line").click()
    page.get_by_text("Kept. Fans read it").wait_for()
    forget_lines()
    assert own_lines(account.workspace_id) == {("comment", "es"): "(el bot de NAME ❤)"}
    row.locator("summary").click()
    field.fill("(equipo de NAME)")
    row.get_by_role("button", name="Keep this line").click()
    row.get_by_role("alert").wait_for()
    assert field.input_value() == "(equipo de NAME)"
    assert [line for line in problems if "422" not in line] == []


def test_an_export_gets_ready_without_a_reload_and_a_deletion_is_taken_back(page: Any, clean: None) -> None:
    account = sign_up(page)
    letter_for(account, "which flour?", "rye", platform_created_at=utcnow() - timedelta(days=40))
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/settings/export")
    page.get_by_role("button", name="Make an export").click()
    page.get_by_role("heading", name="It is being written").wait_for()
    write_export(str(Export.objects.get().id))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the ZIP").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.goto("/settings/delete")
    page.get_by_label("Type the name of the workspace").fill("Ana Lima")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete everything in 7 days").click()
    page.get_by_text("Everything rests. It is deleted on").wait_for()
    for path in ("/review", "/settings", "/settings/retention?days=30", "/settings/notifications", "/settings/delete"):
        page.goto(path)
        assert page.get_by_text("This workspace is deleted on").is_visible(), path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.locator(".leaving").get_by_role("button", name="Keep it").click()
    page.get_by_text("It is kept, and everything goes on as it was.").wait_for()
    assert Workspace.objects.get().leaves_at is None and User.objects.count() == 1

"""The Analytics page in a real browser: charts that are drawn from their tables, also by night and on a phone."""

from datetime import timedelta
from typing import Any

import pytest

from models import Status
from models.fields import utcnow
from models.message import Reply
from tests.web.screen import letter_for, sign_up

pytestmark = pytest.mark.browser

INKED = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, at) => at % 4 === 3 && value > 0);
}"""


def test_charts_are_drawn_tables_open_and_nothing_runs_off_a_phone(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    for minutes in range(5):
        at = utcnow() - timedelta(minutes=minutes)
        reply = Reply(
            text="so kind", draft_text="so kind", mode="auto", sent_at=at + timedelta(minutes=4), style_score=70.0
        )
        letter_for(
            account, "love it", "so kind", status=Status.SENT, reply=reply, created_at=at, platform_created_at=at
        )
    page.goto("/analytics?days=7")
    page.locator(".chart-paper canvas").first.wait_for()
    drawn = page.locator(".chart-paper canvas").all()
    assert len(drawn) == 4 and all(canvas.evaluate(INKED) for canvas in drawn)
    table = page.locator("#volume details")
    assert not table.locator("table").is_visible()
    table.locator("summary").click()
    assert table.locator("tbody tr").count() == 7
    page.locator("select[name=intent]").select_option("question")
    page.wait_for_url("**intent=question**")
    assert page.locator("#figure-received b").inner_text() == "0"
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto("/analytics?days=90")
    page.locator(".chart-paper canvas").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems == []

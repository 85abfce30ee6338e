"""What happens to people at their desks: the network goes away and comes back, a report is taken along, the pages speak Spanish."""

import re
from typing import Any

import pytest

from models import Status, User
from models.fields import utcnow
from models.message import Reply
from tests.web.screen import letter_for, sign_up
from worker.live import tell

pytestmark = pytest.mark.browser


def test_after_the_network_was_away_the_desk_catches_up_without_a_reload(clean: None, page: Any) -> None:
    account = sign_up(page)
    letter_for(account, "the first letter", "one")
    page.goto("/review")
    page.locator("body[data-listens]").wait_for()
    page.locator(".letter-words", has_text="the first letter").wait_for()
    page.evaluate("window.stillHere = true")
    page.context.set_offline(True)
    page.locator("[data-offline]:not([hidden])").wait_for(timeout=60_000)
    page.keyboard.press("a")
    page.get_by_text("The connection is gone. Nothing was decided").wait_for()
    tell(letter_for(account, "it came while nobody listened", "two"))
    page.context.set_offline(False)
    page.locator(".row", has_text="it came while nobody").wait_for(timeout=60_000)
    page.locator("[data-offline]").wait_for(state="hidden")
    page.locator("body[data-listens]").wait_for()
    assert page.evaluate("window.stillHere") is True
    page.locator(".row", has_text="it came while nobody").click()
    page.locator(".letter-words", has_text="it came while nobody listened").wait_for()
    page.locator("[data-press-approve]:visible").first.click()
    page.get_by_text(re.compile(r"goes out in \d+ s")).wait_for(timeout=30_000)


def test_a_report_is_taken_along_as_a_file_that_a_manager_can_read(clean: None, page: Any, problems: list[str]) -> None:
    account, now = sign_up(page), utcnow()
    reply = Reply(text="so kind", draft_text="so kind", mode="auto", sent_at=now, style_score=70.0)
    letter_for(account, "love it", "so kind", status=Status.SENT, reply=reply, created_at=now, platform_created_at=now)
    page.goto("/analytics?days=7")
    for name, begin in (("PDF", b"%PDF-"), ("CSV", b"\xef\xbb\xbfFanmail")):
        with page.expect_download() as fetched:
            page.get_by_role("link", name=name).click()
        content = fetched.value.path().read_bytes()
        assert content.startswith(begin) and fetched.value.suggested_filename.endswith(f".{name.lower()}")
    assert problems == []


def test_the_desk_speaks_spanish_down_to_what_scripts_say(clean: None, page: Any, problems: list[str]) -> None:
    letter_for(sign_up(page), "¿qué harina?", "rye")
    User.objects.update(set__language="es")
    page.goto("/review")
    assert page.locator("html").get_attribute("lang") == "es"
    page.locator(".letter-words", has_text="harina").wait_for()
    page.get_by_role("link", name="Conversaciones").wait_for()
    page.keyboard.press("a")
    page.get_by_text(re.compile(r"en \d+ s")).wait_for()
    assert not page.get_by_text(re.compile("goes out|Undo")).count()
    assert problems == []

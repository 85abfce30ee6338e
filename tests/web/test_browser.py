"""The review room in a real browser, with the real server behind it."""

import re
from typing import Any

import pytest

from models import Message, Status
from models.fields import utcnow
from models.message import Change
from tests.web.screen import letter_for, sign_up
from worker.live import tell

pytestmark = pytest.mark.browser


def test_sign_up_see_the_queue_approve_with_a_key_and_undo(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    page.get_by_text("No account is connected yet").wait_for()
    first, second = letter_for(account, "the older letter", "one"), letter_for(account, "the newer letter", "two")
    page.goto("/review")
    page.locator(".letter-words", has_text="the newer letter").wait_for()
    page.keyboard.press("a")
    page.locator(".letter-words", has_text="the older letter").wait_for()
    page.get_by_text(re.compile(r"goes out in \d+ s")).wait_for()
    assert Message.objects.get(id=second.id).status is Status.APPROVED
    page.keyboard.press("u")
    page.locator(".letter-words", has_text="the newer letter").wait_for()
    now = Message.objects.get(id=second.id)
    assert now.status is Status.IN_REVIEW and now.send_after is None
    assert Message.objects.get(id=first.id).revision == 0
    assert problems == []


def test_a_letter_appears_without_a_reload_and_leaves_when_somebody_else_decides(
    clean: None, page: Any, problems: list[str]
) -> None:
    account = sign_up(page)
    page.goto("/review")
    page.locator("body[data-listens]").wait_for()
    letter = letter_for(account, "out of the blue", "hello")
    tell(letter)
    page.locator(".letter-words", has_text="out of the blue").wait_for()
    assert page.locator("[data-waiting]").inner_text() == "1"
    Message.objects(id=letter.id).update_one(set__status=Status.ANSWERED, inc__revision=1)
    tell(letter.reload())
    page.get_by_text("You answered").first.wait_for()
    page.locator(".row").wait_for(state="detached")
    assert problems == []


def test_edited_words_are_what_is_sent_and_the_others_can_be_brought_back(
    clean: None, page: Any, problems: list[str]
) -> None:
    letter = letter_for(sign_up(page), "which flour?", "rye")
    page.goto("/review")
    page.keyboard.press("e")
    page.keyboard.type(" of course")
    page.get_by_role("button", name="back to the draft").click()
    assert page.locator("[data-draft]").input_value() == "rye"
    page.locator("[data-draft]").fill("rye, always rye")
    page.keyboard.press("Control+Enter")
    page.get_by_text("No letters wait").wait_for()
    page.get_by_text(re.compile(r"goes out in \d+ s")).wait_for()
    assert Message.objects.get(id=letter.id).reply.text == "rye, always rye"
    assert problems == []


def test_a_decision_that_came_too_late_is_a_sentence_and_nothing_else(clean: None, page: Any) -> None:
    letter = letter_for(sign_up(page), "who is first?", "me")
    page.goto("/review")
    page.locator(".letter-words").wait_for()
    Message.objects(id=letter.id).update_one(
        set__status=Status.SENT,
        inc__revision=1,
        push__history=Change(at=utcnow(), after="sent", by="worker", why="Sent."),
    )
    page.keyboard.press("a")
    page.get_by_text("was faster").wait_for()
    assert page.url.endswith("/review")


def test_the_phone_shows_one_letter_and_two_big_buttons(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    letter_for(account, "the older letter", "one"), letter_for(account, "the newer letter", "two")
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/review", "/conversations", "/sent", "/accounts"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, path
    page.goto("/review")
    assert not page.locator(".queue").is_visible()
    approve = page.get_by_role("button", name="Approve").bounding_box()
    assert approve["height"] >= 44 and approve["y"] + approve["height"] <= 844
    page.get_by_role("button", name="Next letter").click()
    page.locator(".letter-words", has_text="the older letter").wait_for()
    assert problems == []


def test_the_theme_that_one_chose_is_there_from_the_first_paint(clean: None, page: Any, problems: list[str]) -> None:
    sign_up(page)
    page.locator("details.menu summary").click()
    page.get_by_text("Dark").click()
    page.goto("/accounts")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"
    assert problems == []

"""Finding an answer in a real browser: words of before, no draft at all, second thoughts, what cannot wait."""

from datetime import timedelta
from typing import Any

import pytest

from models import Message, SocialAccount, Status
from models.fields import utcnow
from models.message import Reply, StoredLabel, UsedExample
from tests.web.screen import letter_for, sign_up

pytestmark = pytest.mark.browser

PAST = [UsedExample(fan_text="which blue?", text="the cold one", similarity=0.6), UsedExample(text="two\nlines")]
NO_DRAFT = Reply(source="none", examples=PAST, notes=["No draft: nothing comes close."])


def _field(page: Any) -> str:
    return str(page.locator("[data-draft]").input_value())


def _without_draft(account: SocialAccount, text: str = "what now?") -> Message:
    return letter_for(account, text, "", reply=NO_DRAFT)


def test_a_digit_uses_other_words_and_undo_in_the_field_brings_them_back(
    clean: None, page: Any, problems: list[str]
) -> None:
    account = sign_up(page)
    reply = Reply(text="rye", draft_text="rye", source="past reply", candidates=["rye", "spelt"], examples=PAST)
    letter = letter_for(account, "which flour?", "", reply=reply)
    page.goto("/review")
    page.locator(".letter-words").wait_for()
    page.keyboard.press("2")
    assert _field(page) == "the cold one"
    page.keyboard.press("1")
    assert _field(page) == "spelt"
    page.keyboard.press("Control+z")
    assert _field(page) == "the cold one"
    page.keyboard.press("Control+z")
    assert _field(page) == "rye"
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    assert _field(page) == "two\nlines"
    page.keyboard.press("a")
    page.get_by_text("No letters wait").wait_for()
    page.get_by_text("goes out in").wait_for()
    now = Message.objects.get(id=letter.id)
    assert (now.status, now.reply.text, now.reply.draft_text) == (Status.APPROVED, "two\nlines", "rye")
    assert problems == []


def test_a_click_uses_past_words_and_the_next_key_edits_them(clean: None, page: Any, problems: list[str]) -> None:
    _without_draft(sign_up(page))
    page.goto("/review")
    page.get_by_role("button", name="Use this").first.click()
    page.keyboard.press("End")
    page.keyboard.type("!")
    assert _field(page) == "the cold one!"
    assert problems == []


def test_without_a_draft_past_replies_come_first_and_the_big_button_writes(
    clean: None, page: Any, problems: list[str]
) -> None:
    _without_draft(sign_up(page))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/review")
    assert not page.get_by_role("button", name="Approve").is_visible()
    past, field = page.locator(".answer .sources").bounding_box(), page.locator("[data-draft]").bounding_box()
    assert past["y"] + past["height"] <= field["y"]
    page.get_by_role("button", name="Write").click()
    page.keyboard.type("a few words")
    assert _field(page) == "a few words"
    approve = page.get_by_role("button", name="Approve").bounding_box()
    assert approve["height"] >= 44 and approve["y"] + approve["height"] <= 844
    bar, field = page.locator("[data-actions]").bounding_box(), page.locator("[data-draft]").bounding_box()
    assert field["y"] + field["height"] <= bar["y"]
    page.locator(".hint").scroll_into_view_if_needed()
    hint = page.locator(".hint").bounding_box()
    assert hint["y"] + hint["height"] <= page.locator("[data-actions]").bounding_box()["y"]
    assert problems == []


def test_the_next_letter_on_a_phone_begins_at_its_beginning(clean: None, page: Any) -> None:
    account = sign_up(page)
    letter_for(account, "the older letter", "one", reply=Reply(text="one", examples=PAST * 6))
    letter_for(account, "the newer letter", "two", reply=Reply(text="two", examples=PAST * 6))
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto("/review")
    page.locator(".answer-pane .use").last.scroll_into_view_if_needed()
    assert page.locator("[data-room]").evaluate("room => room.scrollTop") > 0
    page.keyboard.press("j")
    page.locator(".letter-words", has_text="the older letter").wait_for()
    assert page.locator("[data-room]").evaluate("room => room.scrollTop") == 0


def test_a_rejection_is_taken_back_with_a_key(clean: None, page: Any, problems: list[str]) -> None:
    letter = letter_for(sign_up(page), "too hasty?", "yes")
    page.goto("/review")
    page.locator(".letter-words").wait_for()
    page.keyboard.press("r")
    page.keyboard.press("3")
    page.locator("[data-undo-what]", has_text="Not answered").wait_for()
    assert Message.objects.get(id=letter.id).reply.reject_reason == "Wrong tone"
    page.keyboard.press("u")
    page.locator(".letter-words", has_text="too hasty?").wait_for()
    now = Message.objects.get(id=letter.id)
    assert (now.status, now.reply.reject_reason, now.reply.text) == (Status.IN_REVIEW, "", "yes")
    assert not page.locator("[data-undo]").is_visible()
    assert problems == []


def test_several_rejections_are_taken_back_together(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    letters = [letter_for(account, f"letter {number}", "yes") for number in range(3)]
    page.goto("/review")
    page.locator(".letter-words").wait_for()
    for key in "xjx":
        page.keyboard.press(key)
    page.locator("[data-bulk] [value=reject]").click()
    page.locator("[data-undo-what]", has_text="2 letters not answered").wait_for()
    assert [letter.reload().status for letter in letters] == [Status.IN_REVIEW, Status.REJECTED, Status.REJECTED]
    page.keyboard.press("u")
    page.get_by_text("2 letters wait for you again").wait_for()
    assert {letter.reload().status for letter in letters} == {Status.IN_REVIEW}
    page.locator(".row").nth(2).wait_for()
    assert problems == []


def test_what_cannot_wait_stands_first_for_the_eye_and_for_the_keys(
    clean: None, page: Any, problems: list[str]
) -> None:
    account, now = sign_up(page), utcnow()
    letter_for(account, "newest", "a", created_at=now)
    letter_for(account, "closing", "b", created_at=now - timedelta(hours=2), reply_by=now + timedelta(hours=1))
    danger = StoredLabel(intent="crisis", risks=["crisis"], urgency="high")
    letter_for(account, "danger", "c", created_at=now - timedelta(hours=1), label=danger)
    page.goto("/review")
    for words in ("danger", "closing", "newest"):
        page.locator(".letter-words", has_text=words).wait_for()
        page.keyboard.press("j")
    assert page.locator(".rows > li").evaluate_all("all => all.map(one => one.dataset.head || one.dataset.part)") == [
        "first", "first", "first", "rest", "rest",
    ]  # fmt: skip
    page.locator("[data-chip=praise]").click()
    page.locator(".row", has_text="danger").wait_for(state="hidden")
    assert page.get_by_role("heading", name="First", exact=True).is_visible()
    page.keyboard.press("k")
    page.locator(".letter-words", has_text="closing").wait_for()
    page.keyboard.press("a")
    page.locator(".row", has_text="closing").wait_for(state="detached")
    assert not page.get_by_role("heading", name="First", exact=True).is_visible()
    assert problems == []

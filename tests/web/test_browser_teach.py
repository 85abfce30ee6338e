"""Teaching the labels with keys alone, in a real browser, and on a phone."""

from typing import Any

import pytest

from models import Message, Relabel, SocialAccount, Status
from models.message import StoredLabel
from tests.web.screen import letter_for, sign_up

pytestmark = pytest.mark.browser


def _letter(account: SocialAccount, text: str, junk: float) -> Message:
    """The nearer `junk` is to a half, the sooner it is asked."""
    label = StoredLabel(
        intent="question", confidence=0.4, junk=junk, concern=0.99, others=["spam", "praise", "request", "greeting"]
    )
    return letter_for(account, text, "thank you", label=label)


def _asked(page: Any, text: str) -> None:
    page.locator(".letter-words", has_text=text).wait_for()


def test_a_round_by_keyboard_alone(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    first, second = _letter(account, "the first letter", 0.5), _letter(account, "the second letter", 0.6)
    third = _letter(account, "the third letter", 0.7)
    page.goto("/review")
    page.get_by_role("link", name="Teach me").click()
    page.get_by_role("button", name="Begin").press("Enter")
    _asked(page, "the first letter")
    page.keyboard.press("y")
    _asked(page, "the second letter")
    page.keyboard.press("u")
    _asked(page, "the first letter")
    assert not Relabel.objects
    page.keyboard.press("Enter")
    _asked(page, "the second letter")
    page.keyboard.press("1")
    _asked(page, "the third letter")
    page.get_by_text("not question.").wait_for()
    page.keyboard.press("l")
    page.keyboard.press("ArrowDown")  # in the list keys choose
    page.keyboard.press("y")
    page.keyboard.press("Enter")
    page.get_by_text("1 right").wait_for()
    assert page.get_by_text("2 put right").is_visible()
    labels = [Message.objects.get(id=one.id).label for one in (first, second, third)]
    assert [(label.intent, label.by) for label in labels] == [
        ("question", "person"), ("spam", "person"), ("praise", "person"),
    ]  # fmt: skip
    assert (first.reload().status, second.reload().status) == (Status.IN_REVIEW, Status.REJECTED)
    assert problems == []


def test_in_the_review_room_a_label_is_confirmed_with_one_press(clean: None, page: Any, problems: list[str]) -> None:
    letter = _letter(sign_up(page), "which letter is it", 0.5)
    page.goto("/review")
    _asked(page, "which letter is it")
    page.keyboard.press("l")
    page.get_by_role("button", name="It is right").click()
    page.get_by_text("You said that the label is right.").wait_for()
    now = Message.objects.get(id=letter.id)
    assert (now.status, now.label.intent, now.label.by, now.reply.text) == (
        Status.IN_REVIEW,
        "question",
        "person",
        "thank you",
    )
    assert problems == []


def test_on_a_phone_nothing_leaves_the_screen_and_buttons_are_big(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    _letter(account, "averylongwordwithoutaspace" * 12, 0.5), _letter(account, "another", 0.6)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/teach")
    page.get_by_role("button", name="Begin").click()
    _asked(page, "averylongword")
    for name in ("Yes, right", "Spam", "Praise", "Request", "Greeting"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.locator("summary", has_text="Something else").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Skip").click()
    _asked(page, "another")
    assert problems == []

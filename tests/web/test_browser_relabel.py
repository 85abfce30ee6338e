"""Putting a label right with keys alone, in a real browser; and what the draft rests on, opened."""

from typing import Any

import pytest

from models import Message, Status
from models.message import Reply, StoredLabel, UsedFact
from tests.web.screen import letter_for, sign_up

pytestmark = pytest.mark.browser

FACT = UsedFact(text="the rye rests", source="transcript", url="https://videos.example/watch?v=abc", starts_at=252.0)


def _focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.value ?? document.activeElement.tagName"))


def test_l_arrows_and_enter_put_a_label_right_and_the_letter_moves_on(
    clean: None, page: Any, problems: list[str]
) -> None:
    account = sign_up(page)
    other = letter_for(account, "the other letter", "two")
    letter = letter_for(
        account, "buy followers here", "thank you", label=StoredLabel(intent="greeting", confidence=0.5)
    )
    page.goto("/review")
    page.locator(".letter-words", has_text="buy followers here").wait_for()
    page.keyboard.press("l")
    assert _focused(page) == "greeting"
    page.keyboard.press("a")  # in the menu keys choose, they do not approve
    page.keyboard.press("ArrowDown")
    assert _focused(page) == "spam"
    page.keyboard.press("Enter")
    page.locator(".letter-words", has_text="the other letter").wait_for()
    page.get_by_text("Labelled “Spam”.").wait_for()
    now = Message.objects.get(id=letter.id)
    assert (now.status, now.label.intent, now.label.by) == (Status.REJECTED, "spam", "person")
    assert other.reload().status is Status.IN_REVIEW
    page.keyboard.press("u")
    page.locator(".letter-words", has_text="buy followers here").wait_for()
    page.keyboard.press("l")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.get_by_text("Labelled “Greeting”.").wait_for()
    page.locator(".answer-pane", has_text="The avatar writes another draft. It appears here by itself.").wait_for()
    assert Message.objects.get(id=letter.id).status is Status.CLASSIFIED
    assert problems == []


def test_escape_leaves_the_menu_and_the_keys_of_the_room_work_again(
    clean: None, page: Any, problems: list[str]
) -> None:
    account = sign_up(page)
    letter = letter_for(account, "the older one", "one")
    letter_for(account, "the newer one", "two")
    page.goto("/review")
    page.locator(".letter-words", has_text="the newer one").wait_for()
    page.keyboard.press("l")
    page.get_by_text("What it really is", exact=True).wait_for()
    page.keyboard.press("Escape")
    assert not page.get_by_text("What it really is", exact=True).is_visible()
    page.keyboard.press("j")
    page.locator(".letter-words", has_text="the older one").wait_for()
    assert letter.reload().revision == 0
    assert problems == []


def test_what_a_kind_implies_is_ticked_with_it_and_goes_with_it(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    letter = letter_for(account, "what is this", "x", label=StoredLabel(intent="crisis", risks=["crisis", "money"]))
    page.goto(f"/messages/{letter.id}")
    page.keyboard.press("l")
    page.get_by_role("radio", name="Press").check()
    ticked = page.locator("[name=risk]:checked").evaluate_all("all => all.map(one => one.value)")
    assert ticked == ["money", "press"]
    page.get_by_role("radio", name="Praise").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Labelled “Praise”.").wait_for()
    now = Message.objects.get(id=letter.id)
    assert (now.status, now.label.intent, now.label.risks) == (Status.CLASSIFIED, "praise", ["money"])
    assert problems == []


@pytest.mark.parametrize("width", [390, 1280])
def test_menu_and_sources_stay_on_the_screen(clean: None, page: Any, problems: list[str], width: int) -> None:
    account = sign_up(page)
    reply = Reply(text="at four", draft_text="at four", source="model", confidence=0.8, facts=[FACT])
    letter_for(account, "when?", "", reply=reply)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/review")
    page.locator(".letter-words").wait_for()
    page.locator("[data-label] > summary").click()
    menu = page.locator("[data-relabel]").bounding_box()
    assert menu["x"] >= 0 and menu["x"] + menu["width"] <= width
    page.get_by_role("radio", name="Question").check()
    assert page.locator("[data-relabel]").is_visible()
    page.keyboard.press("Escape")
    page.locator("summary", has_text="1 source").click()
    place = page.get_by_role("link", name="Hear it at 4:12")
    assert place.get_attribute("href") == "https://videos.example/watch?v=abc&t=252s"
    box = place.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert problems == []

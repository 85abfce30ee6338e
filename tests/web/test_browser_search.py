"""Searching by keyboard alone, in a real browser."""

from datetime import timedelta
from typing import Any

from models import Erasure, Fan, Message
from models.fan import Sighting
from models.fields import utcnow
from pipeline.erase_person import go_on
from pipeline.indexing import index
from tests.web.screen import letter_for, sign_up


def test_letters_are_searched_walked_selected_and_opened_without_a_mouse(
    page: Any, clean: None, problems: list[str]
) -> None:
    account = sign_up(page)
    made = [
        letter_for(account, text, "hi", created_at=utcnow() - timedelta(hours=number))
        for number, text in enumerate(("which bread?", "no words of it", "bread again"))
    ]
    index(made)
    page.goto("/conversations")
    page.keyboard.press("/")
    page.keyboard.type("brea")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversations?q=brea")
    assert page.locator(".row-link").all_inner_texts() == ["which bread?", "bread again"]
    for key in ("j", "j", "k", "x", "j"):
        page.keyboard.press(key)
    assert page.locator(".row-pick:checked").get_attribute("value") == str(made[0].id)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/messages/{made[2].id}?in=q%3Dbrea")
    page.keyboard.press("[")
    page.wait_for_url(f"**/messages/{made[0].id}?in=q%3Dbrea")
    assert problems == []


def test_a_fan_is_exported_and_erased(page: Any, clean: None, problems: list[str]) -> None:
    account = sign_up(page)
    fan = Fan.known(account.workspace_id, account.id, [Sighting("f7", "ada", utcnow())])["f7"]
    letter_for(account, "my secret", "hi", fan_id=fan.id)
    kept = letter_for(account, "of others", "hi")
    page.goto(f"/fans/{fan.id}")
    with page.expect_download() as file:
        page.get_by_role("button", name="Export this person").click()
    assert "my secret" in file.value.path().read_text()
    page.get_by_role("link", name="Erase this person").click()
    page.get_by_label("Type ada to go on").fill("ada")
    page.get_by_role("button", name="Erase this person").click()
    page.wait_for_url("**/fans/erasures/*")
    assert page.get_by_text("On its way").is_visible()
    go_on(Erasure.objects.get(), utcnow())
    page.reload()
    assert page.get_by_text("1 letter, with its drafts and its answer here").is_visible()
    assert [message.id for message in Message.objects] == [kept.id] and problems == []

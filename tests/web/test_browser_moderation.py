"""Hiding a comment and answering in private, with keys alone, in a real browser before a real platform's stand-in."""

from typing import Any

import pytest

from models import Message, SocialAccount, Status
from tests.stand_in import people_at, write
from tests.web.screen import letter_for, sign_up

pytestmark = pytest.mark.browser
PLATFORM = "instagram"


def _at_home(page: Any, world: Any) -> SocialAccount:
    """The account also lives at the platform."""
    tokens, identity = people_at(world, PLATFORM)
    account = sign_up(page)
    account.modify(external_id=identity.external_id, access_token=tokens.access_token)
    return account


def test_hide_with_keys_leaves_the_queue_and_undo_shows_it_again(
    clean: None, page: Any, problems: list[str], sandbox: str, world: Any
) -> None:
    account = _at_home(page, world)
    id = write(world, account, 1, "comment", "buy followers").id
    letter = letter_for(account, "buy followers", "thank you", external_id=id)
    page.goto("/review")
    page.locator(".letter-words", has_text="buy followers").wait_for()
    page.keyboard.press("m")
    page.get_by_role("button", name="Hide the comment").wait_for()
    page.keyboard.press("Enter")
    page.locator(".undo-bar", has_text="Taken from the public").wait_for()
    page.get_by_text("No letters wait").wait_for()
    page.wait_for_function("document.querySelector('.undo-bar:not([hidden])')")
    assert world.entry(PLATFORM, id).hidden and Message.objects.get(id=letter.id).status is Status.REJECTED
    page.keyboard.press("u")
    page.locator(".letter-words", has_text="buy followers").wait_for()
    assert not world.entry(PLATFORM, id).hidden and Message.objects.get(id=letter.id).status is Status.IN_REVIEW
    assert problems == []


def test_delete_asks_first_and_a_private_answer_counts_as_a_direct_message(
    clean: None, page: Any, problems: list[str], sandbox: str, world: Any
) -> None:
    account = _at_home(page, world)
    id = write(world, account, 1, "comment", "where do you live?").id
    letter = letter_for(account, "where do you live?", "far away", external_id=id)
    page.goto("/review")
    page.locator(".letter-words", has_text="where do you live?").wait_for()
    page.keyboard.press("m")
    page.locator("summary", has_text="Delete the comment").press("Enter")
    page.get_by_text("It is gone for everybody").wait_for()
    page.keyboard.press("Escape")
    assert not page.get_by_text("It is gone for everybody").is_visible()
    assert not world.entry(PLATFORM, id).deleted_at
    page.keyboard.press("p")
    page.get_by_text("8 of 1,000 bytes").wait_for()
    page.keyboard.press("a")
    page.get_by_text("No letters wait").wait_for()
    page.locator(".undo-bar", has_text="goes out in").wait_for()
    assert Message.objects.get(id=letter.id).reply.private
    assert problems == []

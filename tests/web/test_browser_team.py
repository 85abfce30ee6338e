"""The team in a real browser: from the invitation to the second factor, and out again."""

import re
from typing import Any

import pyotp
import pytest

from models import Membership, SecondFactor, User
from models.user import Role
from tests.web.desk import PASSWORD
from tests.web.screen import sign_up

pytestmark = pytest.mark.browser


def _code(email: str) -> str:
    """What the app shows now."""
    user = User.known(email)
    factor = user and SecondFactor.of(user.id)
    assert factor
    return pyotp.TOTP(factor.secret).now()


def test_invite_join_change_the_role_and_remove(clean: None, page: Any, browser: Any, problems: list[str]) -> None:
    sign_up(page)
    page.locator("details.menu > summary").click()
    page.get_by_role("link", name="Team").click()
    page.get_by_label("E-mail").fill("bo@example.com")
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("Link of the invitation").input_value()
    theirs = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    theirs.goto(link)
    theirs.get_by_label("Your name").fill("Bo Berg")
    theirs.get_by_label("Password").fill(PASSWORD)
    theirs.get_by_role("button", name="Sign up and join").click()
    theirs.wait_for_url("**/review")
    page.goto("/team")
    page.get_by_label("Role of Bo Berg").select_option("analyst")
    page.locator("tr", has_text="bo@example.com").get_by_role("button", name="Change").click()
    page.get_by_text("Bo Berg is now analyst.").wait_for()
    assert Membership.objects.get(user_id=User.known("bo@example.com").id).role is Role.ANALYST  # type: ignore[union-attr]
    page.locator("tr", has_text="bo@example.com").get_by_text("Remove", exact=True).click()
    page.get_by_role("button", name="Remove Bo Berg").click()
    page.get_by_text("Bo Berg is out.").wait_for()
    theirs.goto(link.partition("/invitations")[0] + "/review")
    theirs.wait_for_url("**/sign-in?next=/review")
    theirs.context.close()
    assert problems == []


def test_the_second_factor_from_the_picture_to_the_next_sign_in(clean: None, page: Any, problems: list[str]) -> None:
    sign_up(page)
    page.goto("/profile/second-factor")
    page.get_by_label("Your password, to set it up").fill(PASSWORD)
    page.keyboard.press("Enter")
    picture = page.get_by_alt_text("QR code for the authenticator app")
    picture.wait_for()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0"), "the content policy lets it be seen"
    page.get_by_label("The six digits").fill(_code("ana@example.com"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your second factor is on").wait_for()
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("button", name="Copy all").wait_for()
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail").fill("ana@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/start$"))
    assert problems == []

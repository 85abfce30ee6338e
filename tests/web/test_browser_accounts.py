"""The accounts, their receipts and the bell in a real browser: keyboard, phone, paper."""

from datetime import timedelta
from typing import Any

import pytest

from models import Notification, Receipt, SocialAccount, notify, resolve
from models.fields import utcnow
from models.social_account import AccountStatus, Consent
from tests.models import make
from tests.web.screen import sign_up

pytestmark = pytest.mark.browser


def _furnished(page: Any) -> SocialAccount:
    """A connected, a lost and a disconnected account, with everything that their cards can say."""
    account, now = sign_up(page), utcnow()
    consent = {"text": "I allow Fanmail to send replies.", "by": "system", "intents": ["praise"]}
    account.modify(
        access_token="t", token_refreshed_at=now - timedelta(days=2), token_expires_at=now + timedelta(days=58, hours=2), polled_at=now,
        poll_after=now + timedelta(minutes=1), consents=[Consent(**consent, revoked_at=now, revoked_by="system")],
    )  # fmt: skip
    home = type("Home", (), {"id": account.workspace_id})
    lost = make.account(
        home, platform="youtube", status=AccountStatus.NEEDS_RECONNECT, problem="Google has ended Fanmail's access to this channel.",
        forget_at=now + timedelta(days=28),
    )  # fmt: skip
    make.account(home, status=AccountStatus.DISCONNECTED, forget_at=now + timedelta(days=5))
    notify(account.workspace_id, f"access:{lost.id}", f"@{lost.username} on YouTube is not read any more.", lost.page)
    return account


def test_the_bell_opens_by_keyboard_leads_to_the_account_and_is_put_aside(
    clean: None, page: Any, problems: list[str]
) -> None:
    account = _furnished(page)
    page.goto("/accounts")
    bell = page.locator("details.bell > summary")
    assert bell.get_attribute("aria-label") == "Notices: 1"
    bell.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="is not read any more").wait_for()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="is not read any more").is_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Put aside").focus()
    page.keyboard.press("Enter")
    page.get_by_text("It stays under Notices").wait_for()
    assert page.locator("details.bell > summary").get_attribute("aria-label") == "Notices: none"
    assert Notification.open_of(account.workspace_id)[0].seen_at
    assert problems == []


def test_the_bell_rings_and_falls_silent_without_a_reload(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    page.goto("/accounts?here=1")
    page.wait_for_selector("body[data-listens]")
    bell = page.locator("details.bell > summary")
    page.evaluate("window.never_reloaded = true")
    notify(account.workspace_id, "access:1", "It ends in 9 days.", account.page)
    page.wait_for_selector('details.bell > summary[aria-label="Notices: 1"]')
    bell.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="It ends in 9 days.").focus()
    notify(account.workspace_id, "access:2", "Another one.", account.page)
    page.get_by_role("link", name="Another one.").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "It ends in 9 days.", "it stayed open where one was"
    resolve(account.workspace_id, "access:1"), resolve(account.workspace_id, "access:2")
    page.wait_for_selector('details.bell > summary[aria-label="Notices: none"]')
    assert page.evaluate("window.never_reloaded") is True
    assert problems == []


def test_what_is_put_aside_in_a_refreshed_bell_leads_back_to_the_page_one_is_on(clean: None, page: Any) -> None:
    account = sign_up(page)
    page.goto("/conversations")
    page.wait_for_selector("body[data-listens]")
    notify(account.workspace_id, "access:1", "It ends in 9 days.", account.page)
    page.wait_for_selector('details.bell > summary[aria-label="Notices: 1"]')
    page.locator("details.bell > summary").click()
    page.get_by_role("button", name="Put aside").click()
    page.get_by_text("It stays under Notices").wait_for()
    assert page.url.endswith("/conversations")


def test_the_list_of_notices_grows_while_one_reads_it(clean: None, page: Any, problems: list[str]) -> None:
    account = sign_up(page)
    page.goto("/notices")
    page.wait_for_selector("body[data-listens]")
    notify(account.workspace_id, "access:1", "It ends in 9 days.", account.page)
    page.locator(".notices a", has_text="It ends in 9 days.").wait_for()
    page.locator(".notices").get_by_role("button", name="Put aside").wait_for()
    assert problems == []


def test_disconnect_and_see_what_happens_and_when(clean: None, page: Any, problems: list[str]) -> None:
    account = _furnished(page)
    page.goto("/accounts")
    card = page.locator(f"#account-{account.id}")
    card.get_by_text("Disconnect", exact=True).first.click()
    card.get_by_role("button", name="Disconnect").click()
    page.get_by_role("heading", name=f"@{account.username} on Instagram").wait_for()
    page.get_by_text("All that was read is deleted on").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.endswith(".txt")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible() and not page.get_by_role("button", name="Print").is_visible()
    assert Receipt.of(account.workspace_id).count() == 1
    assert problems == []


def test_everything_goes_only_after_the_name_was_written(clean: None, page: Any, problems: list[str]) -> None:
    account = _furnished(page)
    page.goto("/accounts")
    card = page.locator(f"#account-{account.id}")
    card.get_by_text("Disconnect", exact=True).first.click()
    card.get_by_role("button", name="Delete everything now").click()
    assert page.url.endswith("/accounts"), "the browser asks for the name first"
    card.get_by_label("Or delete everything").fill(account.username)
    card.get_by_role("button", name="Delete everything now").click()
    page.get_by_text("It was asked to delete everything of it.").wait_for()
    assert problems == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_an_account_fits_a_phone(clean: None, page: Any, problems: list[str], theme: str) -> None:
    account = _furnished(page)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 390, "height": 844})
    receipt = Receipt(
        workspace_id=account.workspace_id, platform="youtube", username="nika", reason="disconnected", by="system",
        given_back_at=utcnow(), said="Google has ended Fanmail's access.", delete_by=utcnow() + timedelta(days=7),
    ).save()  # fmt: skip
    for path in ("/accounts", "/notices", receipt.page, f"/deletion/{receipt.code}"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, path
    page.goto("/accounts")
    page.locator("details.bell > summary").click()
    sheet = page.locator(".bell-sheet").bounding_box()
    assert sheet["x"] >= 0 and sheet["x"] + sheet["width"] <= 390
    assert problems == []

"""What an account leaves behind: the receipt, its file, and the public page of its code."""

from datetime import timedelta

import pytest
from flask import Flask

from models import Message, Receipt, SocialAccount
from models.fields import utcnow
from models.receipt import Reason
from models.social_account import AccountStatus
from models.user import Role
from pipeline.forget import forget
from tests.web.desk import Desk, Visitor
from worker.upkeep import give_access_back


def _leave(desk: Desk) -> Receipt:
    desk.account.modify(access_token="secret-token")
    answer = desk.browser.click(f"/accounts/{desk.account.id}/disconnect")
    receipt = Receipt.of(desk.workspace.id).get()
    assert answer.location == f"/accounts/receipts/{receipt.id}"
    return receipt


def test_a_disconnect_ends_on_a_receipt_that_says_what_happens_when(desk: Desk) -> None:
    receipt = _leave(desk)
    text = desk.browser.get(receipt.page).text
    assert f"@{desk.account.username} on Instagram" in text and "It was disconnected in Fanmail." in text
    assert f"{receipt.asked_at + timedelta(days=7):%d %B %Y}" in text
    assert "Connect again and keep everything" in text and "secret-token" not in text


@pytest.mark.usefixtures("sandbox")
def test_what_the_platform_leaves_to_the_person_is_said_once_it_was_asked(desk: Desk) -> None:
    receipt = _leave(desk)
    assert "is being given back" in desk.browser.get(receipt.page).text
    give_access_back.run(str(receipt.id))
    assert "Apps and websites" in desk.browser.get(receipt.page).text


def test_the_accounts_page_says_the_day_and_leads_to_the_receipt(desk: Desk) -> None:
    receipt = _leave(desk)
    text = desk.browser.get("/accounts").text
    assert f'href="{receipt.page}"' in text and "Connect again before then to keep it" in text
    assert desk.browser.ask(f"/accounts/{desk.account.id}/disconnect").status_code == 409


def test_after_the_day_the_receipt_counts_what_was_deleted(desk: Desk) -> None:
    desk.letter(), desk.letter()
    receipt = _leave(desk)
    assert forget(receipt, utcnow() + timedelta(days=8))
    text = desk.browser.get(receipt.page).text
    assert "2 messages of fans, with their replies" in text and "Connect again and keep" not in text
    assert "everything deleted" in desk.browser.get("/accounts").text


def test_the_receipt_is_a_file_too(desk: Desk) -> None:
    receipt = _leave(desk)
    answer = desk.browser.get(f"{receipt.page}.txt")
    assert answer.mimetype == "text/plain" and "attachment" in answer.headers["Content-Disposition"]
    assert str(receipt.code) in answer.text and "On its way" in answer.text and "&#39;" not in answer.text


def test_the_public_page_says_how_things_stand_and_names_nobody(visitor: Visitor, desk: Desk) -> None:
    receipt = _leave(desk)
    answer = visitor.get(f"/deletion/{receipt.code}")
    assert answer.status_code == 200 and "is deleted on" in answer.text
    assert desk.account.username not in answer.text and str(desk.account.external_id) not in answer.text
    assert visitor.get("/deletion/guessed").status_code == 404


def test_everything_goes_at_once_when_the_owner_writes_the_name(desk: Desk) -> None:
    desk.letter()
    answer = desk.browser.click(f"/accounts/{desk.account.id}/erase", name=f"@{desk.account.username.upper()} ")
    receipt = Receipt.of(desk.workspace.id).get()
    assert answer.location == receipt.page and receipt.reason is Reason.ERASED
    assert forget(receipt, utcnow())
    assert Message.objects.count() == SocialAccount.objects.count() == 0


@pytest.mark.parametrize("name", ["", "somebody else", "delete"])
def test_without_the_right_name_nothing_is_deleted(desk: Desk, name: str) -> None:
    assert desk.browser.ask(f"/accounts/{desk.account.id}/erase", name=name).status_code == 422
    desk.account.modify(username="")
    assert desk.browser.ask(f"/accounts/{desk.account.id}/erase", name="").status_code == 422
    assert Receipt.objects.count() == 0 and desk.account.reload().status is AccountStatus.CONNECTED


def test_only_the_owner_deletes_everything(app: Flask, clean: None) -> None:
    manager = Desk(app, Role.MANAGER)
    path = f"/accounts/{manager.account.id}"
    assert manager.browser.ask(f"{path}/erase", name=manager.account.username).status_code == 403
    assert "Delete everything now" not in manager.browser.get("/accounts").text
    assert manager.browser.ask(f"{path}/disconnect").status_code == 200

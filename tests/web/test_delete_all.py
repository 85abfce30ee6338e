"""Deleting everything over real HTTP: name and password, everything rests, keep it, and the page that works signed out."""

from datetime import timedelta

import pytest
from flask import Flask

import connectors
from models import Farewell, SocialAccount, Workspace
from models.fields import utcnow
from models.social_account import AccountStatus
from models.user import Role
from pipeline.delete_all import GRACE, delete_all
from tests.web.desk import PASSWORD, Desk, Visitor

PAGE, KEEP = "/settings/delete", "/settings/keep"
SURE = {"name": "Nika", "password": PASSWORD}


def leaves(desk: Desk) -> object:
    return Workspace.objects.get(id=desk.workspace.id).leaves_at


def test_the_owner_types_the_name_and_the_password_and_everything_rests(desk: Desk) -> None:
    assert "What happens" in desk.browser.get(PAGE).text
    assert desk.browser.click(PAGE, **SURE).location == PAGE
    farewell = Farewell.objects.get()
    assert leaves(desk) == farewell.delete_at and desk.account.reload().status is AccountStatus.PAUSED
    for path in ("/review", "/accounts", "/settings", PAGE):
        assert "This workspace is deleted on" in desk.browser.get(path).text, path
    assert f"/farewell/{farewell.code}" in desk.browser.get(PAGE).text


@pytest.mark.parametrize("wrong", [{"name": "nika"}, {"name": ""}, {"password": "wrong password"}, {"password": ""}])
def test_a_wrong_name_or_password_changes_nothing(desk: Desk, wrong: dict[str, str]) -> None:
    assert desk.browser.ask(PAGE, **{**SURE, **wrong}).status_code == 422
    assert leaves(desk) is None and Farewell.objects.count() == 0


def test_passwords_cannot_be_guessed_here(desk: Desk, redis_url: str) -> None:
    codes = [desk.browser.ask(PAGE, **{**SURE, "password": "x" * 12}).status_code for _ in range(9)]
    assert codes == [422] * 8 + [429] and redis_url
    assert desk.browser.ask(PAGE, **SURE).status_code == 429 and leaves(desk) is None


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REVIEWER, Role.ANALYST])
def test_nobody_but_the_owner_deletes_or_keeps(desk: Desk, role: Role) -> None:
    other = Visitor(desk.app).sign_in(desk.add_person(role, "Ben"))
    assert "Only the owner" in other.get(PAGE).text and other.click(PAGE, **SURE).status_code == 403
    desk.browser.click(PAGE, **SURE)
    text = other.get("/review").text
    assert "This workspace is deleted on" in text and "Keep it" not in text
    assert Farewell.objects.get().code not in other.get(PAGE).text
    assert other.click(KEEP).status_code == 403 and leaves(desk)


def test_while_it_waits_nothing_can_be_changed_but_it_can_be_kept(desk: Desk) -> None:
    letter = desk.letter()
    desk.browser.click(PAGE, **SURE)
    for path, fields in (
        (f"/review/{letter.id}/approve", {"text": "hi"}),
        ("/go-on", {}),
        (f"/accounts/{desk.account.id}/resume", {}),
        ("/settings/general", {"name": "New", "zone": "UTC"}),
    ):
        assert desk.browser.ask(path, **fields).status_code == 409, path
    assert letter.reload().revision == 0 and SocialAccount.objects.get().status is AccountStatus.PAUSED
    assert desk.browser.click("/settings/export").status_code == 302, "who leaves may take everything along"
    desk.browser.click(KEEP)
    assert leaves(desk) is None and desk.account.reload().status is AccountStatus.CONNECTED
    assert "This workspace is deleted on" not in desk.browser.get("/review").text
    assert desk.browser.ask("/settings/general", name="New", zone="UTC").status_code == 200


def test_others_work_on_meanwhile(app: Flask, desk: Desk) -> None:
    other = Desk(app)
    desk.browser.click(PAGE, **SURE)
    assert other.browser.ask("/settings/general", name="New", zone="UTC").status_code == 200
    assert "is deleted on" not in other.browser.get("/review").text


def test_the_proof_works_signed_out_and_names_nobody(app: Flask, desk: Desk) -> None:
    desk.browser.click(PAGE, **SURE)
    farewell, stranger = Farewell.objects.get(), Visitor(app)
    path = f"/farewell/{farewell.code}"
    assert "Until then its owner can keep it" in stranger.get(path).text
    later = utcnow() + GRACE + timedelta(hours=1)
    for _ in range(3):
        delete_all(farewell, connectors.get, later)
    text = stranger.get(path).text
    assert "Deleted on" in text and "memberships: 1" in text and "social accounts: 1" in text
    assert "Nika" not in text and str(desk.user.email) not in text
    assert stranger.get("/farewell/none").status_code == 404
    assert desk.browser.get("/review").location.startswith("/sign-in"), "who worked only here is gone"


def test_once_it_has_begun_the_button_says_so(desk: Desk) -> None:
    desk.browser.click(PAGE, **SURE)
    Farewell.objects.update(set__begun_at=utcnow())
    assert desk.browser.ask(KEEP).status_code == 409
    text = desk.browser.get(PAGE).text
    assert "nothing can be kept any more" in text

"""Sign-ins: kept on our side, seen, ended; the profile; the password."""

from datetime import timedelta

import pytest
from flask import Flask

from models import AuditEntry, Membership, SignIn, User
from models.fields import utcnow
from models.user import Role
from tests.web.desk import PASSWORD, Desk, Visitor
from web.devices import device

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"
NEW = "a brand new password"


def test_the_cookie_holds_a_key_that_the_database_does_not(desk: Desk) -> None:
    with desk.browser.client.session_transaction() as cookie:
        key = cookie["_user_id"]
    assert len(key) >= 40 and str(desk.user.id) not in str(dict(cookie))
    assert key not in str(SignIn._get_collection().find_one({}))


def test_a_cookie_from_before_an_end_opens_nothing(app: Flask, desk: Desk) -> None:
    with desk.browser.client.session_transaction() as cookie:
        kept = dict(cookie)
    desk.browser.click("/sign-out")
    thief = Visitor(app)
    with thief.client.session_transaction() as cookie:
        cookie.update(kept)
    assert thief.get("/review").status_code == 302


def test_a_cookie_with_the_id_of_a_user_is_nobody(app: Flask, desk: Desk) -> None:
    forged = Visitor(app)
    with forged.client.session_transaction() as cookie:
        cookie["_user_id"] = str(desk.user.id)
    assert forged.get("/review").status_code == 302


def test_the_profile_lists_every_browser_and_ends_one(app: Flask, desk: Desk) -> None:
    other = Visitor(app)
    other.client.environ_base["HTTP_USER_AGENT"] = MAC
    other.sign_in(desk.user)
    page = desk.browser.get("/profile").text
    assert "Safari on Mac" in page and "This browser" in page and "127.0.0.1" in page
    theirs = next(one for one in SignIn.of(desk.user.id, utcnow()) if one.device == "Safari on Mac")
    assert desk.browser.ask(f"/profile/sign-ins/{theirs.id}/end").status_code == 200
    assert other.get("/review").status_code == 302
    assert desk.browser.ask(f"/profile/sign-ins/{theirs.id}/end").status_code == 404
    assert desk.browser.get("/review").status_code == 200


def test_ending_the_others_keeps_this_one(app: Flask, desk: Desk) -> None:
    others = [Visitor(app).sign_in(desk.user) for _ in range(2)]
    answer = desk.browser.ask("/profile/sign-ins/end")
    assert answer.json["sentence"] == "2 other browsers were signed out."
    assert [other.get("/review").status_code for other in others] == [302, 302]
    assert desk.browser.get("/review").status_code == 200


def test_nobody_ends_a_browser_of_somebody_else(app: Flask, desk: Desk) -> None:
    other = Desk(app)
    [theirs] = SignIn.of(other.user.id, utcnow())
    assert desk.browser.ask(f"/profile/sign-ins/{theirs.id}/end").status_code == 404
    assert other.browser.get("/review").status_code == 200


def test_the_own_browser_is_left_by_signing_out(desk: Desk) -> None:
    [own] = SignIn.of(desk.user.id, utcnow())
    assert desk.browser.ask(f"/profile/sign-ins/{own.id}/end").status_code == 409


def test_a_click_is_noted_every_five_minutes_and_keeps_the_browser_signed_in(desk: Desk) -> None:
    [before] = SignIn.of(desk.user.id, utcnow())
    desk.browser.get("/team")
    assert SignIn.objects.get(id=before.id).seen_at == before.seen_at
    past = utcnow() - timedelta(minutes=6)
    SignIn.objects.update(set__seen_at=past, set__ends_at=past + timedelta(days=30))
    desk.browser.get("/team")
    after = SignIn.objects.get(id=before.id)
    member = Membership.between(desk.user.id, desk.workspace.id)
    assert after.seen_at > past and after.ends_at > before.ends_at - timedelta(seconds=1)
    assert member and member.seen_at == after.seen_at


def test_thirty_days_without_a_click_end_it(desk: Desk) -> None:
    SignIn.objects.update(set__ends_at=utcnow() - timedelta(seconds=1))
    assert desk.browser.get("/review").status_code == 302


def test_a_new_password_wants_the_old_one_and_ends_the_other_browsers(app: Flask, desk: Desk) -> None:
    other = Visitor(app).sign_in(desk.user)
    assert desk.browser.ask("/profile/password", old="wrong", password=NEW).status_code == 422
    assert desk.browser.ask("/profile/password", old=PASSWORD, password="short").status_code == 422
    assert other.get("/review").status_code == 200
    assert desk.browser.ask("/profile/password", old=PASSWORD, password=NEW).status_code == 200
    assert other.get("/review").status_code == 302 and desk.browser.get("/review").status_code == 200
    assert User.sign_in(desk.user.email, NEW) and not User.sign_in(desk.user.email, PASSWORD)
    assert [entry.action for entry in AuditEntry.of(desk.workspace.id)] == ["member.password_changed"]


def test_guessing_the_own_password_is_throttled(desk: Desk) -> None:
    for _ in range(8):
        assert desk.browser.ask("/profile/password", old="wrong", password=NEW).status_code == 422
    assert desk.browser.ask("/profile/password", old=PASSWORD, password=NEW).status_code == 429


def test_a_name_changes_for_everybody(app: Flask, desk: Desk) -> None:
    desk.browser.click("/profile/name", name="  Nika V.  ")
    assert "Nika V." in Visitor(app).sign_in(desk.add_person(Role.ANALYST)).get("/team").text
    assert desk.browser.ask("/profile/name", name=" ").status_code == 422


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (MAC, "Safari on Mac"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Mobile Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Linux"),
        ("curl/8.5", "Another program"),
        ("", "Another program"),
    ],
)
def test_a_device_is_named_in_plain_words(user_agent: str, words: str) -> None:
    assert device(user_agent) == words

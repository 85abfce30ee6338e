"""Forgotten passwords: a link by mail, once, for an hour, and nothing that tells who has signed up."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from models import AuditEntry, PasswordLink, SecondFactor, SignIn, User
from models.fields import utcnow
from tests.web.desk import PASSWORD, Desk, Visitor
from tests.web.mailbox import mailing
from web import commands
from web.afterwards import settle

HOUSE = Path(__file__).parent.parent.parent
NEW = "a brand new password"


def _link(desk: Desk) -> str:
    return f"/password/{PasswordLink.make(desk.user.id, utcnow())}"


def test_a_link_comes_by_mail_and_changes_the_password_once(app: Flask, desk: Desk, visitor: Visitor) -> None:
    with mailing() as box:
        assert "Look into your mail" in visitor.click("/password/forgot", email=desk.user.email.upper()).text
        found = re.search(r"(/password/\S+)", box.text())
    assert found
    assert desk.user.email in visitor.get(found[1]).text
    assert visitor.click(found[1], password="short").status_code == 422
    assert visitor.click(found[1], password=NEW).location == "/sign-in"
    assert User.sign_in(desk.user.email, NEW) and not User.sign_in(desk.user.email, PASSWORD)
    assert desk.browser.get("/review").status_code == 302, "every browser is signed out"
    assert SignIn.objects.count() == 0
    assert visitor.click(found[1], password=PASSWORD).status_code == 410
    actions = [entry.action for entry in AuditEntry.of(desk.workspace.id).order_by("at")]
    assert actions == ["member.password_link_asked", "member.password_renewed"]


def test_the_page_says_the_same_of_an_address_that_nobody_has(desk: Desk, visitor: Visitor) -> None:
    with mailing() as box:
        known = visitor.click("/password/forgot", email=desk.user.email)
        unknown = visitor.click("/password/forgot", email="nobody@nowhere.example")
        assert (known.status_code, unknown.status_code) == (200, 200)
        plain = [re.sub(r'content="[^"]+"|value="[^"]+"|<b>[^<]*</b>', "", answer.text) for answer in (known, unknown)]
        assert plain[0] == plain[1]
        assert [letter["To"] for letter in box.letters()] == [desk.user.email]


def test_asking_is_throttled(desk: Desk, visitor: Visitor) -> None:
    with mailing() as box:
        codes = [visitor.click("/password/forgot", email=desk.user.email).status_code for _ in range(6)]
        assert codes == [200] * 5 + [429]
        assert len(box.letters()) == 5
        assert visitor.click("/password/forgot", email="no address").status_code == 422


def test_without_a_mail_server_the_page_says_who_can_help(desk: Desk, visitor: Visitor) -> None:
    page = visitor.get("/password/forgot").text
    assert "python -m web.commands password" in page and "Send me a link" not in page
    assert PasswordLink.objects.count() == 0
    assert "python -m web.commands password" in visitor.click("/password/forgot", email=desk.user.email).text
    assert settle(20) and PasswordLink.objects.count() == 0


def test_a_link_that_is_too_old_or_was_never_ours_leads_to_a_new_one(desk: Desk, visitor: Visitor) -> None:
    old = _link(desk)
    PasswordLink.objects.update(set__ends_at=utcnow() - timedelta(seconds=1))
    for path in (old, "/password/never-ours"):
        for answer in (visitor.get(path), visitor.click(path, password=NEW)):
            assert (answer.status_code, "Ask for a new link" in answer.text) == (410, True)
    assert User.sign_in(desk.user.email, PASSWORD)


def test_the_database_keeps_no_link(desk: Desk) -> None:
    secret = _link(desk).rpartition("/")[2]
    assert secret not in str(PasswordLink._get_collection().find_one({}))


def test_of_two_who_use_a_link_at_once_one_does(desk: Desk) -> None:
    other = _link(desk)
    link = PasswordLink.find(_link(desk).rpartition("/")[2], utcnow())
    assert link
    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(lambda _n: link.spend(), range(4))) == [False, False, False, True]
    assert PasswordLink.find(other.rpartition("/")[2], utcnow()) is None, "the older links die with it"


def test_a_new_password_does_not_stand_in_for_the_second_factor(desk: Desk, visitor: Visitor) -> None:
    SecondFactor.prepare(desk.user.id)
    SecondFactor.of(desk.user.id).turn_on()  # type: ignore[union-attr]
    visitor.click(_link(desk), password=NEW)
    assert visitor.click("/sign-in", email=desk.user.email, password=NEW).location == "/sign-in/code?next=/"


def test_whoever_runs_the_machine_can_make_a_link(desk: Desk, visitor: Visitor) -> None:
    command = [sys.executable, "-m", "web.commands", "password", desk.user.email]
    made = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"(/password/\S+)", made.stdout)
    assert made.returncode == 0 and found, made.stderr
    assert visitor.click(found[1], password=NEW).location == "/sign-in"


def test_whoever_runs_the_machine_can_let_somebody_in_who_lost_the_phone(desk: Desk, capsys: Any) -> None:
    SecondFactor.prepare(desk.user.id)
    SecondFactor.of(desk.user.id).turn_on()  # type: ignore[union-attr]
    assert commands.second_factor_off(f" {desk.user.email.upper()}") == 0
    assert desk.user.reload().factor_since is None and SecondFactor.of(desk.user.id) is None
    assert AuditEntry.of(desk.workspace.id).get().note == "by whoever runs this machine"
    assert (commands.password("nobody@nowhere.example"), commands.second_factor_off("nobody")) == (1, 1)
    assert capsys.readouterr().out.count("Nobody signs in as") == 2

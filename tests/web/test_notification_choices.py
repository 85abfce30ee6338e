"""A member's choices over real HTTP, the bell that follows them, and the link that ends mails."""

import pytest
from bson import ObjectId
from flask import Flask

from models import AuditEntry, NotificationChoice, Workspace, notify
from models.notification_choice import Kind, Way
from models.user import Role
from pipeline.mail_links import Subscription, link_of
from tests.connectors.contract import configured
from tests.web.desk import Desk, Visitor

PAGE = "/settings/notifications"
MAIL = {"MAIL_URL": "smtp://127.0.0.1:1"}


def choice(desk: Desk, kind: Kind) -> NotificationChoice:
    return NotificationChoice.choices_of(desk.workspace.id, desk.user.id, Role.OWNER)[kind]


def link(desk: Desk, kind: Kind = Kind.CRISIS) -> str:
    whole = link_of(Subscription(desk.workspace.id, ObjectId(desk.user.id), kind))
    return "/mails/" + whole.rpartition("/")[2]


def test_each_member_chooses_for_themselves(desk: Desk) -> None:
    ben = desk.add_person(Role.REVIEWER, "Ben")
    with configured(**MAIL):
        assert 'name="mail-crisis" value="now"' in desk.browser.get(PAGE).text
        assert (choice(desk, Kind.CRISIS).way, choice(desk, Kind.READY).way) == (Way.NOW, Way.NONE)
        desk.browser.click(
            PAGE, **{"bell-crisis": "yes", "mail-crisis": "daily", "mail-ready": "now", "mail-limit": "x"}
        )
    assert (choice(desk, Kind.CRISIS).way, choice(desk, Kind.READY).way, choice(desk, Kind.LIMIT).way) == (
        Way.DAILY, Way.NOW, Way.NONE,
    )  # fmt: skip
    assert choice(desk, Kind.CRISIS).in_app and not choice(desk, Kind.READY).in_app
    other = NotificationChoice.choices_of(desk.workspace.id, ben.id, Role.REVIEWER)
    assert other[Kind.CRISIS].way is Way.NOW and other[Kind.READY].in_app
    assert AuditEntry.of(desk.workspace.id).get().action == "member.notifications"


def test_without_a_mail_server_a_sentence_says_so_and_choices_stay(desk: Desk) -> None:
    with configured(MAIL_URL=""):
        text = desk.browser.get(PAGE).text
        assert "No mail can be sent" in text and "disabled" in text
        desk.browser.click(PAGE, **{"bell-crisis": "yes", "mail-crisis": "none"})
    assert choice(desk, Kind.CRISIS).way is Way.NOW


def test_the_bell_rings_only_for_what_is_wanted_and_the_list_has_all(desk: Desk) -> None:
    notify(desk.workspace.id, "access:1", "The access ends in 9 days.", "/accounts")
    notify(desk.workspace.id, "other:1", "Something else.", "/accounts")
    assert "The access ends" in desk.browser.get("/notices/bell").text
    desk.browser.click(PAGE, **{"bell-crisis": "yes"})
    bell = desk.browser.get("/notices/bell").text
    assert "The access ends" not in bell and "Something else" in bell
    assert "The access ends" in desk.browser.get("/notices").text
    assert "The access ends" in Visitor(desk.app).sign_in(desk.add_person(Role.MANAGER)).get("/notices/bell").text


def test_the_link_of_a_mail_asks_first_and_then_ends_that_kind_for_who_is_signed_out(app: Flask, desk: Desk) -> None:
    stranger = Visitor(app)
    assert "Somebody may be in danger" in stranger.get(link(desk)).text
    assert choice(desk, Kind.CRISIS).way is Way.NOW, "to look at a link ends nothing"
    assert "No more mails of this kind" in stranger.click(link(desk)).text
    assert choice(desk, Kind.CRISIS).way is Way.NONE and choice(desk, Kind.ACCESS).way is Way.NOW


def test_a_link_that_is_not_ours_or_of_nobody_is_not_found(app: Flask, desk: Desk) -> None:
    stranger, known = Visitor(app), link(desk)
    for path in (known[:-2], known.replace("crisis", "access"), "/mails/x"):
        assert stranger.get(path).status_code == 404 and stranger.click(path).status_code == 404
    desk.user.delete()
    assert stranger.get(known).status_code == 404
    assert stranger.client.post(known).status_code == 400, "without the secret of its page nothing is changed"


@pytest.mark.parametrize("hours", ["0", "169", "four", "-1", "", "²"])
def test_hours_that_are_none_change_nothing(desk: Desk, hours: str) -> None:
    assert desk.browser.ask("/settings/waiting", hours=hours).status_code == 422
    assert Workspace.objects.get(id=desk.workspace.id).waiting_hours == 4


def test_managers_say_for_all_when_a_letter_waits_too_long(desk: Desk) -> None:
    desk.browser.click("/settings/waiting", hours="12")
    assert Workspace.objects.get(id=desk.workspace.id).waiting_hours == 12
    looks = Visitor(desk.app).sign_in(desk.add_person(Role.REVIEWER, "Ben"))
    assert looks.click("/settings/waiting", hours="1").status_code == 403
    assert looks.click(PAGE, **{"bell-crisis": "yes"}).status_code == 302, "but each for themselves"

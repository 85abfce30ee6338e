# ruff: noqa: F401, F811 fixtures of other files serve here
"""Who is told what by mail: each cause once, when they want it, never with the words of a fan; through a real mail server."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import connectors
from connectors.mail import send_mail
from models import (
    Mailing,
    Membership,
    Message,
    Notification,
    NotificationChoice,
    Status,
    User,
    Workspace,
    notify,
    resolve,
)
from models.budget import Budget, day_of
from models.fields import utcnow
from models.message import StoredLabel
from models.notification_choice import Kind, Way, kind_of
from models.user import Role
from pipeline.alert_causes import CRISIS, tell_crisis, tend, tend_limits
from pipeline.alerts import TRIES, make_mailings, next_morning, send_due
from pipeline.mail_links import Subscription, link_of, read_link
from settings import settings
from tests.connectors.contract import configured
from tests.connectors.test_mail import Box, box
from tests.models import make
from tests.system import free_port
from worker.alerts import look_for_causes, send_alerts

pytestmark = pytest.mark.usefixtures("clean")
NOW = utcnow()
SOON = NOW + timedelta(seconds=1)


def member(workspace: Workspace, name: str = "ada", role: Role = Role.OWNER) -> User:
    user = User(email=f"{name}@example.com", name=name, password_hash="x").save()
    Membership(user_id=user.id, workspace_id=workspace.id, role=role).save()
    return user


def wants(workspace: Workspace, user: User, kind: Kind, way: Way) -> None:
    NotificationChoice(workspace_id=workspace.id, user_id=user.id, kind=kind, way=way).keep()


def mails(now: datetime = SOON) -> int:
    make_mailings(NOW, can_mail=True)
    return send_due(send_mail, now)


def crisis(workspace: Workspace, **fields: Any) -> Message:
    label = StoredLabel(intent="crisis", risks=["crisis"])
    given = {"status": Status.CLASSIFIED, "label": label, "text": "my secret words", **fields}
    return tell_crisis(make.message(make.account(workspace), **given))


def test_a_crisis_is_mailed_at_once_with_a_link_and_without_its_words(box: Box) -> None:
    workspace = make.workspace()
    member(workspace)
    message = crisis(workspace)
    send_alerts()
    send_alerts()
    [letter] = box.kept
    text = letter.get_content()
    assert (letter["To"], letter["Subject"]) == ("ada@example.com", "A letter needs you now (Nika)")
    assert CRISIS in text and f"{settings().base_url}/messages/{message.id}" in text.splitlines()
    assert "secret" not in text and "ada" not in text.replace("ada@", "")
    assert f"{settings().base_url}/mails/" in text


def test_each_cause_goes_once_to_each_member_and_day_however_often_it_is_said(box: Box) -> None:
    workspace = make.workspace()
    member(workspace), member(workspace, "ben", Role.REVIEWER)
    for sentence in ("It ends in 9 days.", "It ends in 9 days.", "It could not be renewed."):
        notify(workspace.id, "access:1", sentence, "/accounts")
        mails()
    resolve(workspace.id, "access:1")
    notify(workspace.id, "access:1", "It ends in 9 days.", "/accounts")
    mails()
    assert sorted(letter["To"] for letter in box.kept) == ["ada@example.com", "ben@example.com"]
    Notification.objects(resolved_at=None).update(set__created_at=NOW + timedelta(days=1), unset__alerted_at=True)
    mails()
    assert len(box.kept) == 4, "on the next day it is said again"


def test_who_wants_none_and_who_decides_nothing_gets_none(box: Box) -> None:
    workspace = make.workspace()
    ada = member(workspace)
    member(workspace, "cleo", Role.ANALYST)
    member(make.workspace(), "stranger")
    wants(workspace, ada, Kind.ACCESS, Way.NONE)
    for key in ("access:1", "sending:1", "report:1", "unheard-of:1"):
        notify(workspace.id, key, "Something.", "/accounts")
    assert mails() == 0 and box.kept == [] and Mailing.objects.count() == 0


def test_what_is_gathered_comes_in_the_morning_in_one_mail(box: Box) -> None:
    workspace = make.workspace(time_zone="America/Bogota")
    ada = member(workspace)
    wants(workspace, ada, Kind.STOPPED, Way.DAILY)
    wants(workspace, ada, Kind.READY, Way.DAILY)
    notify(workspace.id, "sending:1", "Nothing is sent for @nika.", "/accounts")
    notify(workspace.id, "export:1", "Your export is ready.", "/settings/export")
    morning = next_morning("America/Bogota", NOW)
    assert mails(morning) == 0
    assert mails(morning + timedelta(seconds=1)) == 1
    assert mails(morning + timedelta(hours=1)) == 0
    [letter] = box.kept
    assert letter["Subject"] == "2 things since yesterday (Nika)"
    assert letter.get_content().count("/mails/") == 2 and "Nothing is sent for @nika." in letter.get_content()


def test_who_changed_their_mind_or_left_before_it_went_gets_none(box: Box) -> None:
    workspace = make.workspace()
    ada, ben = member(workspace), member(workspace, "ben")
    notify(workspace.id, "access:1", "It ends.", "/accounts")
    make_mailings(NOW, can_mail=True)
    wants(workspace, ada, Kind.ACCESS, Way.NONE)
    Membership.objects(user_id=ben.id).delete()
    assert send_due(send_mail, SOON) == 0 and box.kept == []
    assert Mailing.objects(due_at__lt=NOW + timedelta(days=1)).count() == 0


def test_a_server_that_is_away_is_asked_again_and_a_refused_address_is_not(box: Box) -> None:
    workspace = make.workspace()
    member(workspace, "no")
    later = member(workspace, "later")
    notify(workspace.id, "access:1", "It ends.", "/accounts")
    assert mails() == 0
    refused, waits = Mailing.objects.get(user_id__ne=later.id), Mailing.objects.get(user_id=later.id)
    assert "refuses" in refused.problem and refused.due_at is None
    assert waits.due_at == SOON + timedelta(minutes=1)
    Mailing.objects(id=waits.id).update_one(set__tries=TRIES - 1)
    assert send_due(send_mail, SOON + timedelta(minutes=2)) == 0
    assert waits.reload().due_at is None and waits.problem


def test_two_who_send_at_once_send_one(box: Box) -> None:
    workspace = make.workspace()
    member(workspace)
    notify(workspace.id, "access:1", "It ends.", "/accounts")
    make_mailings(NOW, can_mail=True)

    def while_another_sends(to: str, subject: str, text: str) -> None:
        assert send_due(send_mail, SOON) == 0
        send_mail(to, subject, text)

    assert send_due(while_another_sends, SOON) == 1 and len(box.kept) == 1


def test_without_a_mail_server_nothing_waits_for_one() -> None:
    workspace = make.workspace()
    member(workspace)
    notify(workspace.id, "access:1", "It ends.", "/accounts")
    with configured(MAIL_URL=""):
        send_alerts()
    assert Mailing.objects.count() == 0
    with configured(MAIL_URL=f"smtp://127.0.0.1:{free_port()}"):
        send_alerts()
    assert Mailing.objects.count() == 0, "and what is old by then is not sent"


def test_a_crisis_is_put_away_when_somebody_has_decided() -> None:
    workspace = make.workspace()
    message = crisis(workspace)
    tend(workspace, NOW)
    assert len(Notification.open_of(workspace.id)) == 1
    Message.objects(id=message.id).update_one(set__status=Status.SENT)
    tend(workspace, NOW)
    assert Notification.open_of(workspace.id) == []


def test_only_what_speaks_of_danger_and_waits_for_a_person_is_a_crisis() -> None:
    workspace = make.workspace()
    crisis(workspace, label=StoredLabel(intent="praise"))
    crisis(workspace, status=Status.IGNORED)
    assert Notification.objects.count() == 0
    crisis(workspace, label=StoredLabel(intent="question", risks=["crisis"]))
    assert Notification.objects.count() == 1


def test_letters_that_wait_too_long_are_said_once_and_put_away() -> None:
    workspace = make.workspace(waiting_hours=3)
    account = make.account(workspace)
    late = make.message(account, status=Status.IN_REVIEW, created_at=NOW - timedelta(hours=2))
    tend(workspace, NOW)
    assert Notification.open_of(workspace.id) == []
    tend(workspace, NOW + timedelta(hours=1, seconds=1))
    [notice] = Notification.open_of(workspace.id)
    assert (notice.sentence, kind_of(notice.key)) == ("Letters have waited for you longer than 3 hours.", Kind.WAITING)
    Message.objects(id=late.id).update_one(set__status=Status.REJECTED)
    look_for_causes()
    assert Notification.open_of(workspace.id) == []


def test_a_limit_that_is_near_is_said_to_who_shares_it() -> None:
    [platform] = [one for one in connectors.platforms().values() if one.daily_budget]
    mine, other = make.workspace(), make.workspace()
    make.account(mine, platform=platform.name), make.account(other)
    tend_limits([platform], NOW)
    assert Notification.objects.count() == 0
    Budget(key=f"{platform.name}:{day_of(NOW)[0]}", used=platform.daily_budget).save()
    tend_limits([platform], NOW)
    [notice] = Notification.open_of(mine.id)
    assert "Less than a tenth" in notice.sentence and kind_of(notice.key) is Kind.LIMIT
    assert Notification.open_of(other.id) == []
    Budget.objects.delete()
    tend_limits([platform], NOW)
    assert Notification.open_of(mine.id) == []


def test_a_link_speaks_of_one_kind_to_one_member_and_cannot_be_made_up() -> None:
    workspace = make.workspace()
    mine = Subscription(workspace.id, member(workspace).id, Kind.LIMIT)
    token = link_of(mine).rpartition("/")[2]
    assert read_link(token) == mine
    for wrong in (token[:-1], token.replace("limit", "crisis"), "", "a.b.c.d", "....", token + "é"):
        assert read_link(wrong) is None


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 20, 13, tzinfo=UTC)),
        (datetime(2026, 11, 20, 13, tzinfo=UTC), datetime(2026, 11, 21, 13, tzinfo=UTC)),
        (datetime(2026, 3, 8, 1, tzinfo=UTC), datetime(2026, 3, 8, 12, tzinfo=UTC)),
    ],
)
def test_the_morning_is_that_of_the_workspace_also_when_clocks_change(now: datetime, morning: datetime) -> None:
    assert next_morning("America/New_York", now) == morning

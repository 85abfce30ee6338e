# ruff: noqa: F401, F811 the mail server of another file serves here
"""From a letter of somebody in danger to the mail, through the tasks as the worker has them."""

from datetime import timedelta

import pytest

from models import Mailing, Membership, Message, Notification, User, Workspace
from models.fields import utcnow
from models.user import Role
from schedules.beat import BEAT
from tests.connectors.test_mail import Box, box
from tests.models import make
from worker.alerts import look_for_causes, send_alerts
from worker.messages import classify_message
from worker.retention import keep_no_longer_everywhere, keep_no_longer_in

pytestmark = pytest.mark.usefixtures("clean", "bell")


@pytest.fixture
def workspace(clean: None) -> Workspace:
    workspace = make.workspace()
    user = User(email="ada@example.com", name="Ada", password_hash="x").save()
    Membership(user_id=user.id, workspace_id=workspace.id, role=Role.REVIEWER).save()
    return workspace


@pytest.mark.timeout(400)  # the classifier may have to be trained first
def test_a_letter_of_somebody_in_danger_is_mailed_after_its_label(workspace: Workspace, box: Box) -> None:
    account = make.account(workspace)
    letter = make.message(account, text="i want to kill myself, i can't go on any more")
    calm = make.message(account, text="what a lovely loaf, thank you!")
    for message in (letter, calm):
        classify_message(str(message.id))
    [notice] = Notification.open_of(workspace.id)
    assert notice.key == f"crisis:{letter.id}" and "kill" not in notice.sentence
    send_alerts()
    [mail] = box.kept
    assert f"/messages/{letter.id}" in mail.get_content() and "kill" not in mail.as_string()
    assert Mailing.objects.get().sent_at - letter.reload().moved_at < timedelta(minutes=1)


def test_the_clock_comes_by_often_enough_for_a_mail_within_a_minute() -> None:
    [entry] = [one for one in BEAT.values() if one["task"] == "worker.alerts.send_alerts"]
    assert entry["schedule"] <= 20


def test_causes_are_looked_for_in_every_workspace(workspace: Workspace) -> None:
    late = {"status": "in_review", "created_at": utcnow() - timedelta(hours=5)}
    for one in (workspace, make.workspace()):
        make.message(make.account(one), **late)
    look_for_causes()
    assert Notification.objects(key="waiting").count() == 2


def test_the_round_of_retention_rings_where_a_time_was_chosen(workspace: Workspace, bell: object) -> None:
    chosen = make.workspace(keep_days=30)
    old = make.message(make.account(chosen), status="sent", platform_created_at=utcnow() - timedelta(days=31))
    kept = make.message(make.account(workspace), status="sent", platform_created_at=utcnow() - timedelta(days=31))
    keep_no_longer_everywhere()
    assert bell.llen("celery") == 1  # type: ignore[attr-defined]
    for one in (chosen, workspace):
        keep_no_longer_in(str(one.id))
    assert (old.reload().text, kept.reload().text) == ("", "love it")
    assert Message.objects.count() == 2

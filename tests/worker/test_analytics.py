from datetime import timedelta
from typing import Any

import pytest
import redis

from models import DayTally, ReportPlan, Status, User
from models.fields import utcnow
from models.report import Rhythm
from models.user import Membership, Role
from tests.connectors.contract import configured
from tests.connectors.test_mail import Box, box  # noqa: F401 a real mail server
from tests.models import make
from worker.analytics import count_days, may_count, send_due_reports, send_report

pytestmark = pytest.mark.usefixtures("clean", "bell")


def test_the_clock_has_days_counted() -> None:
    account = make.account(make.workspace())
    make.message(account, status=Status.IGNORED, created_at=utcnow() - timedelta(days=2))
    count_days()
    assert DayTally.objects.count() == 1
    assert may_count(account.platform) and not may_count("youtube") and may_count("a platform of yesterday")


def planned() -> Any:
    workspace = make.workspace()
    user = User(email="ada@example.com", name="Ada", password_hash="x").save()
    Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER).save()
    long_ago = utcnow() - timedelta(days=60)
    ReportPlan(workspace_id=workspace.id, rhythm=Rhythm.MONTHLY, to=[str(user.id)], since=long_ago).save()
    return workspace


def test_a_report_arrives_at_a_real_mail_server_once(box: Box, bell: redis.Redis) -> None:  # noqa: F811 the fixture
    workspace = planned()
    send_report.run(str(workspace.id))
    send_report.run(str(workspace.id))
    [letter] = box.kept
    [file] = letter.iter_attachments()
    assert letter["To"] == "ada@example.com" and file.get_filename() == "fanmail.pdf"
    assert bytes(file.get_content()).startswith(b"%PDF-")


def test_without_a_mail_server_nobody_is_rung(bell: redis.Redis) -> None:
    planned()
    with configured(MAIL_URL=""):
        send_due_reports()
    assert bell.llen("celery") == 0
    with configured(MAIL_URL="smtp://127.0.0.1:9"):
        send_due_reports()
    assert bell.llen("celery") == 1

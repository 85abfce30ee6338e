"""Every hour: learn, and judge on the new scale."""

from datetime import timedelta

import pytest
import redis

from models import Autonomy, Calibration, Outcome, Status
from models.fields import utcnow
from models.message import Reply, StoredLabel
from models.outcome import Verdict, Way
from tests.models import make
from tests.pipeline.proof import outcome, prove
from worker.autonomy import learn_confidence, learn_confidence_of
from worker.rounds import watch_complaints

pytestmark = pytest.mark.usefixtures("clean", "bell")


def test_every_workspace_is_rung(bell: redis.Redis) -> None:
    make.workspace(), make.workspace()
    learn_confidence()
    assert bell.llen("celery") == 2


def test_what_is_learned_is_stored_and_everything_is_judged_anew(database: object) -> None:
    account = make.account(make.workspace())
    prove(account, 59)
    before = Autonomy.objects.get()
    outcome(account)
    learn_confidence_of(str(account.workspace_id))
    assert Calibration.objects.get().outcomes == 60
    after = Autonomy.objects.get()
    assert after.revision > before.revision and after.trials == 60


def test_a_fan_who_is_angry_at_what_went_by_itself_is_an_error_of_the_draft(database: object) -> None:
    account, now = make.account(make.workspace(), auto_send=True), utcnow()
    reply = Reply(text="thanks", draft_text="thanks", drafted_at=now - timedelta(hours=2), mode="auto", eligible=True)
    sent = make.message(
        account, status=Status.SENT, conversation_id="t", moved_at=now - timedelta(hours=1), reply=reply,
        label=StoredLabel(intent="praise"),
    )  # fmt: skip
    make.message(account, conversation_id="t", label=StoredLabel(intent="criticism"), created_at=now)
    watch_complaints()
    watch_complaints()
    one = Outcome.objects.get()
    assert (one.message_id, one.verdict, one.way, one.intent) == (sent.id, Verdict.COMPLAINT, Way.SENT, "praise")


def test_a_workspace_that_is_gone_is_no_error(database: object) -> None:
    learn_confidence_of("0" * 24)
    assert Calibration.objects.count() == 0

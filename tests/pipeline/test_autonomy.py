"""Auto-send is earned by outcomes that are stored, and lost again; on a real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from avatar.labels import Intent
from models import Autonomy, Notification, Outcome, Persona, SocialAccount, Status
from models.fields import utcnow
from models.message import Reply, StoredLabel
from models.outcome import Verdict, Way
from models.receipt import Reason
from pipeline import breaker
from pipeline.autonomy import (
    CLOSED,
    close_account,
    closed_meanwhile,
    count_sent,
    earned_for,
    opening_of,
    renew,
    renew_all,
    sample_share,
)
from pipeline.forget import disconnect_account, forget
from pipeline.personas import _personas
from tests.connectors.contract import configured
from tests.models import make
from tests.pipeline.conftest import Scene
from tests.pipeline.proof import outcome, prove
from tests.pipeline.test_gates import approved, go

pytestmark = pytest.mark.usefixtures("clean", "database")


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace(), auto_send=True, auto_send_intents=["praise"])


def threshold(account: SocialAccount, intent: str = "praise") -> float | None:
    return opening_of(account.id, intent, utcnow()).threshold


def again(account: SocialAccount) -> Autonomy:
    return renew(account.workspace_id, account.id, "praise", utcnow())


def news(account: SocialAccount) -> list[str]:
    return [one.sentence for one in Notification.open_of(account.workspace_id)]


def test_nothing_is_earned_without_outcomes(account: SocialAccount) -> None:
    opening = opening_of(account.id, "praise", utcnow())
    assert (opening.threshold, opening.trials, opening.needed) == (None, 0, 45)


def test_the_forty_fifth_unchanged_draft_opens_it_and_people_are_told(account: SocialAccount) -> None:
    prove(account, 44)
    assert threshold(account) is None and news(account) == []
    outcome(account)
    assert again(account).opened_at
    assert threshold(account)
    assert "45 of 45 drafts were approved unchanged" in news(account)[0]


def test_what_one_kind_or_account_earned_is_no_other_ones(account: SocialAccount) -> None:
    prove(account)
    other = make.account(make.workspace())
    same_house = make.account(make.workspace())
    assert threshold(account) and not threshold(account, "question")
    assert not threshold(other) and not threshold(same_house)


@pytest.mark.parametrize("fields", [{"eligible": False}, {"voice_version": "another model"}, {"intent": "greeting"}])
def test_outcomes_of_other_drafts_are_no_evidence(account: SocialAccount, fields: dict[str, object]) -> None:
    prove(account, 60, **fields)
    assert threshold(account) is None
    assert again(account).trials == 0


def test_one_error_too_many_closes_it_until_more_is_proved(account: SocialAccount) -> None:
    prove(account, 50)
    outcome(account, verdict=Verdict.EDITED)
    assert again(account).threshold is None
    assert "has closed: 50 of 51 drafts were approved unchanged; it opens at 77 with one error." in news(account)[0]
    prove(account, 26)
    assert threshold(account)


def test_a_bad_streak_makes_the_old_evidence_void(account: SocialAccount) -> None:
    prove(account, 300)
    now = utcnow()
    for number in range(3):
        outcome(account, verdict=Verdict.REJECTED, decided_at=now + timedelta(seconds=number))
    closed = renew(account.workspace_id, account.id, "praise", now + timedelta(minutes=1))
    assert (closed.threshold, closed.trials, closed.needed) == (None, 0, 45)
    assert closed.closed_at and "3 of the newest 10 drafts" in closed.why
    assert "3 of the newest 10 drafts" in news(account)[0]
    prove(account, 44, decided_at=now + timedelta(minutes=2))
    assert threshold(account) is None
    prove(account, 1, decided_at=now + timedelta(minutes=3))
    assert threshold(account)


def test_replies_that_were_taken_back_close_it(account: SocialAccount) -> None:
    prove(account)
    message = make.message(account, label=StoredLabel(intent="praise"))
    for _ in range(20):
        count_sent(message)
    for _ in range(4):
        outcome(account, way=Way.SENT, verdict=Verdict.UNDONE, decided_at=utcnow() + timedelta(seconds=1))
    closed = again(account)
    assert closed.threshold is None
    assert closed.why == "4 of 20 replies that went by themselves were taken back or made a fan angry."
    assert closed.sent == 0


def test_few_taken_back_of_many_leave_it_open(account: SocialAccount) -> None:
    prove(account)
    message = make.message(account, label=StoredLabel(intent="praise"))
    for _ in range(60):
        count_sent(message)
    for _ in range(2):
        outcome(account, way=Way.SENT, verdict=Verdict.UNDONE, decided_at=utcnow() + timedelta(seconds=1))
    assert again(account).threshold


def test_another_persona_closes_it_at_once(account: SocialAccount) -> None:
    persona = Persona(workspace_id=account.workspace_id, name="Nika").save()
    _personas.forget()
    prove(account)
    assert threshold(account)
    persona.modify(version=2)
    _personas.forget()
    assert threshold(account) is None
    assert "persona has changed" in news(account)[0]
    assert sample_share(account.id, "praise") == pytest.approx(0.1)


def test_another_language_model_closes_it_at_once(account: SocialAccount) -> None:
    prove(account)
    with configured(LANGUAGE_MODEL="another-model"):
        assert threshold(account) is None


def test_complaints_close_all_that_is_open_on_an_account(account: SocialAccount) -> None:
    prove(account)
    breaker.complained(account, 5, 30, utcnow())
    assert threshold(account) is None
    assert any("5 of 30 replies" in sentence and "has closed" in sentence for sentence in news(account))


def test_nobody_is_told_of_what_they_have_not_allowed(account: SocialAccount) -> None:
    account.modify(auto_send=False)
    prove(account)
    assert threshold(account) and news(account) == []


def test_what_waits_to_go_by_itself_asks_once_it_has_closed(account: SocialAccount) -> None:
    message = make.message(account, label=StoredLabel(intent="praise"), reply=Reply(mode="auto", text="thanks"))
    assert closed_meanwhile(message) == "", "without a record nothing has closed"
    prove(account)
    assert closed_meanwhile(message) == ""
    close_account(account, "A test.", utcnow())
    assert closed_meanwhile(message) == CLOSED


def test_delivery_lays_what_lost_its_proof_back_into_review(scene: Scene) -> None:
    message = approved(scene)
    prove(scene.account)
    close_account(scene.account, "A test.", utcnow())
    back = go(scene, message)
    assert (back.status, back.reply.mode, back.history[-1].why) == (Status.IN_REVIEW, "", CLOSED)
    assert scene.sent() == []


def test_delivery_sends_what_still_has_its_proof(scene: Scene) -> None:
    message = approved(scene)
    prove(scene.account)
    assert go(scene, message).status is Status.SENT


def test_many_outcomes_at_once_leave_one_record_that_counts_them_all(account: SocialAccount) -> None:
    def decide(_number: int) -> None:
        outcome(account)
        again(account)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(decide, range(48)))
    assert Autonomy.objects.count() == 1
    assert again(account).trials == 48
    assert len(news(account)) == 1


def test_the_evidence_leaves_with_its_account(account: SocialAccount) -> None:
    other = make.account(make.workspace())
    prove(account, 3), prove(other, 2)
    receipt = disconnect_account(account, "nika", utcnow(), Reason.ERASED)
    assert forget(receipt, utcnow() + timedelta(days=8))
    assert receipt.reload().deleted == {"outcomes": 3, "autonomy": 1}
    assert (Outcome.objects.count(), Autonomy.objects.count()) == (2, 1)


def test_who_trusts_asks_for_no_proof(account: SocialAccount) -> None:
    message = make.message(account, label=StoredLabel(intent="praise"))
    assert earned_for(message, Intent.PRAISE, 0.5, utcnow()).opening
    with configured(AUTONOMY="trusting"):
        assert earned_for(message, Intent.PRAISE, 0.5, utcnow()).opening is None


def test_only_the_newest_thousand_count(account: SocialAccount) -> None:
    prove(account, 1_010, decided_at=utcnow() - timedelta(hours=2))
    assert again(account).trials == 1_000


def test_the_target_and_its_confidence_are_settings(account: SocialAccount) -> None:
    with configured(AUTONOMY_TARGET="0.9"):
        prove(account, 22)
        assert threshold(account)
    assert again(account).threshold is None


def test_all_kinds_are_judged_anew(account: SocialAccount) -> None:
    prove(account, 44)
    outcome(account)
    renew_all(account.workspace_id, utcnow())
    assert threshold(account)

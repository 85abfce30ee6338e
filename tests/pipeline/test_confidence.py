"""What outcomes teach is stored and used for the next draft."""

from datetime import timedelta

import pytest

from avatar.confidence import confidence
from avatar.labels import Draft
from benchmarks.creators import Fans
from models import Calibration, SocialAccount
from models.fields import utcnow
from models.outcome import Verdict, Way
from pipeline.confidence import learn, learned_of_workspace, sure
from tests.models import make
from tests.pipeline.proof import SURE, outcome

pytestmark = pytest.mark.usefixtures("clean", "database")
DRAFT = Draft("thank you", "model", confidence=0.1, measured=SURE)


@pytest.fixture
def account(clean: None) -> SocialAccount:
    return make.account(make.workspace())


def taught(account: SocialAccount, count: int, **fields: object) -> None:
    for one in Fans(2).drafts(count):
        verdict = Verdict.UNCHANGED if one.unchanged else Verdict.EDITED
        outcome(account, measured=dict(one.measured), verdict=verdict, **fields)


def test_before_anything_is_learned_the_hand_set_numbers_hold(account: SocialAccount) -> None:
    taught(account, 59)
    assert not learn(account.workspace_id, utcnow())
    assert sure(DRAFT, account.workspace_id).confidence == confidence(SURE)


def test_enough_outcomes_teach_and_the_same_ones_teach_nothing_new(account: SocialAccount) -> None:
    taught(account, 120)
    now = utcnow()
    assert learn(account.workspace_id, now)
    learned = learned_of_workspace(account.workspace_id)
    assert learned and learned.outcomes == 120
    assert sure(DRAFT, account.workspace_id).confidence == confidence(SURE, learned) != confidence(SURE)
    assert not learn(account.workspace_id, now + timedelta(hours=1))
    outcome(account, decided_at=now + timedelta(minutes=1))
    assert learn(account.workspace_id, now + timedelta(hours=1))
    assert Calibration.objects.count() == 1


def test_a_workspace_learns_from_its_own_outcomes_only(account: SocialAccount) -> None:
    taught(account, 100)
    other = make.workspace()
    assert not learn(other.id, utcnow()) and learned_of_workspace(other.id) is None


def test_what_went_by_itself_and_went_wrong_teaches_nothing(account: SocialAccount) -> None:
    taught(account, 100, way=Way.SENT)
    assert not learn(account.workspace_id, utcnow())


def test_numbers_of_other_features_are_not_used(account: SocialAccount) -> None:
    taught(account, 100)
    learn(account.workspace_id, utcnow())
    Calibration.objects.update(set__weights=[1.0, 2.0])
    from pipeline.confidence import _learned

    _learned.forget()
    assert learned_of_workspace(account.workspace_id) is None


def test_a_draft_that_was_not_measured_keeps_its_confidence(account: SocialAccount) -> None:
    assert sure(Draft("hi", "model", confidence=0.4), account.workspace_id).confidence == 0.4

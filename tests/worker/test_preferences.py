"""Every ten minutes: look at what people changed in drafts."""

import pytest
import redis

from models import StoredPreference
from tests.models import make
from tests.pipeline.test_preferences_learning import calm, decided
from worker.preferences import learn_preferences, learn_preferences_of

pytestmark = pytest.mark.usefixtures("clean", "bell")


def test_every_workspace_is_rung(bell: redis.Redis) -> None:
    make.workspace(), make.workspace()
    learn_preferences()
    assert bell.llen("celery") == 2


def test_edits_of_one_workspace_teach_that_one_alone(database: object) -> None:
    account, other = make.account(make.workspace()), make.account(make.workspace())
    decided(account, "the {} is fine!", calm, 6)
    for workspace_id in (account.workspace_id, other.workspace_id):
        learn_preferences_of(str(workspace_id))
    (stored,) = StoredPreference.objects
    assert (stored.workspace_id, stored.text) == (account.workspace_id, "No exclamation marks")

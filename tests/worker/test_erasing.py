"""Erasing people goes on by the clock."""

from datetime import timedelta

import pytest
import redis

from models import Erasure, Fan, Message
from models.fan import Sighting
from models.fields import utcnow
from pipeline.erase_person import begin
from tests.models import make
from worker.erasing import erase_person, finish_erasures, ring_erasure

pytestmark = pytest.mark.usefixtures("clean", "bell")


def test_the_clock_rings_for_erasures_with_something_left_and_for_no_others(bell: redis.Redis) -> None:
    workspace = make.workspace()
    for next_at in (utcnow() - timedelta(seconds=1), utcnow() + timedelta(minutes=5), None):
        Erasure(workspace_id=workspace.id, platform="x", by="x", next_at=next_at).save()
    finish_erasures()
    assert bell.llen("celery") == 1


def test_a_person_is_erased_by_the_task_that_was_rung_for(bell: redis.Redis) -> None:
    account = make.account(make.workspace())
    fan = Fan.known(account.workspace_id, account.id, [Sighting("f1", "ada", utcnow())])["f1"]
    make.message(account, fan_id=fan.id)
    erasure = begin(fan, "x", utcnow())
    ring_erasure(erasure)
    assert bell.llen("celery") == 1
    erase_person(str(erasure.id))
    erase_person(str(erasure.id))
    done = erasure.reload()
    assert (Message.objects.count(), Fan.objects.count(), done.deleted["messages"]) == (0, 0, 1) and done.erased_at

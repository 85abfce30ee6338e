"""An account that sleeps (paused, or to be connected again) is not looked at, and loses nothing of what is written meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import redis

from connectors.base import DIRECT_MESSAGE, Identity, Tokens
from models import Message, SocialAccount
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline.forget import disconnect_account
from pipeline.onboard import connect_account
from tests.pipeline.conftest import PLATFORM, Scene
from worker.messages import poll_account, poll_due_accounts
from worker.upkeep import finish_leaving, refresh_tokens

pytestmark = pytest.mark.usefixtures("clean", "bell")
MANY = 120  # more than two pages


def wake(scene: Scene) -> None:
    """What the button does."""
    SocialAccount.objects(id=scene.account.id).update_one(
        set__status=AccountStatus.CONNECTED, set__poll_after=utcnow() - timedelta(seconds=1)
    )


def sign_in_again(scene: Scene) -> None:
    token = scene.world.issue_token(PLATFORM, scene.account.external_id, "long", 60 * 86_400)
    identity = Identity(scene.account.external_id, "nika")
    connect_account(scene.account.workspace_id, PLATFORM, Tokens(token), identity, "nika")


def pause(scene: Scene) -> None:
    scene.account.modify(status=AccountStatus.PAUSED)


def lose(scene: Scene) -> None:
    """The person changes the password; the next look finds out."""
    scene.world.expire_token(scene.account.access_token)
    SocialAccount.objects(id=scene.account.id).update_one(set__poll_after=utcnow() - timedelta(seconds=1))
    poll_account(str(scene.account.id))
    assert scene.account.reload().status is AccountStatus.NEEDS_RECONNECT


def leave(scene: Scene) -> None:
    disconnect_account(scene.account, "nika", utcnow())


@pytest.mark.parametrize(
    ("falls_asleep", "wakes"),
    [(pause, wake), (lose, sign_in_again), (leave, sign_in_again)],
    ids=["paused", "lost", "left"],
)
def test_what_is_written_while_an_account_sleeps_all_arrives_when_it_wakes(
    scene: Scene, bell: redis.Redis, falls_asleep: Callable[[Scene], None], wakes: Callable[[Scene], None]
) -> None:
    before = scene.fan_writes("before the night")
    poll_account(str(scene.account.id))
    assert scene.stored(before)
    falls_asleep(scene)
    written = {scene.fan_writes("in the night") for _ in range(MANY)}
    written |= {scene.fan_writes("in the night", DIRECT_MESSAGE) for _ in range(20)}
    SocialAccount.objects(id=scene.account.id).update_one(set__poll_after=utcnow() - timedelta(seconds=1))
    bell.delete("celery")
    poll_due_accounts()
    poll_account(str(scene.account.id))
    assert bell.llen("celery") == 0 and Message.objects.count() == 1
    wakes(scene)
    assert SocialAccount.objects.get().poll_after <= utcnow(), "it is looked at at once"
    poll_due_accounts()
    assert bell.llen("celery") == 1
    poll_account(str(scene.account.id))
    arrived = {message.external_id for message in Message.objects}
    assert written <= arrived and len(arrived) == MANY + 21
    assert scene.account.reload().problem == ""


def test_the_clock_rings_for_what_must_be_kept_and_for_what_must_go(scene: Scene, bell: redis.Redis) -> None:
    refresh_tokens()
    assert bell.llen("celery") == 1
    disconnect_account(scene.account, "nika", utcnow() - timedelta(days=8))
    finish_leaving()
    assert bell.llen("celery") == 3, "once to give back, once to delete"
    refresh_tokens()
    assert bell.llen("celery") == 3, "what has left is kept alive no more"


def test_a_look_that_ends_after_a_new_consent_does_not_put_the_account_to_sleep(scene: Scene) -> None:
    old = SocialAccount.objects.get(id=scene.account.id)
    assert old.lease(utcnow(), 60)
    sign_in_again(scene)
    old.release(problem="An old problem.", failures=3, poll_after=utcnow() + timedelta(hours=1))
    now = SocialAccount.objects.get(id=scene.account.id)
    assert (now.problem, now.failures) == ("", 0) and now.poll_after <= utcnow()

from datetime import timedelta

import pytest
import redis

from connectors.base import Tokens
from connectors.world import Fault
from models import Message, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import move
from models.social_account import AccountStatus
from pipeline.deliver import target_of
from pipeline.forget import disconnect_account
from tests.models import make
from tests.pipeline.conftest import PLATFORM, Scene
from worker.messages import poll_account, poll_due_accounts, reconcile_reply
from worker.ports import keep_tokens, mark_revoked
from worker.upkeep import expire_closed, renew_access, resume_stalled

pytestmark = pytest.mark.usefixtures("clean", "bell")


def test_the_sweeper_rings_what_has_not_moved_and_not_again_at_once(bell: redis.Redis) -> None:
    account = make.account(make.workspace())
    late = make.message(account, wake_at=utcnow() - timedelta(seconds=1))
    make.message(account, wake_at=utcnow() + timedelta(seconds=60))
    resume_stalled()
    resume_stalled()
    assert bell.llen("celery") == 1
    assert late.reload().wake_at > utcnow()


def test_the_sweeper_rings_an_approved_reply_when_its_undo_window_ends(bell: redis.Redis) -> None:
    message = move(make.message(make.account(make.workspace())), Status.CLASSIFIED, by="worker", why="")
    move(message, Status.APPROVED, by="worker", why="", send_after=utcnow() + timedelta(milliseconds=100))
    resume_stalled()
    assert bell.llen("celery") == 0
    Message.objects(id=message.id).update_one(
        set__wake_at=utcnow() - timedelta(seconds=1), set__send_after=utcnow() - timedelta(seconds=1)
    )
    resume_stalled()
    assert bell.llen("celery") == 1


def test_what_can_no_longer_be_answered_expires() -> None:
    account = make.account(make.workspace())
    closed = make.message(account, reply_by=utcnow() - timedelta(seconds=1))
    open_still = make.message(account, reply_by=utcnow() + timedelta(hours=1))
    without_end = make.message(account)
    expire_closed()
    assert closed.reload().status is Status.EXPIRED
    assert {open_still.reload().status, without_end.reload().status} == {Status.RECEIVED}


def test_a_token_is_refreshed_after_a_week_and_kept_while_it_is_young(scene: Scene) -> None:
    young = scene.account.access_token
    renew_access.run(str(scene.account.id))
    assert scene.account.reload().access_token == young
    month_old = utcnow() - timedelta(days=31)
    SocialAccount.objects(id=scene.account.id).update_one(
        set__token_refreshed_at=month_old, set__token_expires_at=utcnow() + timedelta(days=29)
    )
    scene.world.rows("update tokens set created_at=created_at-86400*31")
    renew_access.run(str(scene.account.id))
    account = scene.account.reload()
    assert account.access_token != young
    assert account.token_expires_at > utcnow() + timedelta(days=50)


def test_a_dead_token_asks_for_a_person(scene: Scene) -> None:
    SocialAccount.objects(id=scene.account.id).update_one(
        set__token_expires_at=utcnow() + timedelta(days=1), set__token_refreshed_at=utcnow() - timedelta(days=2)
    )
    scene.world.expire_token(scene.account.access_token)
    renew_access.run(str(scene.account.id))
    account = scene.account.reload()
    assert account.status is AccountStatus.NEEDS_RECONNECT
    assert account.problem.endswith(".")


def test_a_poll_stores_rings_and_plans_the_next_look(scene: Scene, bell: redis.Redis) -> None:
    scene.fan_writes("which flour is that?")
    before = utcnow()
    poll_account(str(scene.account.id))
    account = scene.account.reload()
    assert (Message.objects.count(), bell.llen("celery")) == (
        1,
        3,
    )  # the message; the posts and the persona of a new account
    assert account.poll_after > before + timedelta(seconds=50)
    assert (account.leased_until, account.failures, account.problem) == (None, 0, "")
    poll_account(str(account.id))  # nobody looks before the time has come
    assert scene.account.reload().polled_at == account.polled_at


def test_a_poll_that_fails_says_why_and_looks_again_later(scene: Scene) -> None:
    scene.world.add_fault(Fault(PLATFORM, "fetch", "throttle", 1, 300))
    poll_account(str(scene.account.id))
    account = scene.account.reload()
    assert (account.status, account.failures) == (AccountStatus.CONNECTED, 1)
    assert account.problem.endswith(".")
    assert account.poll_after > utcnow() + timedelta(seconds=60)


def test_a_poll_with_a_dead_token_pauses_until_a_person_connects_again(scene: Scene, bell: redis.Redis) -> None:
    scene.world.expire_token(scene.account.access_token)
    poll_account(str(scene.account.id))
    assert scene.account.reload().status is AccountStatus.NEEDS_RECONNECT
    SocialAccount.objects(id=scene.account.id).update_one(set__poll_after=utcnow() - timedelta(seconds=1))
    poll_due_accounts()
    assert bell.llen("celery") == 0


def test_a_delivery_in_doubt_is_looked_up_when_the_sweeper_rings(scene: Scene, bell: redis.Redis) -> None:
    scene.fan_writes("love it")
    poll_account(str(scene.account.id))
    message = move(Message.objects.get(), Status.CLASSIFIED, by="worker", why="")
    message = move(message, Status.APPROVED, by="worker", why="", reply__text="thank you")
    long_ago = utcnow() - timedelta(seconds=10)
    message = move(message, Status.SENDING, by="worker", why="", claimed_at=long_ago, wake_at=long_ago)
    scene.connector.send(target_of(message, scene.platform.limits[message.kind]), "thank you")
    bell.delete("celery")
    resume_stalled()
    assert bell.llen("celery") == 1
    reconcile_reply.run(str(message.id))
    assert message.reload().status is Status.SENT


def test_tokens_that_a_person_deleted_do_not_come_back(scene: Scene) -> None:
    old = SocialAccount.objects.get(id=scene.account.id)
    disconnect_account(scene.account, "ada", utcnow())
    keep_tokens(old, Tokens("newer"))
    assert scene.account.reload().access_token is None


def test_an_old_poll_does_not_spoil_a_new_connection(scene: Scene) -> None:
    SocialAccount.objects(id=scene.account.id).update_one(set__token_refreshed_at=utcnow() - timedelta(days=1))
    old = SocialAccount.objects.get(id=scene.account.id)
    SocialAccount.objects(id=scene.account.id).update_one(set__token_refreshed_at=utcnow())
    mark_revoked(old, "Connect again.")
    assert scene.account.reload().status is AccountStatus.CONNECTED

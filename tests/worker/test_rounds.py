from datetime import timedelta

import pytest
import redis

from connectors.base import InboundMessage
from models import Fan, Message, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import move
from models.message import StoredLabel
from pipeline import ingest
from tests.models import make
from tests.pipeline.conftest import PLATFORM, Scene
from worker.rounds import complete_arrivals, learn_hours, revisit_account, revisit_waiting, watch_complaints

pytestmark = pytest.mark.usefixtures("clean", "bell")
LONG_AGO = timedelta(hours=2)


def in_review(scene: Scene, kind: str = "comment") -> Message:
    id = scene.fan_writes("which flour?", kind)
    scene.poll()
    message = move(move(scene.stored(id), Status.CLASSIFIED, by="w", why=""), Status.IN_REVIEW, by="w", why="")
    Message.objects(id=message.id).update_one(set__checked_at=utcnow() - LONG_AGO)
    return message


def test_what_the_fan_deleted_leaves_the_queue(scene: Scene) -> None:
    gone, stays = in_review(scene), in_review(scene)
    scene.world.delete_entry(PLATFORM, gone.external_id)
    revisit_account(str(scene.account.id))
    assert (gone.reload().status, gone.text) == (Status.WITHDRAWN_BY_FAN, "")
    assert stays.reload().status is Status.IN_REVIEW
    assert stays.checked_at > utcnow() - timedelta(minutes=1)


def test_a_comment_that_was_hidden_there_says_so(scene: Scene) -> None:
    message = in_review(scene)
    scene.world.hide_entry(PLATFORM, message.external_id, True)
    revisit_account(str(scene.account.id))
    assert message.reload().held == "hidden"


def test_a_platform_that_does_not_answer_takes_nothing_away(scene: Scene) -> None:
    message = in_review(scene)
    from connectors.world import Fault

    scene.world.add_fault(Fault(PLATFORM, "any", "fail_before", 5))
    revisit_account(str(scene.account.id))
    assert message.reload().status is Status.IN_REVIEW


def test_only_accounts_with_something_to_ask_for_are_rung(scene: Scene, bell: redis.Redis) -> None:
    message = in_review(scene)
    bell.delete("celery")
    revisit_waiting()
    assert bell.llen("celery") == 1
    Message.objects(id=message.id).update_one(set__checked_at=utcnow())
    bell.delete("celery")
    revisit_waiting()
    assert bell.llen("celery") == 0


def test_a_name_that_a_push_left_out_is_asked_for(scene: Scene) -> None:
    id = scene.fan_writes("hello", "direct_message")
    entry = scene.world.entry(PLATFORM, id)
    assert entry
    pushed = InboundMessage(
        id, "direct_message", entry.text, entry.author_id, "", utcnow() - timedelta(minutes=1), entry.author_id
    )
    (message,) = ingest.receive(scene.account, [pushed])
    assert message.fan_username == ""
    complete_arrivals(str(scene.account.id), [["direct_message", id]])
    assert message.reload().fan_username == entry.author_username
    assert Fan.objects.get(id=message.fan_id).username == entry.author_username


def angered(account: SocialAccount, replies: int, angry: int) -> None:
    now = utcnow()
    for number in range(replies):
        sent = make.message(
            account, status=Status.SENT, conversation_id=f"t{number}", moved_at=now - timedelta(hours=1)
        )
        Message.objects(id=sent.id).update_one(set__reply__mode="auto")
        if number < angry:
            make.message(account, conversation_id=f"t{number}", label=StoredLabel(intent="criticism"), created_at=now)


@pytest.mark.parametrize(("replies", "angry", "opens"), [(30, 6, True), (30, 2, False), (10, 9, False)])
def test_many_angry_answers_open_the_breaker(database: object, replies: int, angry: int, opens: bool) -> None:
    account = make.account(make.workspace(), auto_send=True)
    angered(account, replies, angry)
    watch_complaints()
    assert bool(account.reload().sending_rests_until) is opens
    assert account.sending_problem.startswith(f"{angry} of {replies}") is opens


def test_the_hours_in_which_fans_write_are_learned(database: object) -> None:
    account = make.account(make.workspace())
    noon = utcnow().replace(hour=12) - timedelta(days=1)
    for number in range(4):
        make.message(account, platform_created_at=noon + timedelta(hours=number // 3))
    learn_hours()
    hours = account.reload().hours
    assert (len(hours), hours[12], hours[13], sum(hours)) == (24, 3.0, 1.0, 4.0)

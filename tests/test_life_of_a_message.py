"""One message from the fan's thumb to the reply on the platform, over the real worker, clock, broker, database and HTTP."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest

import connectors
from connectors.world import World
from models import Message, SocialAccount, Status
from models.lifecycle import IllegalMove, Lost
from pipeline.onboard import connect_account
from pipeline.review import approve
from settings import settings
from tests.chaos import IMPATIENT
from tests.connectors.contract import configured
from tests.models import make
from tests.stand_in import our_replies, people_at, write
from tests.system import System, wait_until
from worker.messages import classify_message, deliver_reply, draft_reply, poll_account, ring

PLATFORM = "instagram"
WORDS = "you are the best, this made my day"


@pytest.fixture
def account(system: System, clean: None, world: World) -> Iterator[SocialAccount]:
    with configured(UNDO_SECONDS="0"):
        yield from connected(system, world)


def connected(system: System, world: World) -> Iterator[SocialAccount]:
    worker = system.worker("impatient", **IMPATIENT, LANGUAGE_MODEL_URL="", LANGUAGE_MODEL_KEY="")
    beat = system.beat()
    yield connect_account(make.workspace().id, PLATFORM, *people_at(world, PLATFORM), by="test")
    worker.stop()
    beat.stop()


def waiting() -> Message | None:
    return Message.objects(status=Status.IN_REVIEW).first()


def approve_once_of_many(message: Message) -> None:
    """Eight clicks at the same moment."""
    limits = connectors.get(PLATFORM).limits[message.kind]
    copies = [Message.objects.get(id=message.id) for _ in range(8)]

    def click(copy: Message) -> bool:
        with suppress(Lost, IllegalMove):
            ring(approve(copy, "ada", limits, "thank you sooo much"))
            return True
        return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(click, copies)) == 1


def test_a_message_walks_all_the_way_and_is_answered_exactly_once(account: SocialAccount, world: World) -> None:
    entry = write(world, account, 1, "comment", WORDS)
    [poll_account.delay(str(account.id)) for _ in range(5)]
    wait_until(waiting, 30, "the message never came into review")
    message = waiting()
    assert message
    assert (message.external_id, message.label.intent) == (entry.id, "praise")
    assert message.label.reasons
    assert message.reply.reasons
    approve_once_of_many(message)
    for task in (classify_message, draft_reply, deliver_reply, deliver_reply, deliver_reply):
        task.delay(str(message.id))
    wait_until(lambda: message.reload().status is Status.SENT, 30, f"it stayed {message.status}")
    [deliver_reply.delay(str(message.id)) for _ in range(5)]
    [poll_account.delay(str(account.id)) for _ in range(5)]
    wait_until(lambda: account.reload().polled_at > message.reply.sent_at, 30, "nobody looked again")
    assert [(reply.parent_id, reply.text) for reply in our_replies(world)] == [(entry.id, "thank you sooo much")]
    assert Message.objects.count() == 1
    assert [step.after for step in message.history] == [
        "received",
        "classified",
        "in_review",
        "approved",
        "sending",
        "sent",
    ]


def test_a_message_that_is_pushed_and_polled_is_one_message(
    account: SocialAccount, world: World, web_process: str
) -> None:
    entry = write(world, account, 1, "comment", WORDS)
    push = [pushed(web_process, account, entry.id, entry.author_id) for _ in range(3)]
    assert [answer.status_code for answer in push] == [200, 200, 200]
    wait_until(lambda: account.reload().polled_at and waiting(), 30, "the message never came into review")
    message = waiting()
    assert message
    approve_once_of_many(message)
    wait_until(lambda: message.reload().status is Status.SENT, 30, f"it stayed {message.status}")
    assert pushed(web_process, account, entry.id, entry.author_id).status_code == 200
    assert Message.objects.count() == 1
    assert len(our_replies(world)) == 1


def pushed(web: str, account: SocialAccount, comment_id: str, author_id: str) -> httpx.Response:
    """What the platform would push for this comment, signed."""
    value = {
        "id": comment_id,
        "text": WORDS,
        "from": {"id": author_id, "username": "fan1"},
        "media": {"id": f"{PLATFORM}post1"},
    }
    entry = {"id": account.external_id, "time": int(time.time()), "changes": [{"field": "comments", "value": value}]}
    body = json.dumps({"object": "instagram", "entry": [entry]}).encode()
    signature = hmac.new(settings().instagram_client_secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
    return httpx.post(f"{web}/webhooks/{PLATFORM}", content=body, headers=headers)

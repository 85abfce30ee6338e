"""A platform that takes its time: nobody else begins what is still being done."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Response, request

from connectors.base import DIRECT_MESSAGE, Credentials
from connectors.instagram.sandbox import blueprint
from connectors.world import World
from models import Message, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import move
from pipeline.deliver import Line, deliver, give_up_looking, reconcile
from pipeline.ingest import HOLD
from pipeline.review import retry
from tests.connectors.contract import configured, serving
from tests.pipeline.conftest import Scene
from tests.system import wait_until
from worker.messages import poll_account

pytestmark = pytest.mark.usefixtures("bell")
DOUBT_SECONDS, RETRY_SECONDS = 2, 1


@dataclass
class Pauses:
    """How long answers to calls whose path ends like this are on their way; `left` once one has set out."""

    seconds: dict[str, float] = field(default_factory=dict)
    left: threading.Event = field(default_factory=threading.Event)

    def __call__(self, response: Response) -> Response:
        pause = next((pause for end, pause in self.seconds.items() if request.path.endswith(end)), 0.0)
        if pause:
            self.left.set()
            time.sleep(pause)
        return response


@dataclass
class Slow:
    """A creator's account at such a platform."""

    scene: Scene
    pauses: Pauses

    def open_for_others(self, polling: Future[None]) -> list[datetime]:
        """When somebody else could have begun to poll the account, while this look at it went on."""
        begun: list[datetime] = []
        wait_until(lambda: self._account().leased_until is not None, 5, "nobody has begun", 0.01)
        while not polling.done():
            account, now = self._account(), utcnow()
            if account.leased_until and account.lease(now, 60):
                begun.append(now)
                break
            time.sleep(0.05)
        polling.result()
        return begun

    def _account(self) -> SocialAccount:
        found: SocialAccount = SocialAccount.objects.get(id=self.scene.account.id)
        return found


@pytest.fixture
def slow(clean: None, tmp_path: Path) -> Iterator[Slow]:
    world, pauses = World(tmp_path / "world.sqlite"), Pauses()
    platform = blueprint(world)
    platform.after_request(pauses)
    with serving(platform) as address, configured(
        SANDBOX_URL=address, INSTAGRAM_API_URL=f"{address}/instagram/v26.0", INSTAGRAM_OAUTH_URL=f"{address}/instagram",
        UNDO_SECONDS="0", DOUBT_SECONDS=str(DOUBT_SECONDS), RETRY_SECONDS=str(RETRY_SECONDS),
    ):  # fmt: skip
        yield Slow(Scene(world), pauses)


def test_a_call_that_takes_long_does_not_let_a_second_look_begin(slow: Slow) -> None:
    slow.pauses.seconds = {"/media": 2.0 * RETRY_SECONDS}
    with ThreadPoolExecutor(1) as pool:
        polling = pool.submit(poll_account, str(slow.scene.account.id))
        assert slow.open_for_others(polling) == []


def test_a_long_look_at_what_is_known_already_keeps_its_account(slow: Slow) -> None:
    for kind in ("comment", "comment", DIRECT_MESSAGE):
        slow.scene.fan_writes("love it", kind)
    poll_account(str(slow.scene.account.id))
    assert Message.objects.count() == 3
    SocialAccount.objects(id=slow.scene.account.id).update_one(set__poll_after=utcnow() - timedelta(seconds=1))
    a_call = 0.45 * HOLD * RETRY_SECONDS  # four calls: far longer than one hold, and no page has any news
    slow.pauses.seconds = {"/media": a_call, "/comments": a_call, "/conversations": a_call}
    with ThreadPoolExecutor(1) as pool:
        polling = pool.submit(poll_account, str(slow.scene.account.id))
        assert slow.open_for_others(polling) == []


def test_a_slow_look_before_a_second_try_does_not_send_beside_whoever_took_over(slow: Slow) -> None:
    """Whoever looked for longer than others wait must believe that they have sent it meanwhile."""
    scene = slow.scene
    message = in_doubt(scene)
    slow.pauses.seconds = {"/conversations": 0.8 * DOUBT_SECONDS}
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(deliver, message, scene.account, Line(scene.connector, scene.platform), utcnow())
        assert slow.pauses.left.wait(5)
        slow.pauses.seconds = {}
        line = Line(scene.platform.open(Credentials(scene.account.external_id, scene.connector.tokens)), scene.platform)
        after = utcnow() + timedelta(seconds=DOUBT_SECONDS + 1)
        again = reconcile(_stored(message), line, after)
        sent = deliver(again, scene.account.reload(), line, after)
        left = first.result()
    assert scene.sent() == ["thank you"]
    assert (sent.status, left.status) == (Status.SENT, Status.SENDING)
    assert _stored(message).reply.external_id == sent.reply.external_id


def in_doubt(scene: Scene) -> Message:
    """Approved once more by a person, after nobody could say whether it was sent: it was not."""
    id = scene.fan_writes("love it", DIRECT_MESSAGE)
    scene.poll()
    classified = move(scene.stored(id), Status.CLASSIFIED, by="worker", why="")
    approved = move(classified, Status.APPROVED, by="worker", why="", reply__text="thank you", reply__mode="approved")
    sending = move(approved, Status.SENDING, by="worker", why="", claimed_at=utcnow(), reply__tries=1)
    return retry(give_up_looking(sending, "Nobody could look."), "ada")


def _stored(message: Message) -> Message:
    found: Message = Message.objects.get(id=message.id)
    return found

"""Messages flow while everything that can die is killed: the crash test, in a short and a long form."""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from mongoengine.errors import OperationError
from pymongo.errors import PyMongoError

import connectors
from connectors.base import COMMENT, DIRECT_MESSAGE
from connectors.world import Fault, World
from models import Message, SocialAccount, Status
from models.lifecycle import IllegalMove, Lost
from models.message import MACHINE
from pipeline.onboard import connect_account
from pipeline.review import approve
from tests.models import make
from tests.stand_in import our_replies, people_at, write
from tests.system import Child
from worker.messages import ring

IMPATIENT = {
    "POLL_SECONDS": "1", "AUTONOMY": "trusting", "UNDO_SECONDS": "0", "RETRY_SECONDS": "4", "DOUBT_SECONDS": "3",
    "YOUTUBE_UNITS_PER_DAY": "10000000",
}  # fmt: skip
"""Settings under which what was lost is looked for after seconds instead of minutes."""
LOST_ANSWERS = 0.15
"""Share of the sends whose answer the platform loses, half of them after it has written."""


@dataclass
class Chaos:
    """`parts` are killed at random while `count` fans write; `seed` makes the kills the same again."""

    world: World
    parts: dict[str, Child]
    count: int
    kills_each: int
    seed: int = 1
    accounts: list[SocialAccount] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    fallen: Counter[str] = field(default_factory=Counter)
    written: int = 0
    _done: threading.Event = field(default_factory=threading.Event)

    def connect(self) -> None:
        """One account at each platform, with two posts each."""
        workspace = make.workspace()
        for platform in connectors.platforms():
            tokens, identity = people_at(self.world, platform)
            self.accounts.append(connect_account(workspace.id, platform, tokens, identity, by="test"))

    def run(self, seconds: float) -> None:
        """Let fans write, a person approve and the parts die for about `seconds`; then leave everything running."""
        with ThreadPoolExecutor(3) as pool:
            fans, killer = pool.submit(self._fans, seconds), pool.submit(self._killer, seconds)
            person = pool.submit(self._person)
            try:
                fans.result()
                killer.result()
                self._settle()
            finally:
                self._done.set()
            person.result()

    def _fans(self, seconds: float) -> None:
        chance = random.Random(self.seed)
        for number in range(self.count):
            account = chance.choice(self.accounts)
            can_write = account.platform != "youtube" and chance.random() < 0.3
            write(self.world, account, number, DIRECT_MESSAGE if can_write else COMMENT)
            self.written += 1
            if chance.random() < LOST_ANSWERS:
                mode = chance.choice(["fail_after", "timeout_after", "timeout_before"])
                self.world.add_fault(Fault(account.platform, "send", mode, 1, 0.2))
            time.sleep(seconds / self.count)

    def _person(self) -> None:
        """Approves whatever waits, twice now and then, as people do."""
        while not self._done.is_set():
            with suppress(PyMongoError, OperationError, Lost, IllegalMove):
                for message in Message.objects(status=Status.IN_REVIEW).limit(20):
                    limits = connectors.get(message.platform).limits[message.kind]
                    stale = Message.objects.get(id=message.id)
                    ring(approve(message, "person", limits, "thank you sooo much"))
                    with suppress(Lost, IllegalMove):
                        ring(approve(stale, "person", limits, "thank you sooo much"))
            time.sleep(0.2)

    def _killer(self, seconds: float) -> None:
        chance = random.Random(self.seed)
        victims = [name for name in self.parts for _ in range(self.kills_each)]
        chance.shuffle(victims)
        for name in victims:
            time.sleep(seconds / len(victims) * chance.uniform(0.4, 1.2))
            self.parts[name].kill()
            self.killed[name] += 1
            time.sleep(chance.uniform(0, 0.5))
            self.parts[name].start()

    def _settle(self, seconds: float = 120) -> None:
        """Wait until everything that was written is stored and nothing waits for a machine or a person."""
        waiting = [*MACHINE, Status.IN_REVIEW]
        for is_done, why in (
            (
                lambda: Message.objects.count() >= self.written,
                lambda: f"{Message.objects.count()} of {self.written} stored",
            ),
            (lambda: not Message.objects(status__in=waiting).first(), lambda: f"still waiting: {self.statuses()}"),
        ):
            _wait(lambda is_done=is_done: self._all_stand() and is_done(), seconds, why)

    def _all_stand(self) -> bool:
        """Start again what fell over by itself because another part was killed: the supervisor's work at home."""
        for name, part in self.parts.items():
            if not part.alive:
                self.fallen[name] += 1
                part.start()
        return True

    def statuses(self) -> Counter[str]:
        """How many messages are where."""
        return Counter(str(message.status) for message in Message.objects.only("status"))

    def wrongs(self) -> list[str]:
        """What should not be, as sentences: lost, stored twice, sent twice, sent and not there."""
        found = []
        messages = list(Message.objects)
        if len(messages) != self.written:
            found.append(f"{self.written} were written, {len(messages)} are stored")
        sent_in: dict[tuple[str, str], int] = defaultdict(int)
        for message in messages:
            sent_in[message.platform, message.conversation_id] += message.status is Status.SENT
            if message.reply.approved_by and message.status is not Status.SENT:
                found.append(f"{message.id} was approved and is {message.status}: {message.problem}")
        there = Counter((entry.platform, entry.conversation_id) for entry in our_replies(self.world))
        for place in sorted(sent_in.keys() | there.keys()):
            if sent_in[place] != there[place]:
                found.append(f"{place}: {sent_in[place]} sent, {there[place]} on the platform")
        ids = Counter(message.reply.external_id for message in messages if message.reply.external_id)
        return found + [f"{id} is the reply of {times} messages" for id, times in ids.items() if times > 1]


def _wait(condition: Callable[[], bool], seconds: float, why: Callable[[], str]) -> None:
    deadline = time.monotonic() + seconds
    while True:
        with suppress(PyMongoError, OperationError):  # the database may have died a moment ago
            if condition():
                return
            assert time.monotonic() < deadline, why()
        time.sleep(0.3)

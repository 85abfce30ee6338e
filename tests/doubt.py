"""What may go wrong while something is written at a platform, and how Fanmail gets over it."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import connectors
from connectors.errors import ConnectorError, OutcomeUnknown, ReplyRefused, Transient
from connectors.world import Fault, World
from models import Message, SocialAccount, Status
from models.fields import utcnow
from models.lifecycle import IllegalMove, Lost
from pipeline.deliver import MAYBE_THERE, Line, reconcile
from tests.doubt_child import REPLIES, do, do_in_a_process
from tests.effects import Ledger
from tests.system import wait_until
from worker.ports import connector_of

DOUBT_SECONDS = 2
_SILENCE_SECONDS, _LONG_SILENCE_SECONDS = 0.05, 3.0
_ROUNDS = 8
_FRESH = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload(
    ["tests.doubt_child"]
)  # each process is forked from one that has connected to nothing yet


@dataclass(frozen=True)
class Trouble:
    """`mode` is one of connectors.world.MODES, for the next `calls` calls. `copies`: so many tasks for the same message at
    once, and one more that comes late. `kills`: the process is killed while it waits for the platform's answer.
    """

    name: str
    mode: str = ""
    calls: int = 1
    copies: int = 1
    kills: bool = False


TROUBLES = (
    Trouble("none"),
    Trouble("error before", "fail_before"),
    Trouble("error after", "fail_after"),
    Trouble("error after, look fails", "fail_after", calls=2),
    Trouble("time-out before", "timeout_before"),
    Trouble("time-out after", "timeout_after"),
    Trouble("killed before", "timeout_before", kills=True),
    Trouble("killed after", "timeout_after", kills=True),
    Trouble("task twice", copies=2),
    Trouble("task twice, time-out after", "timeout_after", copies=2),
)


@dataclass(frozen=True)
class Trial:
    """One write on one message, at a stand-in whose effects are written down."""

    world: World
    ledger: Ledger
    write: str
    message_id: str

    def run(self, trouble: Trouble) -> str:
        """Do it under this trouble, then all that a worker or a person does next until nothing waits. How it ends."""
        self._arm(trouble)
        try:
            self._killed(trouble) if trouble.kills else self._by_tasks(trouble.copies)
            return self._carry_on()
        finally:
            self.world.rows("delete from faults")

    def stored(self) -> Message:
        return Message.objects.get(id=self.message_id)

    def _arm(self, trouble: Trouble) -> None:
        seconds = _LONG_SILENCE_SECONDS if trouble.kills else _SILENCE_SECONDS
        if trouble.mode:
            self.world.add_fault(Fault(self.stored().platform, "any", trouble.mode, trouble.calls, seconds))

    def _by_tasks(self, copies: int) -> None:
        together = threading.Barrier(copies)
        with ThreadPoolExecutor(copies) as pool:
            tasks = [pool.submit(self._task, together) for _ in range(copies)]
        if copies > 1:
            self._task(threading.Barrier(1))
        for task in tasks:
            task.result()

    def _task(self, together: threading.Barrier) -> None:
        with suppress(Lost, IllegalMove, ConnectorError):  # somebody was faster, or it is not known how it went
            do(self.write, self.message_id, together.wait)

    def _killed(self, trouble: Trouble) -> None:
        process = _FRESH.Process(target=do_in_a_process, args=(dict(os.environ), self.write, self.message_id))
        process.start()
        wait_until(lambda: self._is_in_between(trouble) or not process.is_alive(), 20, "it was never asked", 0.01)
        process.kill()
        process.join()
        code = process.exitcode
        process.close()
        assert code == -signal.SIGKILL, f"it came to its end ({code}) before it was killed"

    def _is_in_between(self, trouble: Trouble) -> bool:
        if self.world.rows("select 1 from faults where times>0"):
            return False
        return trouble.mode.endswith("before") or bool(self.ledger.effects())

    def _carry_on(self) -> str:
        return next(filter(None, self._rounds()), "never ends")

    def _rounds(self) -> Iterator[str]:
        for _ in range(_ROUNDS):
            try:
                yield self._worker_goes_on() if self.write in REPLIES else self._person_tries_again()
            except ReplyRefused:
                yield "refused"
            except (Transient, OutcomeUnknown):
                yield ""

    def _worker_goes_on(self) -> str:
        message = self.stored()
        if message.status is Status.APPROVED:
            do(self.write, self.message_id)
        elif message.status is Status.SENDING:
            with connector_of(SocialAccount.objects.get(id=message.account_id)) as connector:
                line = Line(connector, connectors.get(message.platform))
                reconcile(message, line, utcnow() + timedelta(seconds=DOUBT_SECONDS + 1))
        elif message.status is Status.FAILED:
            return "failed, says maybe" if message.problem.endswith(MAYBE_THERE) else "failed"
        else:
            return str(message.status)
        return ""

    def _person_tries_again(self) -> str:
        """One who saw no answer clicks once more."""
        with suppress(IllegalMove):  # the page is out of date: it is done already
            do(self.write, self.message_id)
        return "done"

"""The real parts of Fanmail for tests: each starts at first use, on its own port, as a child that cannot outlive the tests."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pymongo
import redis

from infra import embedded, parts
from infra.parts import Part
from infra.tether import tethered

HOUSE = Path(__file__).parent.parent
START_SECONDS = 110
STARTER = ThreadPoolExecutor(1, "starter")
"""Starts every child: Linux ends a tethered one with the thread that started it, so that thread must last."""


PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PROCESSES = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
"""Which of the processes that share the tests this is, and how many they are."""
PORTS = random.sample(range(12_000 + PROCESS, 32_000, PROCESSES), 2_000)
"""Below those that the system gives to connections on their way out; no two processes have one in common."""


def free_port() -> int:
    """A port of this machine that nobody listens on and that no test was given before."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port := PORTS.pop()))
            return port


def wait_until(condition: Callable[[], object], seconds: float = 20, why: str = "", pause: float = 0.05) -> None:
    """Return as soon as `condition()` is true. AssertionError with `why` when it is not after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, why or f"not true after {seconds} s"
        time.sleep(pause)


class Child:
    """One running part. `log` is the file its output goes to."""

    def __init__(self, part: Part, folder: Path, environment: Mapping[str, str], ready: Callable[[], bool]) -> None:
        self.part, self.log, self._ready, self._folder = part, folder / f"{part.name}.log", ready, folder
        self.process: subprocess.Popen[bytes]
        self._environment = {**environment, **part.environment, "PYTHONPATH": str(HOUSE), "PYTHONWARNINGS": "default"}
        self.start()

    def start(self) -> None:
        """Start it and wait until it is ready; the first worker of all trains the labels. AssertionError with the end of its log
        when it is not ready in time, and then nothing of it is left."""
        with self.log.open("ab") as log:
            self.process = STARTER.submit(
                subprocess.Popen, tethered(self.part.command, "KILL"), cwd=self._folder, env=self._environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            ).result()  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if not self.alive or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"{self.part.name} did not start:\n{self.tail()}")
            time.sleep(0.05)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """End it without a warning, with everything it has started (SIGKILL)."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end; what does not end within its time is killed."""
        if self.alive:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.part.stop_seconds)
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()

    def tail(self, characters: int = 4_000) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""

    def _end(self, how: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait()


class System:
    """Addresses of every part, known before any of them runs, and the parts that have been started so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        names = ("database", "broker", "sandbox", "web", "model")
        self.ports = {name: free_port() for name in names}
        self.children: dict[str, Child] = {}
        given = os.environ.get("TEST_MONGODB_URI", "")
        self.database_uri = _renamed(given) if given else embedded.database_uri(self.ports["database"], "fanmail_test")
        redis_given = os.environ.get("TEST_REDIS_URL", "")
        self.redis_url = _numbered(redis_given) if redis_given else embedded.broker_url(self.ports["broker"])

    def url(self, name: str) -> str:
        """Where a part answers over HTTP."""
        return f"http://127.0.0.1:{self.ports[name]}"

    @property
    def world_file(self) -> Path:
        """What the sandbox remembers; a test may open it as a `World` too."""
        return self.folder / "world.sqlite"

    def start(self, part: Part, ready: Callable[[], bool], **environment: str) -> Child:
        """Start `part` if it is not there yet (again if it has died)."""
        known = self.children.get(part.name)
        if known and not known.alive:
            known.start()
        elif not known:
            known = self.children[part.name] = Child(part, self.folder, {**os.environ, **environment}, ready)
        return known

    def database(self) -> Child | None:
        """None when TEST_MONGODB_URI names a server."""
        if os.environ.get("TEST_MONGODB_URI"):
            return None
        return self.start(embedded.database(self.folder / "mongo", self.ports["database"]), self._database_answers)

    def broker(self) -> Child | None:
        """None when TEST_REDIS_URL names a server."""
        if os.environ.get("TEST_REDIS_URL"):
            return None
        return self.start(embedded.broker(self.folder / "valkey", self.ports["broker"]), self._broker_answers)

    def sandbox(self) -> Child:
        return self.start(parts.sandbox(self.ports["sandbox"], self.world_file), lambda: self._answers("sandbox"))

    def web(self) -> Child:
        self.database(), self.broker(), self.sandbox()
        return self.start(parts.web(self.ports["web"], threads=16), lambda: self._answers("web"))

    def worker(self, name: str = "worker", concurrency: int = 8, **environment: str) -> Child:
        """`environment` matters at the first start of this name only."""
        self.database(), self.broker(), self.sandbox()
        return self.start(parts.worker(name, concurrency), lambda: self._worker_answers(name), **environment)

    def beat(self, **environment: str) -> Child:
        self.database(), self.broker()
        return self.start(parts.beat(), lambda: True, **environment)

    def rest(self) -> None:
        """End what acts by itself (workers, the clock), so that it does not take the messages of the next test."""
        for child in reversed(self.children.values()):
            if child.part.name not in self.ports:
                child.stop()

    def stop(self) -> None:
        """End every part, the latest first."""
        for child in reversed(self.children.values()):
            child.stop()

    def _database_answers(self) -> bool:
        with pymongo.MongoClient(self.database_uri, serverSelectionTimeoutMS=200) as client:
            try:
                return bool(client.admin.command("ping"))
            except pymongo.errors.PyMongoError:
                return False

    def _broker_answers(self) -> bool:
        with redis.Redis.from_url(self.redis_url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    def _worker_answers(self, name: str) -> bool:
        from worker.app import app

        with app.connection_for_write() as connection:
            asked = app.control.inspect([f"{name}@{socket.gethostname()}"], timeout=0.5, connection=connection)
            return bool(asked.ping())

    def _answers(self, name: str) -> bool:
        try:
            return httpx.get(self.url(name) + "/healthz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


def _numbered(uri: str) -> str:
    """The same server; where several processes share the tests, with a database of its own for each."""
    return urlsplit(uri)._replace(path=f"/{PROCESS}").geturl() if PROCESSES > 1 else uri


def _renamed(uri: str) -> str:
    """The same server, with a database of our own that may be emptied."""
    address, _, options = uri.partition("?")
    scheme, _, rest = address.partition("://")
    hosts = rest.split("/")[0]
    return f"{scheme}://{hosts}/fanmail_test_{os.getpid()}" + (f"?{options}" if options else "")

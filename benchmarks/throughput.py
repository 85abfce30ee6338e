"""How many messages a second walk from the platform to the platform, against a language model of 300 ms.

`python -m benchmarks.throughput` (or `make bench`) starts every real part, lets fans write COUNT comments at once, and measures the
rate at which their replies are sent between the tenth and the ninetieth per cent, beside the rate of empty Celery tasks on the same broker
in the same run. Writes benchmarks/results/throughput.json.
"""

import argparse
import json
import os
import platform as machine
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
SECONDS_PER_ANSWER = 0.3
EMPTY_TASKS = 3_000


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_500)
    parser.add_argument("--workers", type=int, default=2, help="worker processes")
    parser.add_argument("--threads", type=int, default=16, help="threads of each")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fanmail-bench-") as folder:
        system = _system(Path(folder))
        try:
            result = _measure(system, wanted)
        finally:
            system.stop()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "throughput.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


def _system(folder: Path) -> Any:
    """All parts on free ports. The environment is complete before anything of ours reads it."""
    from infra.demo.addresses import addresses
    from tests.system import System

    system = System(folder)
    os.environ.update(
        addresses(system.url("sandbox")),
        SECRET_KEY="a secret that only benchmarks know, long enough",
        ENCRYPTION_KEYS="dGVzdHMgZW5jcnlwdCB3aXRoIHRoaXMga2V5LCBsb2w=",
        MONGODB_URI=system.database_uri,
        REDIS_URL=system.redis_url,
        LANGUAGE_MODEL_URL=system.url("model") + "/v1",
        LANGUAGE_MODEL="stub",
        LANGUAGE_MODEL_KEY="none",
        UNDO_SECONDS="0",
        AUTONOMY="trusting",
        PACE_SECONDS="0",
        POLL_SECONDS="1",
    )
    return system


def _measure(system: Any, wanted: argparse.Namespace) -> dict[str, Any]:
    _begin(system)
    empty = _empty_tasks_a_second(system, wanted.threads)
    answering = ("--port", str(system.ports["model"]), "--seconds", str(SECONDS_PER_ANSWER))
    stub = [sys.executable, "-m", "benchmarks.stub", *answering]
    with subprocess.Popen(stub) as model:
        try:
            account = _creator(system)
            watch = Watch(system)
            for number in range(wanted.workers):
                system.worker(f"worker{number}", wanted.threads)
            _fans_write(system, account, wanted.count)
            system.beat()
            before = watch.seconds()
            _wait_for_all(wanted.count)
            after, peaks = watch.seconds(), watch.stop()
        finally:
            model.kill()
    drafts = wanted.workers * wanted.threads
    rate, ideal = _sent_a_second(), drafts / SECONDS_PER_ANSWER
    return {
        "command": f"python -m benchmarks.throughput --count {wanted.count} --workers {wanted.workers} --threads {wanted.threads}",
        "machine": f"{os.cpu_count()} cores, {machine.machine()}, Python {machine.python_version()}",
        "messages": wanted.count,
        "concurrent_drafts": drafts,
        "seconds_per_model_answer": SECONDS_PER_ANSWER,
        "sent_a_second": round(rate, 1),
        "ideal_a_second": round(ideal, 1),
        "share_of_ideal": round(rate / ideal, 3),
        "empty_tasks_a_second_of_one_worker": round(empty),
        "sent_per_empty_task": round(rate / empty, 4),
        "processor_ms_a_message": {
            name: round(1000 * (after[name] - before[name]) / wanted.count, 1) for name in sorted(after)
        },
        "peak_memory_mb": peaks,
    }


def _begin(system: Any) -> None:
    import models

    system.database(), system.broker(), system.sandbox()
    models.connect()


class Watch:
    """The largest resident memory of each part with the processes it started, in MB, looked at twice a second, and the seconds
    of processor time that each has used."""

    def __init__(self, system: Any) -> None:
        self._system, self._peaks, self._done = system, {}, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> dict[str, int]:
        self._done.set()
        self._thread.join()
        return dict(sorted(self._peaks.items()))

    def seconds(self) -> dict[str, float]:
        """Processor time by part, since each began."""
        import psutil

        used = {}
        for name, child in list(self._system.children.items()):
            part = psutil.Process(child.process.pid)
            times = [one.cpu_times() for one in (part, *part.children(recursive=True))]
            used[name] = sum(one.user + one.system for one in times)
        return used

    def _look(self) -> None:
        import psutil

        while not self._done.wait(0.5):
            for name, child in list(self._system.children.items()):
                try:
                    part = psutil.Process(child.process.pid)
                    size = sum(one.memory_info().rss for one in (part, *part.children(recursive=True))) // 1_000_000
                except psutil.NoSuchProcess:
                    continue
                self._peaks[name] = max(size, self._peaks.get(name, 0))


def _empty_tasks_a_second(system: Any, threads: int) -> float:
    import redis

    from benchmarks.empty import DONE, nothing

    for _ in range(EMPTY_TASKS):
        nothing.delay(EMPTY_TASKS)
    client = redis.Redis.from_url(system.redis_url)
    command = [
        "celery",
        "--quiet",
        "-A",
        "benchmarks.empty",
        "worker",
        "--pool",
        "threads",
        "--concurrency",
        str(threads),
    ]
    options = ["--queues", "empty", "--without-mingle", "--without-gossip", "--loglevel", "ERROR"]
    left = client.llen("empty")
    with subprocess.Popen([sys.executable, "-m", *command, *options]) as worker:
        while client.llen("empty") == left:
            time.sleep(0.01)
        started, first = time.monotonic(), client.llen("empty")
        while not client.get(DONE):
            time.sleep(0.01)
        took = time.monotonic() - started
        worker.terminate()
    return first / took


def _creator(system: Any) -> Any:
    """An account whose praise is answered by itself, with enough of a past to write from."""
    from connectors.world import World
    from infra.demo.content import replies
    from models import Persona, ReplyExample, SocialAccount
    from pipeline.onboard import connect_account
    from tests.models import make
    from tests.stand_in import people_at

    workspace = make.workspace()
    Persona(workspace_id=workspace.id, name="Nika Vidal", languages=["en", "es", "de"]).save()
    account = connect_account(
        workspace.id, "instagram", *people_at(World(system.world_file), "instagram"), by="benchmark"
    )
    for number, past in enumerate(replies()):
        ReplyExample(
            workspace_id=workspace.id, account_id=account.id, external_id=f"past{number}", platform="instagram", kind=past["kind"],
            source="by_hand", fan_text=past["fan_text"], text=past["reply"], language=past["language"],
        ).save()  # fmt: skip
    SocialAccount.objects(id=account.id).update_one(set__auto_send=True, set__auto_send_intents=["praise", "greeting"])
    return account


def _fans_write(system: Any, account: Any, count: int) -> None:
    from connectors.world import World
    from tests.stand_in import write

    world = World(system.world_file)
    for number in range(count):
        write(world, account, number, "comment", "this is beautiful, I love your videos so much")


def _wait_for_all(count: int) -> None:
    """Until nothing waits for a machine. What the classifier is not sure of waits for a person and is not counted as sent."""
    from models import Message
    from models.message import MACHINE

    deadline = time.monotonic() + 300
    while Message.objects.count() < count or Message.objects(status__in=list(MACHINE)).first():
        if time.monotonic() > deadline:
            found = Counter(str(message.status) for message in Message.objects.only("status"))
            raise SystemExit(f"Not done after 300 s: {dict(found)}")
        time.sleep(1)


def _sent_a_second() -> float:
    from models import Message, Status

    times = sorted(message.moved_at for message in Message.objects(status=Status.SENT).only("moved_at"))
    low, high = len(times) // 10, len(times) * 9 // 10
    return (high - low) / (times[high] - times[low]).total_seconds()


if __name__ == "__main__":
    main()

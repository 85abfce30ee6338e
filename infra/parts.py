"""The parts of a running Fanmail: for each its command line and what it needs from the environment."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from connectors.training.local import PACKAGES

ONE_BLAS_THREAD = {"OMP_NUM_THREADS": "1"}
"""Many of our threads with several BLAS threads each wait for one another: the first label took 30 s instead of 4 on two cores."""

WORKER_ENVIRONMENT = {
    **ONE_BLAS_THREAD,
    "MALLOC_ARENA_MAX": "2",
    "PYTHONWARNINGS": "ignore:::celery.platforms,ignore:::celery.worker.consumer.consumer",
}
"""Two arenas, because glibc gives each of many threads one of its own and returns little. In a container everything is root, and
Celery need not say so at every start."""

SLEEP_WHILE_WAITING = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}

TRAINER_ENVIRONMENT = {
    **SLEEP_WHILE_WAITING,
    "HF_HUB_OFFLINE": "1",
    "TQDM_DISABLE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONWARNINGS": "ignore",
}
"""What is trained lies on this machine; nothing is asked of a hub. Progress goes to files, not to the log."""


@dataclass(frozen=True)
class Part:
    """One child process. `stop_seconds` is how long it may take to end by itself when told to."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_seconds: int = 5


def sandbox(port: int, world: Path) -> Part:
    """The stand-ins for the platforms and the fan's page; all they know is in the file `world`."""
    return Part("sandbox", _python("infra.sandbox.server", "--port", str(port), "--world", str(world)))


def web(port: int, threads: int = 64) -> Part:
    """The dashboard. One process with threads: live updates need every request of a browser in the same process."""
    options = ("--worker-class", "gthread", "--workers", "1", "--threads", str(threads), "--bind", f"127.0.0.1:{port}")
    quiet = ("--log-level", "warning", "--graceful-timeout", "3", "--no-control-socket")
    return Part("web", _python("gunicorn", *options, *quiet, "web.app:create_app()"), ONE_BLAS_THREAD, 6)


def worker(name: str = "worker", concurrency: int = 16) -> Part:
    """A Celery worker with threads, which suit waiting on language models and platforms."""
    options = ("--pool", "threads", "--concurrency", str(concurrency), "--hostname", f"{name}@%h")
    quiet = ("--loglevel", "WARNING", "--without-mingle", "--without-gossip")
    command = _python("celery", "--quiet", "-A", "worker.app", "worker", *options, *quiet)
    return Part(name, command, WORKER_ENVIRONMENT, stop_seconds=10)


def beat() -> Part:
    """The clock. It remembers nothing: each entry is an interval, and a file half written by a killed clock would stop the next."""
    options = ("--scheduler", "celery.beat:Scheduler", "--pidfile", "", "--loglevel", "WARNING")
    return Part("beat", _python("celery", "--quiet", "-A", "worker.app", "beat", *options))


def trainer(folder: Path, name: str, base: Path) -> Part:
    """Tunes the local model `base`, called `name`, for whoever lays a run into `folder`."""
    command = _python("connectors.training.runner", "--folder", str(folder), "--base", f"{name}={base}")
    return Part("trainer", command, TRAINER_ENVIRONMENT)


def can_train() -> bool:
    """Whether `make train` has installed what the trainer needs."""
    return all(find_spec(package) for package in PACKAGES)


def demo() -> Part:
    """Fans who write to the demo creator all day."""
    return Part("demo", _python("infra.demo.play"))


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)

"""`python -m connectors.training.runner --folder FOLDER --base NAME=PATH`: the trainer of this machine.

It takes one run after the other, the oldest first, and has each trained in a process of its own, out of everybody's way. Whatever is
killed, trainer, training or both: the next start goes on where the files say that it stood, and a run ends once.
"""

import argparse
import fcntl
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from connectors.training.base import State
from connectors.training.runner_folder import Run, TrainingFolder, read_json, write_json
from logs import log

SIGN_SECONDS, LOOK_SECONDS = 5.0, 0.5
HALF_MADE_SECONDS = 3_600.0
MOST_STRIKES = 3
"""So often may training die without a step done in between."""

TRAINING = ("nice", "-n", "15", sys.executable, "-m", "connectors.training.lora")


class Runner:
    """`bases` is name -> GGUF file or folder; `command` trains: it is given the folder of the run and the path of the base model."""

    def __init__(self, folder: TrainingFolder, bases: Mapping[str, str], command: Sequence[str] = TRAINING) -> None:
        self._folder, self._bases, self._command = folder, bases, command

    def work(self, stop: threading.Event) -> None:
        """Train what waits until `stop` is set."""
        self._folder.sweep(HALF_MADE_SECONDS)
        threading.Thread(target=self._live, args=(stop,), daemon=True).start()
        while not stop.wait(LOOK_SECONDS):
            try:
                if waiting := self._folder.waiting():
                    self._go_on(waiting[0], stop)
            except FileNotFoundError:
                log.info("training run deleted meanwhile")

    def _live(self, stop: threading.Event) -> None:
        """Show that it lives."""
        while not stop.is_set():
            self._folder.announce(self._bases, free_memory_mb())
            stop.wait(SIGN_SECONDS)

    def _go_on(self, run: Run, stop: threading.Event) -> None:
        with run.held() as lock:
            if lock is not None:  # else a training process outlived its trainer: let it finish
                self._train(run, lock, stop)

    def _train(self, run: Run, lock: int, stop: threading.Event) -> None:
        base = self._bases.get(run.job.base_model)
        if base is None:
            return run.end(State.FAILED, f"The model {run.job.base_model} is no longer on this machine.")
        finished = run.complete or run.cancelled or self._in_own_process(run, base, lock, stop)
        if finished or not stop.is_set():
            self._conclude(run)
        return None

    def _in_own_process(self, run: Run, base: str, lock: int, stop: threading.Event) -> bool:
        """True when the training process ended by itself and well."""
        log.info("training starts", run=run.path.name)
        command = [*self._command, str(run.path), base]
        with subprocess.Popen(command, pass_fds=[lock], stdin=subprocess.DEVNULL) as training:  # noqa: S603 our own
            while training.poll() is None:
                stop.wait(LOOK_SECONDS)
                if stop.is_set() or not run.exists:
                    training.kill()
                    training.wait()
        log.info("training process ended", run=run.path.name, code=training.returncode)
        return training.returncode == 0

    def _conclude(self, run: Run) -> None:
        """Say how it ended, or leave it to be gone on with."""
        if run.complete:
            self._folder.publish(run)
            return run.end(State.SUCCEEDED)
        if run.cancelled:
            return run.end(State.CANCELLED)
        if failure := read_json(run.path / "failure.json"):
            return run.end(State.FAILED, failure["sentence"])
        if _strikes(run) >= MOST_STRIKES:
            return run.end(
                State.FAILED,
                f"Training stopped {MOST_STRIKES} times at the same place. This machine may have too little memory for it.",
            )
        return None


def _strikes(run: Run) -> int:
    """How often the training process died since it last did a step, this time counted."""
    step = max((line.figures.get("step", 0) for line in run.lines()), default=0)
    before = read_json(run.path / "strikes.json")
    count = before["count"] + 1 if before.get("step") == step else 1
    write_json(run.path / "strikes.json", {"step": step, "count": count})
    return int(count)


def free_memory_mb() -> int | None:
    """What a new process could take on this machine; None where the system does not say."""
    try:
        rows = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        return int(rows["MemAvailable"].split()[0]) // 1024
    except (OSError, KeyError):
        return None


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m connectors.training.runner", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--base", action="append", required=True, metavar="NAME=PATH", help="a model that can be tuned")
    parser.add_argument(
        "--command", default=shlex.join(TRAINING), help="what trains, given a run's folder and the base"
    )
    chosen = parser.parse_args(arguments)
    folder = TrainingFolder(chosen.folder.absolute())
    folder.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with (folder.path / "trainer.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second trainer waits until the first one is gone
        bases = dict(base.split("=", 1) for base in chosen.base)
        Runner(folder, bases, shlex.split(chosen.command)).work(stop)


if __name__ == "__main__":
    main()

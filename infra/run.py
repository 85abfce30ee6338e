"""`python -m infra.run`: everything Fanmail needs on one machine, with one command, one log and one Ctrl-C."""

import argparse
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType

from infra import embedded, leftovers, preflight
from infra.demo.content import EMAIL, PASSWORD
from infra.lines import say
from infra.plan import HOUSE, Plan, complete, from_environment
from infra.supervision import Supervisor

ANSWER_SECONDS = 120


class Stop(threading.Event):
    """Set when everything shall end; `why` then says what asked for it."""

    why = ""

    def ask(self, number: int, _frame: FrameType | None) -> None:
        """For `signal.signal`."""
        self.why = f" ({signal.Signals(number).name})"
        self.set()


def show(line: str) -> None:
    """Write one line of the log. A terminal that is gone is no reason to stop."""
    with suppress(OSError):
        print(line, flush=True)


def prepare(plan: Plan) -> None:
    """Everything that can be known before a start. Raises CannotStart; nothing is half done then."""
    if count := leftovers.end(plan.folder):
        show(say("house", f"the last start did not end as it should; ended {count} of its processes"))
    preflight.check_machine(plan.folder)
    preflight.check_ports(plan.needs())
    preflight.check_keys(plan.folder, plan.environment)
    if "database" in plan.needs():
        preflight.check_version(plan.folder, embedded.database_version())


def run(plan: Plan, stop: Stop) -> str:
    """Run until `stop` is set. Returns why it ended before that, or "" ."""
    supervisor = Supervisor(plan, show)
    try:
        if problem := _wait(plan, supervisor, stop) or _seed(plan, supervisor, stop):
            return problem
        if not stop.is_set():
            supervisor.let_fans_in()
            show(welcome(plan))
        while not stop.wait(0.5):
            if not supervisor.runs():
                return "The supervisor ended by itself."
        return ""
    finally:
        show(say("house", f"stopping{stop.why}"))
        supervisor.stop()
        leftovers.end(plan.folder)


def welcome(plan: Plan) -> str:
    """What a person needs to know now."""
    lines = [f"  Fanmail is ready:  {plan.environment['BASE_URL']}"]
    if plan.demo:
        lines += [
            f"  Sign in with:      {EMAIL}  /  {PASSWORD}",
            f"  The fan's side:    {plan.environment['SANDBOX_URL']}",
        ]
    lines += [f"  Your data:         {plan.folder}", "  Ctrl-C stops everything."]
    return "\n" + "\n".join(lines) + "\n"


def _wait(plan: Plan, supervisor: Supervisor, stop: Stop) -> str:
    """Until everything that answers HTTP for people does."""
    ports = [plan.ports.web, *([plan.ports.sandbox] if plan.demo else [])]
    deadline = time.monotonic() + ANSWER_SECONDS
    while not all(_answers(port) for port in ports):
        if stop.wait(0.2):
            return ""
        if not supervisor.runs():
            return "The supervisor ended by itself."
        if time.monotonic() > deadline:
            return f"The dashboard did not answer within {ANSWER_SECONDS} s. The log above says why."
    return ""


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _seed(plan: Plan, supervisor: Supervisor, stop: Stop) -> str:
    if not plan.demo:
        return ""
    environment = {**plan.environment, **leftovers.mark(plan.folder)}
    command = [sys.executable, "-m", "infra.demo.seed"]
    with subprocess.Popen(
        command, cwd=HOUSE, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    ) as seed:
        while seed.poll() is None:
            if stop.wait(0.1) or not supervisor.runs():
                seed.terminate()
    return "" if seed.returncode == 0 or stop.is_set() else "The demo could not be prepared. The log above says why."


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.run", description=__doc__)
    parser.add_argument("--port-offset", type=int, default=None, help="move all ports by this much; also PORT_OFFSET")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where the data lives; also FANMAIL_DATA (default .data)"
    )
    chosen = parser.parse_args(arguments)
    plan = from_environment(chosen.folder and chosen.folder.absolute(), chosen.port_offset)
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop.ask)
    preflight.open_folder(plan.folder)
    lock = preflight.hold(plan.folder, plan.environment["BASE_URL"])
    prepare(plan)
    for note in plan.notes:
        show(say("house", note))
    problem = run(complete(plan), stop)
    lock.close()
    show(say("house", problem or "stopped; nothing is left running"))
    sys.exit(1 if problem else 0)


if __name__ == "__main__":
    main()

"""`python -m infra.demo.play [--sandbox URL]`: fans who write to the demo creator, one after the other, as on a busy day.

It goes on where it stopped: every line has an id of its own, and the sandbox knows which were written.
"""

import argparse
import random
import time
from collections.abc import Callable
from typing import Any

import connectors
from infra.demo import content
from infra.sandbox.remote import Refused, Remote
from logs import log, start_logging
from settings import settings

EAGER = 12
"""So many lines come at once, so that there is something to see..."""
EAGER_SECONDS = (2.0, 4.0)
CALM_SECONDS = (8.0, 25.0)
RETRY_SECONDS = 2.0
NIGHT_SECONDS = 3600.0

Pause = Callable[[float], None]
Line = dict[str, Any]


def play(sandbox: Remote, pause: Pause, chance: random.Random) -> None:
    """Write every line that is not there yet, in order; returns when all are. Waits while the sandbox is away or empty."""
    lines = [line for line in content.fan_messages() if line["platform"] in connectors.platforms()]
    for number, line in enumerate(lines, 1):
        if _patiently(pause, _is_there, sandbox, line):
            continue
        id = _patiently(pause, _write, sandbox, line)
        log.info("fan wrote", platform=line["platform"], kind=line["kind"], message=id)
        if number < len(lines):
            pause(chance.uniform(*(EAGER_SECONDS if number < EAGER else CALM_SECONDS)))


def _is_there(sandbox: Remote, line: Line) -> bool:
    return sandbox.has(line["platform"], content.message_id(line, line["text"]))


def _write(sandbox: Remote, line: Line) -> str:
    written = sandbox.post(
        "/control/messages", platform=line["platform"], account_id=content.account_id(line["platform"]), kind=line["kind"],
        fan=line["fan"], name=line["name"], text=line["text"], post_id=content.post_id(line),
        id=content.message_id(line, line["text"]),
    )  # fmt: skip
    return str(written["id"])


def _patiently(pause: Pause, act: Callable[[Remote, Line], Any], sandbox: Remote, line: Line) -> Any:
    """Do it again until the sandbox answers and knows the demo creator."""
    while True:
        try:
            return act(sandbox, line)
        except (OSError, Refused) as error:
            log.debug("sandbox not ready", why=str(error))
            pause(RETRY_SECONDS)


def main(arguments: list[str] | None = None) -> None:
    """Play, then stay quiet: whoever started this must not start it again."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.demo.play", description="Fans who write to the demo creator."
    )
    parser.add_argument("--sandbox", default="", help="the sandbox's address; default SANDBOX_URL")
    chosen = parser.parse_args(arguments)
    start_logging("demo")
    play(Remote(chosen.sandbox or settings().sandbox_url or "http://127.0.0.1:8001"), time.sleep, random.Random(7))
    log.info("all fans have written")
    while True:
        time.sleep(NIGHT_SECONDS)


if __name__ == "__main__":
    main()

"""What can go wrong at a stand-in of a Graph API, in its own words."""

import json
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from connectors.graph.sandbox.answers import Made, Refused
from connectors.world import Fault, World

Do = Callable[[], Made]


class HungUp(Exception):
    """The line was cut; whatever is answered now reaches nobody."""


@dataclass(frozen=True)
class Played:
    """One call: at which platform, its operation, the token it came with, what it writes to, and the line it came on.

    `limit` is the platform's code for too many calls, and the type of use that it counts them under.
    """

    world: World
    name: str
    limit: tuple[int, str]
    operation: str
    token: str
    target: str
    environ: Mapping[str, Any]


def outside_window(subcode: int) -> Refused:
    sentence = "This message is sent outside of allowed window."
    return Refused(
        10, sentence, subcode=subcode, error_user_title="Outside of allowed window", error_user_msg=sentence
    )  # fmt: skip


def play(call: Played, do: Do) -> Made:
    """Answer a call with `do`, unless the next fault of this operation says otherwise. Raises Refused or HungUp."""
    fault = call.world.take_fault(call.name, call.operation)
    if fault is None:
        return do()
    if fault.mode == "expire_token":
        call.world.expire_token(call.token)
        return do()
    if fault.mode == "gone":
        if call.target:  # "" names no comment, but every top-level one has "" for a parent
            call.world.delete_entry(call.name, call.target)
        return do()
    return _MODES[fault.mode](call, fault, do)


def _fail_before(_call: Played, _fault: Fault, _do: Do) -> Made:
    raise Refused(
        2, "An unexpected error has occurred. Please retry your request later.", status=500, is_transient=True
    )


def _fail_after(call: Played, fault: Fault, do: Do) -> Made:
    do()
    return _fail_before(call, fault, do)


def _timeout_before(call: Played, fault: Fault, _do: Do) -> Made:
    """Silence for `seconds`; whoever is still there then is hung up on."""
    time.sleep(fault.seconds)
    line = call.environ.get("werkzeug.socket") or call.environ.get("gunicorn.socket")
    if isinstance(line, socket.socket):
        with suppress(OSError):  # whoever called may have gone before
            line.shutdown(socket.SHUT_RDWR)
    raise HungUp


def _timeout_after(call: Played, fault: Fault, do: Do) -> Made:
    do()
    return _timeout_before(call, fault, do)


def _throttle(call: Played, fault: Fault, _do: Do) -> Made:
    code, kind = call.limit
    usage = {"type": kind, "call_count": 100, "total_cputime": 23, "total_time": 23}
    rest = {"1": [{**usage, "estimated_time_to_regain_access": fault.seconds / 60 or 1}]}
    sentence = "There have been too many calls to this account. Wait a bit and try again."
    raise Refused(code, sentence, is_transient=True, headers={"X-Business-Use-Case-Usage": json.dumps(rest)})


def _quota_exceeded(_call: Played, _fault: Fault, _do: Do) -> Made:
    usage = {"X-App-Usage": json.dumps({"call_count": 100, "total_time": 100, "total_cputime": 100})}
    raise Refused(4, "(#4) Application request limit reached", is_transient=True, headers=usage)


def _block(_call: Played, _fault: Fault, _do: Do) -> Made:
    raise Refused(368, "The action attempted has been deemed abusive or is otherwise disallowed")


def _close_window(_call: Played, _fault: Fault, _do: Do) -> Made:
    raise outside_window(2018278)


_MODES: Mapping[str, Callable[[Played, Fault, Do], Made]] = {
    "fail_before": _fail_before,
    "fail_after": _fail_after,
    "timeout_before": _timeout_before,
    "timeout_after": _timeout_after,
    "throttle": _throttle,
    "quota_exceeded": _quota_exceeded,
    "block": _block,
    "close_window": _close_window,
}

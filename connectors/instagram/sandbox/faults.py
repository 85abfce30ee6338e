"""What can go wrong, in Instagram's own words."""

import json
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from flask import Response, request

from connectors.instagram.sandbox.answers import NAME, Refused
from connectors.world import Fault, World

Do = Callable[[], Response]


def outside_window() -> Refused:
    sentence = "This message is sent outside of allowed window."
    return Refused(
        10, sentence, subcode=2534022, error_user_title="Outside of allowed window", error_user_msg=sentence
    )  # fmt: skip


def play(world: World, operation: str, token: str, target: str, do: Do) -> Response:
    """Answer a call with `do`, unless the next fault of this operation says otherwise. `target` is what is written to."""
    fault = world.take_fault(NAME, operation)
    if fault is None:
        return do()
    if fault.mode == "expire_token":
        world.expire_token(token)
        return do()
    if fault.mode == "gone":
        if target:  # "" names no comment, but every top-level one has "" for a parent
            world.delete_entry(NAME, target)
        return do()
    return _MODES[fault.mode](fault, do)


def _fail_before(_fault: Fault, _do: Do) -> Response:
    raise Refused(
        2, "An unexpected error has occurred. Please retry your request later.", status=500, is_transient=True
    )


def _fail_after(fault: Fault, do: Do) -> Response:
    do()
    return _fail_before(fault, do)


def _timeout_before(fault: Fault, _do: Do) -> Response:
    """Silence for `seconds`; whoever is still there then is hung up on."""
    time.sleep(fault.seconds)
    line = request.environ.get("werkzeug.socket") or request.environ.get("gunicorn.socket")
    if isinstance(line, socket.socket):
        with suppress(OSError):  # whoever called may have gone before
            line.shutdown(socket.SHUT_RDWR)
    return Response(status=504)


def _timeout_after(fault: Fault, do: Do) -> Response:
    do()
    return _timeout_before(fault, do)


def _throttle(fault: Fault, _do: Do) -> Response:
    minutes = fault.seconds / 60 or 1
    usage = {"type": "instagram", "call_count": 100, "total_cputime": 23, "total_time": 23}
    headers = {
        "X-Business-Use-Case-Usage": json.dumps({"1": [{**usage, "estimated_time_to_regain_access": minutes}]})
    }  # fmt: skip
    sentence = "There have been too many calls to this Instagram account. Wait a bit and try again."
    raise Refused(80002, sentence, is_transient=True, headers=headers)


def _quota_exceeded(_fault: Fault, _do: Do) -> Response:
    usage = {"X-App-Usage": json.dumps({"call_count": 100, "total_time": 100, "total_cputime": 100})}
    raise Refused(4, "(#4) Application request limit reached", is_transient=True, headers=usage)


def _close_window(_fault: Fault, _do: Do) -> Response:
    raise outside_window()


_MODES: Mapping[str, Callable[[Fault, Do], Response]] = {
    "fail_before": _fail_before,
    "fail_after": _fail_after,
    "timeout_before": _timeout_before,
    "timeout_after": _timeout_after,
    "throttle": _throttle,
    "quota_exceeded": _quota_exceeded,
    "close_window": _close_window,
}

"""What can go wrong, in YouTube's own words."""

import math
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from flask import Response, request

from connectors.world import Fault, World
from connectors.youtube.sandbox.answers import NAME, Refused, comment_gone

Do = Callable[[], Response]


def cannot_reply() -> Refused:
    sentence = "The API user is not able to insert a comment in reply to the comment that the parentId names."
    return Refused(400, "operationNotSupported", sentence)


def quota_exceeded() -> Refused:
    sentence = 'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.'
    return Refused(403, "quotaExceeded", sentence, "youtube.quota")


def play(world: World, operation: str, token: str, target: str, do: Do) -> Response:
    """Answer a call with `do`, unless the next fault of this operation says otherwise.

    `target` is what the call is about: ids of comments, separated by commas, or empty.
    """
    fault = world.take_fault(NAME, operation)
    if fault is None:
        return do()
    if fault.mode == "expire_token":
        world.expire_token(token)
        return do()
    if fault.mode == "gone":
        for id in filter(None, target.split(",")):
            world.delete_entry(NAME, id)
        raise comment_gone()
    return _MODES[fault.mode](fault, do)


def _fail_before(_fault: Fault, _do: Do) -> Response:
    raise Refused(500, "backendError", "Internal error encountered.", "global")


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
    sentence = "The request cannot be completed because it was made too soon after the ones before."
    seconds = math.ceil(fault.seconds) or 1
    raise Refused(429, "rateLimitExceeded", sentence, "usageLimits", {"Retry-After": str(seconds)})


def _quota_exceeded(_fault: Fault, _do: Do) -> Response:
    raise quota_exceeded()


def _close_window(_fault: Fault, _do: Do) -> Response:
    raise cannot_reply()


_MODES: Mapping[str, Callable[[Fault, Do], Response]] = {
    "fail_before": _fail_before,
    "fail_after": _fail_after,
    "timeout_before": _timeout_before,
    "timeout_after": _timeout_after,
    "throttle": _throttle,
    "quota_exceeded": _quota_exceeded,
    "block": _close_window,  # no block is documented here: a thread that takes no more replies
    "close_window": _close_window,
}

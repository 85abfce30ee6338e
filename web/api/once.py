"""Idempotency-Key: the same write sent twice is done once and answered twice."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from models import Idempotency
from models.fields import utcnow
from web.api.gate import caller
from web.api.problems import Refused, answer

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEY = re.compile(r"[!-~]{1,255}")
GIVEN_UP = timedelta(minutes=2)
"""Longer than any write: whoever began then has died, and nobody knows how far they came."""
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def once(act: Callable[[], Response]) -> Response:
    """Do `act`, or give the answer that the same key got before. Raises Refused."""
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not KEY.fullmatch(key):
        raise Refused("bad-request", f"{HEADER} takes 1 to 255 printable ASCII characters without a blank.")
    known, is_mine = Idempotency.begin(caller().token.id, key, _asked(), utcnow())
    return _kept(known, act) if is_mine else _again(known)


def _kept(known: Idempotency, act: Callable[[], Response]) -> Response:
    try:
        response = act()
    except Exception:  # it may be done in part: the same key must not begin it anew
        broken = answer(Refused("broken"))
        known.keep(broken.status_code, broken.get_data(), {"Content-Type": broken.headers["Content-Type"]})
        raise
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    known.keep(response.status_code, response.get_data(), headers)
    return response


def _again(known: Idempotency) -> Response:
    if known.asked != _asked():
        raise Refused("key-reused")
    if not known.code and known.began_at < utcnow() - GIVEN_UP:
        raise Refused(
            "broken", "The first call with this key never came to its end. Read what stands before you write again."
        )
    if not known.code:
        raise Refused("in-progress", headers={"Retry-After": "1"})
    response = Response(known.body, known.code, known.headers)
    response.headers[REPLAYED] = "true"
    return response


def _asked() -> str:
    """What makes two calls the same. The token is part of the key."""
    parts = (request.method, request.full_path, request.headers.get("If-Match", ""))
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + request.get_data()).hexdigest()

"""The one HTTP client. It knows what a lost answer means; what an answer says is for the platform to judge."""

import logging
from typing import Any

import httpx

import connectors
from connectors.errors import ConnectorError, OutcomeUnknown, Unavailable

logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes whole addresses, and some carry tokens
logging.getLogger("httpcore").setLevel(logging.WARNING)

_CONNECT_SECONDS = 5.0
_READ_SECONDS = 20.0
_client = httpx.Client(follow_redirects=False)  # safe between threads; opens its first connection when first used

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def call(
    platform: str,
    method: str,
    url: str,
    *,
    write: bool,
    token: str = "",
    seconds: float = _READ_SECONDS,
    **request: Any,
) -> httpx.Response:
    """Make one call, once, and give its answer: any 2xx or 4xx.

    `write`: the call changes something there. `token` goes into the Authorization header. `seconds`: how long the
    platform may be silent. `request`: what httpx takes besides (`params`, `json`, `data`, `headers`).
    Raises Unavailable when it surely did nothing: no connection was made, or it only reads. Raises OutcomeUnknown when
    a write was sent and its answer was lost, was a 5xx, or led elsewhere.
    """
    if token:
        request["headers"] = {**request.get("headers", {}), "Authorization": f"Bearer {token}"}
    timeout = httpx.Timeout(seconds, connect=_CONNECT_SECONDS)
    try:
        response = _client.request(method, url, timeout=timeout, **request)
    except _NEVER_SENT:
        raise Unavailable(platform, f"{title(platform)} could not be reached.") from None
    except httpx.RequestError:
        raise lost(platform, write) from None
    if response.status_code >= 500 or response.is_redirect:
        raise lost(platform, write, f"{title(platform)} cannot answer just now.")
    return response


def lost(platform: str, write: bool, sentence: str = "") -> ConnectorError:
    """What to raise when the answer says nothing: OutcomeUnknown after a write, else Unavailable."""
    if write:
        return OutcomeUnknown(platform, f"{title(platform)} did not say whether it was done.")
    return Unavailable(platform, sentence or f"{title(platform)} did not answer.")


def title(platform: str) -> str:
    """The platform's name as people write it."""
    found = connectors.platforms().get(platform)
    return found.title if found else platform.capitalize()

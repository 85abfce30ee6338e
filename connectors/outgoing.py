"""Posts to addresses that our users gave: never to a machine inside our own network, whatever a name resolves to."""

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from connectors.errors import Permanent, Unavailable
from settings import settings

_SECONDS = httpx.Timeout(10.0, connect=5.0)
_TUNNELS = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 that leads to an IPv4 address, maybe an inner one."""
_WHO = "webhook"
_client = httpx.Client(follow_redirects=False, trust_env=False)


def problem_with(url: str) -> str:
    """Why nothing can be sent to `url`, as a sentence; "" if it looks well. Where its name leads is asked at every sending."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "This is no whole address."
    if (
        not host
        or parts.username
        or parts.password
        or parts.fragment
        or not url.isascii()
        or not url.isprintable()
        or " " in url
    ):
        return "Write the whole address, beginning with https://, without a name, a password or a #."
    if parts.scheme == "https" or (parts.scheme == "http" and _may_be_here() and host in ("127.0.0.1", "localhost")):
        return ""
    return "The address must begin with https://, so that nobody reads on the way."


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post once; returns the HTTP status, whatever it is. Redirects are not followed and no answer is read.

    The name is resolved once and the very address that was looked at is called, so that a name cannot change its mind in
    between. Raises Permanent where the address is none that we call, Unavailable when nobody answers.
    """
    if problem := problem_with(url):
        raise Permanent(_WHO, problem)
    parts = urlsplit(url)
    host = parts.hostname or ""
    place = _outside(host, parts.port or (443 if parts.scheme == "https" else 80))
    to = httpx.URL(url).copy_with(host=place)
    named = {**headers, "Host": httpx.URL(url).netloc.decode(), "Content-Type": "application/json"}
    try:
        with _client.stream(
            "POST", to, content=body, headers=named, timeout=_SECONDS, extensions={"sni_hostname": host}
        ) as answer:
            return answer.status_code
    except httpx.TimeoutException:
        raise Unavailable(_WHO, "It did not answer in time.") from None
    except (httpx.HTTPError, ValueError, UnicodeError):
        raise Unavailable(_WHO, "It could not be reached, or its certificate is not valid.") from None


def _outside(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable(_WHO, "Its name is not known.") from None
    places = [str(one[4][0]) for one in found]
    if not places or not all(_is_outside(place) for place in places):
        raise Permanent(_WHO, "The address leads into a private network.")
    return places[0]


def _is_outside(place: str) -> bool:
    address = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return _may_be_here()
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in net for net in _TUNNELS if net.version == address.version)
    )


def _may_be_here() -> bool:
    """Only beside the stand-ins, on one machine, may a webhook come to this machine itself."""
    return bool(settings().sandbox_url)

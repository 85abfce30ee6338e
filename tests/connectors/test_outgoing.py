"""Posts to addresses of our users: whom they reach, and whom they never may."""

import socket

import pytest

from connectors.errors import Permanent, Unavailable
from connectors.outgoing import _is_outside, post, problem_with
from tests.connectors.contract import configured, serving
from tests.receiver import Heard


@pytest.mark.parametrize(
    "url",
    [
        "", "shop.example", "ftp://shop.example/", "http://shop.example/", "https:///path", "https://ada:secret@shop.example/",
        "https://shop.example/#part", "https://shop.example:port/", "https://sh op.example/", "https://shöp.example/", "https://a\n.b/",
    ],
)  # fmt: skip
def test_an_address_that_is_no_whole_https_address_is_refused(url: str) -> None:
    assert problem_with(url).endswith(".")
    with pytest.raises(Permanent):
        post(url, b"{}", {})


def test_a_whole_https_address_is_taken() -> None:
    assert problem_with("https://shop.example:8443/hooks?from=fanmail") == ""


@pytest.mark.parametrize(
    "place",
    [
        "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_no_inner_address_is_outside(place: str) -> None:
    assert not _is_outside(place)


def test_outer_addresses_are_outside() -> None:
    assert _is_outside("93.184.215.14") and _is_outside("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_reached_by_no_spelling_where_there_is_no_sandbox(host: str) -> None:
    """An address that is written in a strange way is resolved first, and what it leads to is looked at."""
    with configured(SANDBOX_URL=""), pytest.raises((Permanent, Unavailable)) as refused:
        post(f"https://{host}:9/", b"{}", {})
    if refused.type is Unavailable:  # this machine's resolver knows no such spelling
        with pytest.raises(OSError):
            socket.getaddrinfo(host.strip("[]"), 9)


def test_beside_the_sandbox_this_machine_may_listen() -> None:
    heard = Heard(answers=[200])
    with serving(heard.blueprint()) as address:
        assert post(f"{address}/hook?a=1", b'{"a":1}', {"webhook-id": "1"}) == 200
    path, headers, body = heard.calls[0]
    assert (path, body, headers["webhook-id"], headers["content-type"]) == ("hook", b'{"a":1}', "1", "application/json")
    assert headers["host"] == address.removeprefix("http://")


def test_the_name_stays_in_the_call_though_the_number_is_called() -> None:
    heard = Heard()
    with serving(heard.blueprint()) as address:
        named = address.replace("127.0.0.1", "localhost")
        try:
            post(f"{named}/hook", b"{}", {})
        except Unavailable:  # the name leads to ::1 first, where nobody listens
            return
    assert heard.calls[0][1]["host"] == named.removeprefix("http://")


def test_a_redirect_leads_nowhere() -> None:
    heard = Heard(answers=[302])
    with serving(heard.blueprint()) as address:
        assert post(f"{address}/hook", b"{}", {}) == 302
    assert len(heard.calls) == 1


def test_nobody_there_is_tried_again() -> None:
    with serving(Heard().blueprint()) as address:
        pass
    with pytest.raises(Unavailable, match="could not be reached"):
        post(f"{address}/hook", b"{}", {})

"""Who asks, behind proxies and without: over real HTTP, as it stands in the headers."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from werkzeug.serving import make_server

from models import User
from settings import BadSettings, settings
from tests.connectors.contract import configured
from tests.web.desk import PASSWORD, Desk
from web.app import create_app

TRIES = 8


@contextmanager
def dashboard(hops: int) -> Iterator[str]:
    """The dashboard's address, as it answers behind so many proxies."""
    with configured(TRUSTED_PROXIES=str(hops)):
        server = make_server("127.0.0.1", 0, create_app(), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def sign_in(address: str, user: User, password: str, forwarded_for: str) -> int:
    """The status of one try, in a browser of its own."""
    with httpx.Client(base_url=address, headers={"X-Forwarded-For": forwarded_for}) as browser:
        found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/sign-in").text)
        assert found
        fields = {"csrf_token": found[1], "email": user.email, "password": password}
        return browser.post("/sign-in", data=fields).status_code


def test_behind_one_proxy_each_visitor_is_counted_alone(desk: Desk) -> None:
    with dashboard(1) as address:
        for _ in range(TRIES):
            assert sign_in(address, desk.user, "wrong password", "203.0.113.7") == 422
        assert sign_in(address, desk.user, PASSWORD, "203.0.113.7") == 429
        assert sign_in(address, desk.user, PASSWORD, "203.0.113.8") == 302


def test_behind_one_proxy_what_the_visitor_wrote_before_it_counts_for_nothing(desk: Desk) -> None:
    with dashboard(1) as address:
        for number in range(TRIES):
            assert sign_in(address, desk.user, "wrong password", f"198.51.100.{number}, 203.0.113.7") == 422
        assert sign_in(address, desk.user, PASSWORD, "198.51.100.99, 203.0.113.7") == 429


def test_without_a_proxy_a_forged_header_changes_nothing(desk: Desk) -> None:
    with dashboard(0) as address:
        for number in range(TRIES):
            assert sign_in(address, desk.user, "wrong password", f"203.0.113.{number}") == 422
        assert sign_in(address, desk.user, PASSWORD, "203.0.113.99") == 429


def test_a_number_of_proxies_below_zero_is_refused() -> None:
    with configured(TRUSTED_PROXIES="-1"), pytest.raises(BadSettings, match="TRUSTED_PROXIES: must not be negative"):
        settings()

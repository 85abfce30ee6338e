"""What a lost answer means, with real sockets: refused, silent, hung up, broken."""

import logging
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Blueprint, Response, redirect, request

from connectors import http
from connectors.errors import OutcomeUnknown, Unavailable
from tests.connectors.contract import serving


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    pages = Blueprint("pages", __name__)

    @pages.route("/status/<int:code>", methods=["GET", "POST"])
    def status(code: int) -> tuple[str, int]:
        return "said", code

    @pages.post("/echo")
    def echo() -> dict[str, object]:
        return {
            "token": request.headers.get("Authorization"),
            "json": request.get_json(),
            "kept": request.headers.get("X-Kept"),
        }

    @pages.route("/silent", methods=["GET", "POST"])
    def silent() -> str:
        time.sleep(0.6)
        return "late"

    @pages.route("/elsewhere", methods=["GET", "POST"])
    def elsewhere() -> Response:
        return redirect("/status/200")  # type: ignore[return-value]

    @pages.route("/hangs-up", methods=["GET", "POST"])
    def hangs_up() -> str:
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return ""

    with serving(pages) as found:
        yield found


@pytest.fixture
def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize("code", [200, 400, 404, 429])
def test_what_the_platform_says_is_left_to_its_connector(address: str, code: int) -> None:
    assert http.call("instagram", "POST", f"{address}/status/{code}", write=True).status_code == code


def test_the_token_goes_into_the_header_beside_other_headers(address: str) -> None:
    answer = http.call(
        "instagram", "POST", f"{address}/echo", write=True, token="secret", json={"a": 1}, headers={"X-Kept": "yes"}
    )
    assert answer.json() == {"token": "Bearer secret", "json": {"a": 1}, "kept": "yes"}


@pytest.mark.parametrize("write", [False, True])
def test_a_connection_that_was_never_made_did_surely_nothing(closed_port: str, write: bool) -> None:
    with pytest.raises(Unavailable) as lost:
        http.call("instagram", "POST", closed_port, write=write)
    assert lost.value.sentence == "Instagram could not be reached."


@pytest.mark.parametrize(("write", "branch"), [(False, Unavailable), (True, OutcomeUnknown)])
@pytest.mark.parametrize("path", ["/silent", "/hangs-up", "/status/500", "/status/503", "/elsewhere"])
def test_a_lost_answer_is_unknown_after_a_write_and_only_late_after_a_read(
    address: str, path: str, write: bool, branch: type[Exception]
) -> None:
    with pytest.raises(branch) as lost:
        http.call("instagram", "POST", address + path, write=write, seconds=0.2)
    assert type(lost.value) is branch
    assert lost.value.platform == "instagram"  # type: ignore[attr-defined]


def test_an_answer_that_is_no_http_is_unknown_after_a_write() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            line, _ = server.accept()
            line.recv(65_536)
            line.sendall(b"nonsense\r\n\r\n")
            line.close()

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(OutcomeUnknown):
            http.call("instagram", "POST", f"http://127.0.0.1:{server.getsockname()[1]}/", write=True)
        thread.join()


def test_addresses_with_tokens_are_not_logged(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        http.call("instagram", "GET", f"{address}/status/200", write=False, params={"access_token": "secret"})
    assert "secret" not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("http"))


def test_many_threads_share_the_one_client(address: str) -> None:
    codes: list[int] = []

    def ask() -> None:
        codes.append(http.call("instagram", "GET", f"{address}/status/200", write=False).status_code)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 20

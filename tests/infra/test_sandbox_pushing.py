"""Webhooks of the stand-ins: signed, at least once, whoever wrote."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import connectors
from connectors.base import DIRECT_MESSAGE
from connectors.world import World
from infra.sandbox.dialects import sandboxes
from infra.sandbox.pushing import signature
from infra.sandbox.remote import Remote
from tests.system import System, wait_until

PLATFORM = sorted(name for name, sandbox in sandboxes().items() if hasattr(sandbox, "webhook_body"))[0]
SECRET = "an app secret"


class Ear:
    """Listens for pushes. `refusals` many are answered with 500 first."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, str]] = []
        self.refusals = 0
        ear = self

        class Request(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ear.refusals -= 1
                if ear.refusals < 0:
                    ear.heard.append((body, self.headers["X-Hub-Signature-256"]))
                self.send_response(500 if ear.refusals >= 0 else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks"

    def texts(self) -> list[str]:
        found = []
        for body, _ in self.heard:
            entry = json.loads(body)["entry"][0]
            said = entry["changes"][0]["value"] if "changes" in entry else entry["messaging"][0]["message"]
            found.append(said.get("text") or said["message"])
        return found


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    thread = threading.Thread(target=ear.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield ear
    ear.server.shutdown()
    thread.join()
    ear.server.server_close()


@pytest.fixture
def remote(sandbox: str, world: World) -> Iterator[Remote]:
    remote = Remote(sandbox)
    world.add_account(PLATFORM, "17841400000000001", "nika", "Nika Vidal")
    world.add_post(PLATFORM, "17841400000000001", "p1", "", "Bread", 1.0)
    yield remote
    remote.post("/control/clear")


def _write(remote: Remote, text: str, **more: str) -> str:
    there = {"platform": PLATFORM, "account_id": "17841400000000001", "post_id": "p1", "fan": "ada"}
    return str(remote.post("/control/messages", **{**there, "text": text, **more})["id"])


def test_what_is_written_after_registering_is_pushed_in_order_and_signed(remote: Remote, ear: Ear) -> None:
    _write(remote, "too early")
    remote.post("/control/webhooks", platform=PLATFORM, url=ear.url, secret=SECRET)
    first = _write(remote, "which flour? 🍞")
    _write(remote, "in private", kind=DIRECT_MESSAGE)
    remote.post("/control/creator-replies", platform=PLATFORM, answers=first, text="by hand")
    wait_until(lambda: len(ear.heard) >= 3)
    assert ear.texts() == ["which flour? 🍞", "in private", "by hand"]
    assert all(signed == signature(SECRET, body) for body, signed in ear.heard)
    assert all(body.isascii() for body, _ in ear.heard)


def test_a_push_that_is_refused_is_tried_again(remote: Remote, ear: Ear) -> None:
    ear.refusals = 2
    remote.post("/control/webhooks", platform=PLATFORM, url=ear.url)
    _write(remote, "hello")
    wait_until(lambda: bool(ear.heard))
    assert ear.texts() == ["hello"]


def test_duplicates_are_pushed_when_asked_for(remote: Remote, ear: Ear) -> None:
    remote.post("/control/webhooks", platform=PLATFORM, url=ear.url, duplicates=1)
    _write(remote, "hello")
    _write(remote, "again")
    wait_until(lambda: len(ear.heard) >= 4)
    assert ear.texts() == ["hello", "hello", "again", "again"]


def test_pushes_go_on_after_the_sandbox_was_killed(system: System, remote: Remote, world: World, ear: Ear) -> None:
    remote.post("/control/webhooks", platform=PLATFORM, url=ear.url)
    system.children["sandbox"].restart()
    author = world.person(PLATFORM, "ada")
    world.add_entry(PLATFORM, "17841400000000001", "comment", "c1", author, "written by another process", post_id="p1")
    wait_until(lambda: bool(ear.heard))
    assert ear.texts() == ["written by another process"]


def test_every_platform_has_a_stand_in() -> None:
    assert set(sandboxes()) == set(connectors.platforms())

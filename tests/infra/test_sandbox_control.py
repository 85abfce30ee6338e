"""The control port plays the world: over HTTP, against the running server."""

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import connectors
from connectors.base import COMMENT, DIRECT_MESSAGE, Tokens
from connectors.world import World
from infra.sandbox.remote import Refused, Remote
from tests.system import System

PLATFORM = sorted(connectors.platforms())[0]
CAN_TALK = sorted(name for name, platform in connectors.platforms().items() if DIRECT_MESSAGE in platform.limits)[0]


@pytest.fixture
def remote(sandbox: str, world: World) -> Iterator[Remote]:
    remote = Remote(sandbox)
    yield remote
    remote.post("/control/clear")


def _creator(remote: Remote, platform: str = PLATFORM) -> dict[str, str]:
    account_id = remote.post("/control/accounts", platform=platform, username="nika", name="Nika Vidal")["id"]
    post_id = remote.post("/control/posts", platform=platform, account_id=account_id, caption="Bread", key="first")[
        "id"
    ]
    return {"platform": platform, "account_id": account_id, "post_id": post_id}


def _raw(sandbox: str, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(sandbox).netloc, timeout=5)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders(body.encode())
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize("platform", sorted(connectors.platforms()))
def test_tokens_from_the_control_port_work_at_once(remote: Remote, platform: str) -> None:
    there = _creator(remote, platform)
    given = remote.post("/control/tokens", platform=platform, account_id=there["account_id"])
    assert given["expires_in"] > 600
    identity = connectors.get(platform).identify(Tokens(given["access_token"], given.get("refresh_token", "")))
    assert (identity.external_id, identity.username) == (there["account_id"], "nika")


def test_a_fans_comment_starts_a_conversation_and_a_reply_joins_it(remote: Remote, world: World) -> None:
    there = _creator(remote)
    top = remote.post("/control/messages", **there, fan="ada", text="Is it warm there?")
    reply = remote.post("/control/messages", **there, fan="ben", text="I wonder too", parent_id=top["id"])
    deeper = remote.post("/control/messages", **there, fan="ada", text="Right?", parent_id=reply["id"])
    entry = world.entry(PLATFORM, deeper["id"])
    assert top["conversation_id"] == reply["conversation_id"] == deeper["conversation_id"] == top["id"]
    assert entry and (entry.parent_id, entry.answers, entry.post_id) == (top["id"], reply["id"], there["post_id"])


def test_direct_messages_of_one_fan_are_one_conversation(remote: Remote) -> None:
    there = _creator(remote, CAN_TALK)
    ids = [
        remote.post("/control/messages", **there, kind=DIRECT_MESSAGE, fan=fan, text="hello")["conversation_id"]
        for fan in ("ada", "ada", "ben")
    ]
    assert ids[0] == ids[1] == remote.get(f"/control/messages/{CAN_TALK}/{_newest(remote, there)}")["conversation_id"]
    assert ids[2] != ids[0]


def _newest(remote: Remote, there: dict[str, str]) -> str:
    written = remote.post("/control/messages", **there, kind=DIRECT_MESSAGE, fan="ada", text="again")
    return str(written["id"])


def test_three_hundred_messages_are_written_in_under_a_second(remote: Remote, world: World) -> None:
    there = _creator(remote)
    messages = [{**there, "fan": f"fan{n}", "text": f"comment {n}"} for n in range(300)]
    began = time.monotonic()
    ids = remote.post("/control/messages", messages=messages)["ids"]
    assert time.monotonic() - began < 1
    assert [world.entry(PLATFORM, id).text for id in (ids[0], ids[299])] == ["comment 0", "comment 299"]  # type: ignore[union-attr]
    assert len(set(ids)) == 300


def test_a_message_with_an_id_is_written_once(remote: Remote, world: World) -> None:
    there = _creator(remote)
    for text in ("hello", "hello again"):
        assert remote.post("/control/messages", **there, fan="ada", text=text, id="mine")["id"] == "mine"
    assert [entry.text for entry in world.entries(PLATFORM, "1")] == ["hello"]


def test_a_fan_may_edit_and_delete(remote: Remote, world: World) -> None:
    there = _creator(remote)
    id = remote.post("/control/messages", **there, fan="ada", text="hello")["id"]
    remote._call("PATCH", f"/control/messages/{PLATFORM}/{id}", {"text": "hello there"})
    edited = world.entry(PLATFORM, id)
    assert edited and edited.text == "hello there" and edited.edited_at
    remote.delete(f"/control/messages/{PLATFORM}/{id}")
    assert world.entries(PLATFORM, "1") == []
    assert remote.has(PLATFORM, id) and not remote.has(PLATFORM, "nothing")


def test_replies_say_what_the_creator_wrote_by_hand_and_after_which_number(remote: Remote) -> None:
    there = _creator(remote)
    id = remote.post("/control/messages", **there, fan="ada", text="hello")["id"]
    by_hand = remote.post("/control/creator-replies", platform=PLATFORM, answers=id, text="hi ada")["id"]
    found = remote.get("/control/replies", platform=PLATFORM)
    (reply,) = found["replies"]
    assert (reply["id"], reply["text"], reply["answers"], reply["parent_id"]) == (by_hand, "hi ada", id, id)
    assert reply["via_api"] is False and reply["author_id"] == there["account_id"]
    assert remote.get("/control/replies", platform=PLATFORM, after=str(found["last"])) == {
        "replies": [],
        "last": found["last"],
    }


def test_faults_wait_until_they_are_taken_or_forgotten(remote: Remote, world: World) -> None:
    fault = {"platform": PLATFORM, "operation": "send", "mode": "fail_before", "times": 2, "seconds": 0.5}
    remote.post("/control/faults", **fault)
    assert remote.get("/control/faults")["faults"] == [fault]
    assert world.take_fault(PLATFORM, "send")
    assert remote.get("/control/faults")["faults"] == [{**fault, "times": 1}]
    remote.delete("/control/faults")
    assert world.take_fault(PLATFORM, "send") is None


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/control/messages", {"platform": PLATFORM, "account_id": "1", "fan": "ada"}, "Missing: text."),
        ("/control/messages", {"platform": "smoke", "account_id": "1", "fan": "a", "text": "b"}, "must be one of"),
        ("/control/messages", {"platform": PLATFORM, "account_id": "1", "fan": "a", "text": "b"}, "no such post"),
        ("/control/messages", {"platform": PLATFORM, "account_id": "1", "fan": "a", "text": " "}, "text and a fan"),
        ("/control/faults", {"platform": PLATFORM, "mode": "sulk"}, "mode must be one of"),
        ("/control/tokens", {"platform": PLATFORM, "account_id": "nobody"}, "no such account"),
        ("/control/creator-replies", {"platform": PLATFORM, "answers": "none", "text": "hi"}, "no such message"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(remote: Remote, path: str, body: dict[str, str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        remote.post(path, **body)


def test_clear_forgets_everything(remote: Remote, world: World) -> None:
    there = _creator(remote)
    remote.post("/control/messages", **there, fan="ada", text="hello", kind=COMMENT)
    remote.post("/control/clear")
    assert world.entries(PLATFORM, "1", deleted=True) == []
    assert remote.account_id(PLATFORM) == ""


def test_no_other_name_may_point_here(sandbox: str) -> None:
    assert _raw(sandbox, "GET", "/healthz", Host="evil.example").status == 403
    assert _raw(sandbox, "GET", "/healthz", Host="localhost:8001").status == 200


def test_no_other_site_may_write_here(sandbox: str, world: World) -> None:
    body = json.dumps({"platform": PLATFORM, "mode": "gone"})
    assert _raw(sandbox, "POST", "/control/faults", body, Origin="http://evil.example").status == 403
    assert _raw(sandbox, "POST", "/control/faults", body, Origin="null").status == 403
    assert world.rows("select * from faults") == []
    assert _raw(sandbox, "POST", "/control/faults", body, Origin=sandbox).status == 200


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="Only Linux lists its listening sockets there.")
def test_the_server_listens_on_this_machine_only(system: System, sandbox: str) -> None:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [row[1].split(":") for row in rows if row[3] == "0A"]
    assert {host for host, port in listening if int(port, 16) == system.ports["sandbox"]} == {"0100007F"}

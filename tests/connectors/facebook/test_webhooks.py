import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from connectors.base import COMMENT, DIRECT_MESSAGE
from connectors.facebook import sandbox, webhooks
from tests.connectors.contract import configured, gather
from tests.connectors.facebook.conftest import PAGE, FacebookStage
from tests.connectors.graph import inputs as made
from tests.connectors.graph.test_properties import MANY, is_writable

FAN, POST = "1234567890", f"{PAGE}_55"
SECRET = "the app's secret"
WHEN = datetime(2026, 11, 20, 18, 10, 30, tzinfo=UTC)
SECONDS = 1795198230
VALUE = {
    "item": "comment", "verb": "add", "comment_id": "55_1", "post_id": POST, "parent_id": POST, "message": "love it",
    "from": {"id": FAN, "name": "Ada"}, "created_time": SECONDS,
}  # fmt: skip


@pytest.fixture(autouse=True)
def secrets() -> Iterator[None]:
    with configured(FACEBOOK_CLIENT_SECRET=SECRET, FACEBOOK_VERIFY_TOKEN="the word"):
        yield


def delivery(**entry: object) -> bytes:
    return json.dumps({"object": "page", "entry": [{"id": PAGE, "time": SECONDS, **entry}]}).encode()


def feed(**changes: object) -> bytes:
    return delivery(changes=[{"field": "feed", "value": {**VALUE, **changes}}])


def test_the_challenge_is_answered_only_for_the_right_word() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "the word", "hub.challenge": "1158201444"}
    assert webhooks.verify(asked) == "1158201444"
    assert webhooks.verify({**asked, "hub.verify_token": "another"}) is None


def test_a_signature_holds_for_these_very_bytes() -> None:
    body = feed()
    signature = {"X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}
    assert webhooks.is_signed(body, signature)
    assert not webhooks.is_signed(body + b" ", signature)
    with configured(FACEBOOK_CLIENT_SECRET="another"):
        assert not webhooks.is_signed(body, signature)


def test_a_comment_is_read() -> None:
    ((account, found),) = webhooks.parse(feed())
    assert (account, found.external_id, found.kind, found.text) == (PAGE, "55_1", COMMENT, "love it")
    assert (found.author_external_id, found.author_username, found.from_account) == (FAN, "Ada", False)
    assert (found.created_at, found.conversation_id, found.answers) == (WHEN, "55_1", "")
    assert found.post and found.post.external_id == POST


def test_a_reply_names_its_thread_and_the_pages_own_is_known() -> None:
    ((_, found),) = webhooks.parse(feed(parent_id="55_0", **{"from": {"id": PAGE, "name": "Nika"}}))
    assert (found.conversation_id, found.answers, found.from_account) == ("55_0", "55_0", True)


def test_an_edit_a_removal_and_a_hiding_say_so() -> None:
    ((_, edited),) = webhooks.parse(feed(verb="edited", message="new words"))
    assert (edited.text, edited.edited_at) == ("new words", WHEN)
    ((_, removed),) = webhooks.parse(feed(verb="remove"))
    assert (removed.deleted, removed.text) == (True, "")
    assert [webhooks.parse(feed(verb=verb))[0][1].held for verb in ("hide", "unhide")] == ["hidden", ""]


def test_a_message_and_its_echo_are_read() -> None:
    event = {"sender": {"id": FAN}, "recipient": {"id": PAGE}, "timestamp": SECONDS * 1000}
    ((_, found),) = webhooks.parse(delivery(messaging=[{**event, "message": {"mid": "m_1", "text": "hi"}}]))
    assert (found.kind, found.text, found.conversation_id, found.created_at) == (DIRECT_MESSAGE, "hi", FAN, WHEN)
    event = {"sender": {"id": PAGE}, "recipient": {"id": FAN}, "timestamp": SECONDS * 1000}
    ((_, echo),) = webhooks.parse(delivery(messaging=[{**event, "message": {"mid": "m_2", "is_echo": True}}]))
    assert (echo.from_account, echo.conversation_id) == (True, FAN)


@pytest.mark.parametrize("changes", [{"item": "post"}, {"item": "reaction"}, {"verb": "like"}, {"comment_id": ""}])
def test_what_is_no_comment_is_left_out(changes: dict[str, Any]) -> None:
    assert webhooks.parse(feed(**changes)) == []


@MANY
@given(made.bodies)
def test_bodies_are_read_whatever_they_are(body: bytes) -> None:
    assert all(is_writable(message) and message.external_id for _, message in webhooks.parse(body))


def test_what_is_pushed_is_what_polling_would_find(stage: FacebookStage) -> None:
    top = stage.fan_writes("hello")
    stage.fan_writes("and you?", username="ben", parent=top)
    stage.creator_writes("thank you", parent=top)
    stage.connector().send(stage.message_target(stage.fan_sends("hi")), "hello ada")
    polled = gather(stage.connector())
    assert len(polled) == 5
    for entry in stage.world.entries("facebook", "1=1"):
        ((account, pushed),) = webhooks.parse(json.dumps(sandbox.webhook_body(stage.world, entry)).encode())
        found = polled[entry.id]
        named = replace(found, author_name=pushed.author_name, author_username=pushed.author_username, post=pushed.post)
        assert account == PAGE
        assert (
            replace(pushed, created_at=found.created_at, reply_by=found.reply_by, by_hand_until=found.by_hand_until)
            == named
        )
        assert bool(pushed.post) == bool(found.post) and bool(pushed.reply_by) == bool(found.reply_by)

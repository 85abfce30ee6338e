"""Thousands of made-up inputs: no reader may raise, and nothing counts as signed that is not."""

import base64
import hashlib
import hmac
import json
from datetime import UTC
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from connectors.base import InboundMessage
from connectors.errors import ConnectorError
from connectors.graph import messages as graph_messages
from connectors.graph import webhooks as graph_webhooks
from connectors.graph.refusals import Speaker, refusal, shared
from connectors.graph.usage import pressure_of
from connectors.graph.values import id_of, listed, moment, next_cursor, number_of, text_of
from tests.connectors.graph import inputs as made

MANY = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
SECRETS = ("the app's secret", "another one")
SPEAKER = Speaker("somewhere", "Somewhere", frozenset({"pages"}))


def is_writable(message: InboundMessage) -> bool:
    """Whether a database takes it."""
    texts = (message.text, message.author_username, message.external_id, message.conversation_id, *message.attachments)
    return all(text.encode() is not None for text in texts) and message.created_at.tzinfo is UTC


@MANY
@given(made.anything)
def test_values_are_read_from_anything(value: Any) -> None:
    assert moment(value).tzinfo is UTC
    assert text_of(value).encode() is not None and id_of(value).encode() is not None
    assert isinstance(number_of(value), int)
    assert isinstance(next_cursor(value), str) and isinstance(listed(value, "data"), list)


@MANY
@given(made.conversations)
def test_conversations_are_read_from_nearly_anything(row: Any) -> None:
    for message in graph_messages.conversation(row, made.ME):
        assert message.external_id and message.conversation_id and is_writable(message)


@MANY
@given(made.events, made.scalars)
def test_pushed_messages_are_read_from_nearly_anything(event: Any, time: object) -> None:
    for message in graph_messages.pushed(event, made.ME, time):
        assert message.external_id and message.author_external_id and is_writable(message)


@MANY
@given(made.bodies)
def test_bodies_are_read_whatever_they_are(body: bytes) -> None:
    for account_id, message in graph_webhooks.events(body, {}):
        assert isinstance(account_id, str) and is_writable(message)


@MANY
@given(
    some.dictionaries(some.sampled_from(["X-App-Usage", "X-Business-Use-Case-Usage"]), made.anything.map(json.dumps))
)
def test_usage_is_a_share_whatever_the_headers_say(headers: dict[str, str]) -> None:
    pressure = pressure_of(headers, {"pages"})
    assert 0 <= pressure.share <= 1 and 0 <= pressure.rest_seconds < float("inf")


@MANY
@given(
    made.nearly(code=some.integers(-5, 4000), error_subcode=some.integers(), is_transient=some.booleans()),
    some.booleans(),
)
def test_every_refusal_becomes_an_error_with_a_sentence(error: Any, write: bool) -> None:
    for body in ({"error": error}, error, [error]):
        response = httpx.Response(400, content=json.dumps(body).encode())
        found = refusal(SPEAKER, shared(SPEAKER), response, write)
        assert isinstance(found, ConnectorError) and found.sentence.endswith(".")


@MANY
@given(some.binary(max_size=100), some.text(max_size=100))
def test_no_made_up_signature_is_taken(body: bytes, signature: str) -> None:
    for given_ in (signature, f"sha256={signature}"):
        assert not graph_webhooks.is_signed(body, {"X-Hub-Signature-256": given_}, SECRETS)
    assert not graph_webhooks.is_signed(body, {}, SECRETS)


@MANY
@given(some.binary(min_size=1, max_size=100), some.sampled_from(SECRETS), some.data())
def test_a_signature_holds_for_its_body_and_no_other(body: bytes, secret: str, data: some.DataObject) -> None:
    headers = {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}
    assert graph_webhooks.is_signed(body, headers, SECRETS)
    at = data.draw(some.integers(0, len(body) - 1))
    changed = body[:at] + bytes([body[at] ^ data.draw(some.integers(1, 255))]) + body[at + 1 :]
    assert not graph_webhooks.is_signed(changed, headers, SECRETS)
    assert not graph_webhooks.is_signed(body, headers, ("", "a third"))


def signed(payload: bytes, secret: str) -> str:
    coded = base64.urlsafe_b64encode(payload).rstrip(b"=")
    mac = hmac.new(secret.encode(), coded, hashlib.sha256).digest()
    return f"{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}.{coded.decode()}"


@MANY
@given(some.text(max_size=120))
def test_no_made_up_request_names_a_user(text: str) -> None:
    assert graph_webhooks.signed_user(text, SECRETS) is None
    assert graph_webhooks.signed_user(f".{text}", SECRETS) is None


@MANY
@given(made.anything | made.nearly(user_id=made.ids, algorithm=some.just("HMAC-SHA256")))
def test_a_signed_request_names_its_user_only_with_the_right_secret_and_algorithm(payload: Any) -> None:
    coded = json.dumps(payload).encode()
    right = isinstance(payload, dict) and payload.get("algorithm") == "HMAC-SHA256"
    expected = id_of(payload.get("user_id")) or None if right else None
    assert graph_webhooks.signed_user(signed(coded, SECRETS[1]), SECRETS) == expected
    assert graph_webhooks.signed_user(signed(coded, "a third"), SECRETS) is None
    assert graph_webhooks.signed_user(signed(coded, ""), ("",)) is None


@MANY
@given(some.binary(max_size=60))
def test_whatever_is_signed_is_read_or_refused(payload: bytes) -> None:
    found = graph_webhooks.signed_user(signed(payload, SECRETS[0]), SECRETS)
    assert found is None or isinstance(found, str)


def test_a_body_nested_without_end_is_left_out() -> None:
    assert graph_webhooks.events(b"[" * 200_000, {}) == []
    assert graph_webhooks.events(b'{"entry":' * 100_000, {}) == []

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import COMMENT, DIRECT_MESSAGE
from connectors.instagram import webhooks
from tests.connectors.contract import configured

ME, FAN = "17841400000000077", "1234567890"
SECRET = "the app's secret"
WHEN = datetime(2026, 11, 20, 18, 10, 30, tzinfo=UTC)
SECONDS = 1795198230


@pytest.fixture(autouse=True)
def secrets() -> Iterator[None]:
    with configured(INSTAGRAM_CLIENT_SECRET=SECRET, INSTAGRAM_VERIFY_TOKEN="the word"):
        yield


def delivery(**entry: object) -> bytes:
    return json.dumps({"object": "instagram", "entry": [{"id": ME, "time": SECONDS, **entry}]}).encode()


def message(words: dict[str, object], sender: str = FAN, recipient: str = ME, key: str = "message") -> bytes:
    event = {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": SECONDS * 1000, key: words}
    return delivery(messaging=[event])


def test_the_challenge_is_answered_only_for_the_right_word() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "the word", "hub.challenge": "1158201444"}
    assert webhooks.verify(asked) == "1158201444"
    assert webhooks.verify({**asked, "hub.verify_token": "the wörd"}) is None
    assert webhooks.verify({**asked, "hub.mode": "unsubscribe"}) is None
    assert webhooks.verify({}) is None


def test_without_a_word_of_our_own_nothing_is_verified() -> None:
    with configured(INSTAGRAM_VERIFY_TOKEN=""):
        assert webhooks.verify({"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}) is None


def test_a_signature_holds_for_these_very_bytes() -> None:
    body = b'{"text": "\\u00e9"}'
    signature = {"X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}
    assert webhooks.is_signed(body, signature)
    assert not webhooks.is_signed('{"text": "é"}'.encode(), signature)
    assert not webhooks.is_signed(body, {"X-Hub-Signature-256": "sha256=" + "0" * 64})
    assert not webhooks.is_signed(body, {"X-Hub-Signature-256": "é"})
    assert not webhooks.is_signed(body, {})


def test_without_a_secret_nothing_counts_as_signed() -> None:
    body = b"{}"
    with configured(INSTAGRAM_CLIENT_SECRET=""):
        signature = "sha256=" + hmac.new(b"", body, hashlib.sha256).hexdigest()
        assert not webhooks.is_signed(body, {"X-Hub-Signature-256": signature})


COMMENT_VALUE = {
    "id": "178", "text": "love it", "from": {"id": FAN, "username": "ada"}, "media": {"id": "170", "media_product_type": "FEED"},
}  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        delivery(changes=[{"field": "comments", "value": COMMENT_VALUE}]),
        delivery(field="comments", value=COMMENT_VALUE),
        b"[" + delivery(changes=[{"field": "live_comments", "value": COMMENT_VALUE}]) + b"]",
        delivery(
            changes=[{"field": "comments", "value": {**COMMENT_VALUE, "id": None, "comment_id": "178"}}],
            time=SECONDS * 1000,
        ),
    ],
)
def test_a_comment_is_read_in_every_shape(body: bytes) -> None:
    ((account, found),) = webhooks.parse(body)
    assert (account, found.external_id, found.kind, found.text) == (ME, "178", COMMENT, "love it")
    assert (found.author_external_id, found.author_username, found.from_account) == (FAN, "ada", False)
    assert (found.created_at, found.conversation_id, found.answers) == (WHEN, "178", "")
    assert found.post and found.post.external_id == "170"


def test_a_reply_names_its_thread() -> None:
    ((_, found),) = webhooks.parse(
        delivery(changes=[{"field": "comments", "value": {**COMMENT_VALUE, "parent_id": "177"}}])
    )
    assert (found.conversation_id, found.answers) == ("177", "177")


def test_our_own_comment_is_known_as_ours() -> None:
    value = {**COMMENT_VALUE, "from": {"id": ME, "username": "nika", "self_ig_scoped_id": "9"}}
    ((_, found),) = webhooks.parse(delivery(changes=[{"field": "comments", "value": value}]))
    assert found.from_account


def test_a_direct_message_is_read() -> None:
    ((account, found),) = webhooks.parse(message({"mid": "aW1", "text": "hi"}))
    assert (account, found.external_id, found.kind, found.text) == (ME, "aW1", DIRECT_MESSAGE, "hi")
    assert (found.author_external_id, found.conversation_id, found.created_at) == (FAN, FAN, WHEN)
    assert found.reply_by == WHEN + timedelta(hours=24)
    assert not found.from_account and not found.deleted and found.edited_at is None


def test_a_direct_message_among_changes_is_read() -> None:
    value = {
        "sender": {"id": FAN},
        "recipient": {"id": ME},
        "timestamp": str(SECONDS),
        "message": {"mid": "aW1", "text": "hi"},
    }
    ((_, found),) = webhooks.parse(delivery(changes=[{"field": "messages", "value": value}]))
    assert (found.text, found.created_at) == ("hi", WHEN)


def test_an_echo_is_ours_and_belongs_to_the_fans_conversation() -> None:
    ((_, found),) = webhooks.parse(message({"mid": "aW1", "text": "hello", "is_echo": True}, sender=ME, recipient=FAN))
    assert (found.from_account, found.conversation_id, found.reply_by) == (True, FAN, None)


def test_a_deletion_has_no_text() -> None:
    ((_, found),) = webhooks.parse(message({"mid": "aW1", "is_deleted": True}))
    assert (found.deleted, found.text, found.external_id) == (True, "", "aW1")


def test_an_edit_carries_its_new_text_and_when() -> None:
    ((_, found),) = webhooks.parse(message({"mid": "aW1", "text": "new words", "num_edit": 1}, key="message_edit"))
    assert (found.text, found.edited_at) == ("new words", WHEN)


def test_a_tap_on_a_button_counts_as_its_words() -> None:
    ((_, found),) = webhooks.parse(message({"mid": "aW1", "title": "Prices?", "payload": "P"}, key="postback"))
    assert found.text == "Prices?"


def test_attachments_become_words() -> None:
    words: dict[str, object] = {
        "mid": "aW1",
        "attachments": [{"type": "image", "payload": {}}, {"type": "something_new"}],
        "reply_to": {"story": {"id": "1"}},
    }
    ((_, found),) = webhooks.parse(message(words))
    assert found.attachments == ("image", "something_new", "story_reply")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"no json", b"null", b"[]", b"5", b'{"entry": null}', b'{"entry": [5]}',
        delivery(), delivery(changes=[{"field": "story_insights", "value": {}}]), delivery(changes=[{"field": "comments"}]),
        delivery(changes=[{"field": "comments", "value": {"text": "no id"}}]), delivery(changes=[7]), delivery(messaging=[7]),
        delivery(changes=[{"field": "messages", "value": {"recipient_id": ME, "is_echo": True, "is_self": True}}]),
        message({"mid": "aW1", "action": "react", "emoji": "x"}, key="reaction"), message({"mid": "aW1"}, key="read"),
    ],
)  # fmt: skip
def test_what_is_no_message_is_left_out(body: bytes) -> None:
    assert webhooks.parse(body) == []


def test_a_batch_is_read_in_order() -> None:
    one, two = (
        json.loads(message({"mid": "a", "text": "1"})),
        json.loads(delivery(field="comments", value=COMMENT_VALUE)),
    )
    body = json.dumps({"object": "instagram", "entry": one["entry"] + two["entry"]}).encode()
    assert [found.external_id for _, found in webhooks.parse(body)] == ["a", "178"]


def signed_request(payload: object, secret: str = SECRET) -> str:
    coded = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=")
    signature = base64.urlsafe_b64encode(hmac.new(secret.encode(), coded, hashlib.sha256).digest()).rstrip(b"=")
    return f"{signature.decode()}.{coded.decode()}"


def test_a_signed_request_names_the_user_only_when_the_signature_is_right() -> None:
    right = {"algorithm": "HMAC-SHA256"}
    assert webhooks.signed_user(signed_request({**right, "user_id": "9900"})) == "9900"
    assert webhooks.signed_user(signed_request({**right, "user_id": 9900})) == "9900"
    assert webhooks.signed_user(signed_request({**right, "user_id": "9900"}, secret="another")) is None
    assert webhooks.signed_user(signed_request({"algorithm": "HMAC-SHA1", "user_id": "9900"})) is None
    assert webhooks.signed_user(signed_request({"user_id": "9900"})) is None
    assert webhooks.signed_user(signed_request({})) is None
    assert [webhooks.signed_user(text) for text in ("", ".", "a.b", "é.é", signed_request([1]))] == [None] * 5


def test_a_mention_names_only_where_it_is() -> None:
    value = {"comment_id": "178", "media_id": "170"}
    ((account, found),) = webhooks.parse(delivery(changes=[{"field": "mentions", "value": value}]))
    assert (account, found.external_id, found.text, found.attachments) == (ME, "178", "", ("mention",))
    assert found.post and found.post.external_id == "170" and found.created_at == WHEN
    assert webhooks.parse(delivery(field="mentions", value={"media_id": "170"})) == []


def test_either_secret_of_the_app_may_sign() -> None:
    body = b"{}"
    headers = {
        name: {"X-Hub-Signature-256": "sha256=" + hmac.new(name.encode(), body, hashlib.sha256).hexdigest()}
        for name in (SECRET, "the other", "a third")
    }
    with configured(INSTAGRAM_WEBHOOK_SECRET="the other"):
        assert [webhooks.is_signed(body, headers[name]) for name in headers] == [True, True, False]
        request = signed_request({"algorithm": "HMAC-SHA256", "user_id": "1"}, secret="the other")
        assert webhooks.signed_user(request) == "1"
    assert [webhooks.is_signed(body, headers[name]) for name in headers] == [True, False, False]


def test_a_batch_of_a_thousand_is_read_whole_in_any_order_and_twice() -> None:
    messages = [json.loads(message({"mid": f"m{n}", "text": str(n)}))["entry"][0] for n in range(500)]
    comments = [
        json.loads(delivery(field="comments", value={**COMMENT_VALUE, "id": str(n)}))["entry"][0] for n in range(500)
    ]
    body = json.dumps({"object": "instagram", "entry": [*reversed(messages), *comments]}).encode()
    found = [one.external_id for _, one in webhooks.parse(body)]
    assert found == [f"m{n}" for n in reversed(range(500))] + [str(n) for n in range(500)]
    assert webhooks.parse(b"[" + body + b"," + body + b"]") == webhooks.parse(body) * 2


def test_a_message_to_oneself_is_ours() -> None:
    ((_, own),) = webhooks.parse(message({"mid": "a", "text": "note", "is_self": True}, sender=ME, recipient=ME))
    assert own.from_account

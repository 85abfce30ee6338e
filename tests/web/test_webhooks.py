"""The second door: what a platform pushes."""

import hashlib
import hmac
import json

import pytest

from models import Message
from models.social_account import AccountStatus
from tests.web.desk import Desk, Visitor

SECRET, WORD = "instagram-app-secret", "instagram-verify"
PATH = "/webhooks/instagram"


def _body(desk: Desk, id: str = "c1") -> bytes:
    value = {"id": id, "text": "love it", "from": {"id": "f1", "username": "ada"}, "media": {"id": "p1"}}
    entry = {"id": desk.account.external_id, "time": 1_790_000_000, "changes": [{"field": "comments", "value": value}]}
    return json.dumps({"object": "instagram", "entry": [entry]}).encode()


def _push(visitor: Visitor, body: bytes, secret: str = SECRET) -> int:
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return visitor.client.post(PATH, data=body, headers={"X-Hub-Signature-256": signature}).status_code


def test_the_platform_proves_that_the_address_is_ours(visitor: Visitor) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": WORD, "hub.challenge": "1158201444"}
    answer = visitor.get(PATH, query_string=asked)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "1158201444", "text/plain")
    assert visitor.get(PATH, query_string={**asked, "hub.verify_token": "guessed"}).status_code == 403


def test_a_signed_comment_becomes_a_message_once(visitor: Visitor, desk: Desk) -> None:
    body = _body(desk)
    assert [_push(visitor, body), _push(visitor, body)] == [200, 200]
    message = Message.of(desk.workspace.id).get()
    assert (message.text, message.fan_username) == ("love it", "ada")


def test_what_is_not_signed_is_not_taken(visitor: Visitor, desk: Desk) -> None:
    assert _push(visitor, _body(desk), secret="guessed") == 403
    assert visitor.client.post(PATH, data=_body(desk)).status_code == 403
    assert Message.objects.count() == 0


@pytest.mark.parametrize("status", [AccountStatus.PAUSED, AccountStatus.DISCONNECTED])
def test_an_account_that_is_off_takes_nothing(visitor: Visitor, desk: Desk, status: AccountStatus) -> None:
    desk.account.modify(status=status)
    assert _push(visitor, _body(desk)) == 200
    assert Message.objects.count() == 0


def test_an_account_that_nobody_connected_is_no_error(visitor: Visitor, desk: Desk) -> None:
    body = _body(desk)
    desk.account.delete()
    assert _push(visitor, body) == 200


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"entry": null}', b'{"entry": [{"id": 1}]}'])
def test_a_signed_body_that_says_nothing_is_no_error(visitor: Visitor, body: bytes) -> None:
    assert _push(visitor, body) == 200


def test_a_platform_that_does_not_push_has_no_door(visitor: Visitor) -> None:
    assert visitor.get("/webhooks/nowhere").status_code == 404
    assert visitor.get("/webhooks/base").status_code == 404

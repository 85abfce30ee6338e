"""What a platform tells us of people who left: signed, believed, answered with a page that says how things stand."""

import base64
import hashlib
import hmac
import json
import os
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from models import Notification, Receipt, SocialAccount
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline.forget import disconnect_account, forget
from settings import settings as configured_settings
from tests.web.desk import Desk, Visitor

SECRET = "instagram-app-secret"
LEAVES, DELETES = "/webhooks/instagram/deauthorize", "/webhooks/instagram/delete"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _signed(user: object, secret: str = SECRET) -> str:
    told = {"algorithm": "HMAC-SHA256", "issued_at": 1732170000, "expires": 1732173600, "user_id": user}
    payload = _encoded(json.dumps(told).encode())
    return f"{_encoded(hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest())}.{payload}"


def _tell(visitor: Visitor, path: str, signed: str) -> tuple[int, dict[str, str]]:
    answer = visitor.client.post(path, data={"signed_request": signed})
    return answer.status_code, answer.get_json(silent=True) or {}


def test_the_secret_here_is_the_one_that_is_configured() -> None:
    assert configured_settings().instagram_client_secret == SECRET


def test_access_that_ended_there_is_lost_here_and_told(visitor: Visitor, desk: Desk) -> None:
    desk.account.modify(app_scoped_id="990017", access_token="dead")
    code, told = _tell(visitor, LEAVES, _signed("990017"))
    account = desk.account.reload()
    assert (code, account.status, account.access_token) == (200, AccountStatus.NEEDS_RECONNECT, None)
    assert "not read any more" in Notification.open_of(desk.workspace.id)[0].sentence
    assert told["url"].endswith(f"/deletion/{told['confirmation_code']}")
    assert visitor.get(urlsplit(told["url"]).path).status_code == 200


def test_a_wish_to_delete_deletes_and_its_page_says_so(visitor: Visitor, desk: Desk) -> None:
    desk.letter()
    code, told = _tell(visitor, DELETES, _signed(int(desk.account.external_id)))
    receipt = Receipt.objects.get(code=told["confirmation_code"])
    assert code == 200 and desk.account.reload().status is AccountStatus.DISCONNECTED
    assert forget(receipt, utcnow())
    assert "Deleted on" in visitor.get(urlsplit(told["url"]).path).text
    assert SocialAccount.objects.count() == 0


def test_what_is_said_twice_has_one_code(visitor: Visitor, desk: Desk) -> None:
    for path in (LEAVES, DELETES):
        codes = {_tell(visitor, path, _signed(desk.account.external_id))[1]["confirmation_code"] for _ in range(2)}
        assert len(codes) == 1
    assert Receipt.objects.count() == 1


def test_a_deletion_that_was_to_come_comes_at_once(visitor: Visitor, desk: Desk) -> None:
    receipt = disconnect_account(desk.account, "nika", utcnow())
    _tell(visitor, DELETES, _signed(desk.account.external_id))
    assert receipt.reload().delete_by <= utcnow()


def test_somebody_we_do_not_know_gets_a_code_too(visitor: Visitor, desk: Desk) -> None:
    code, told = _tell(visitor, DELETES, _signed("404"))
    assert code == 200 and "keeps nothing of this account" in visitor.get(urlsplit(told["url"]).path).text
    assert desk.account.reload().status is AccountStatus.CONNECTED


@pytest.mark.parametrize("path", [LEAVES, DELETES])
def test_what_another_secret_signed_is_refused_and_nothing_is_stored(visitor: Visitor, desk: Desk, path: str) -> None:
    for signed in (_signed(desk.account.external_id, "guessed"), "", ".", _signed(""), _signed(None)):
        assert _tell(visitor, path, signed)[0] == 403
    assert visitor.client.post(path).status_code == visitor.client.post(path, data=b"\xff").status_code == 403
    assert Receipt.objects.count() == 0 and desk.account.reload().status is AccountStatus.CONNECTED


def test_a_platform_that_tells_no_such_thing_has_no_door(visitor: Visitor) -> None:
    assert visitor.client.post("/webhooks/youtube/delete").status_code == 404
    assert visitor.client.post("/webhooks/nowhere/deauthorize").status_code == 404
    assert visitor.client.post("/webhooks/instagram/forget").status_code == 404


def test_the_right_words_in_an_endless_nest_are_refused(visitor: Visitor) -> None:
    payload = _encoded(b"[" * 200_000)
    signature = _encoded(hmac.new(SECRET.encode(), payload.encode(), hashlib.sha256).digest())
    for signed in (f"{signature}.{payload}", f".{_encoded(b'[' * 520)}"):
        assert _tell(visitor, DELETES, signed)[0] == 403


_pieces = some.one_of(some.text(max_size=300), some.binary(max_size=200).map(_encoded))
_nearly = some.builds(lambda signature, payload: f"{signature}.{payload}", _pieces, _pieces)
_told = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_wrongly_signed = _told.map(lambda told: f"{_encoded(b'x' * 32)}.{_encoded(json.dumps(told).encode())}")


CALLS = int(os.environ.get("BAD_CALLS", "1000"))
"""BAD_CALLS=10000 is the long form: two minutes."""


@pytest.mark.timeout(600)
def test_bad_calls_are_refused_and_none_breaks_anything(visitor: Visitor, desk: Desk) -> None:
    seen = []

    @settings(max_examples=CALLS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(some.one_of(some.text(max_size=400), _nearly, _wrongly_signed), some.sampled_from([LEAVES, DELETES]))
    def call(signed: str, path: str) -> None:
        answer = visitor.client.post(path, data={"signed_request": signed.encode("utf-8", "surrogatepass")})
        seen.append(answer.status_code)
        assert answer.status_code == 403

    call()
    assert len(seen) >= 0.9 * CALLS, "too few different ones were made up"
    assert Receipt.objects.count() == 0 and desk.account.reload().status is AccountStatus.CONNECTED

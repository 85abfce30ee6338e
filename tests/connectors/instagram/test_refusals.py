import json

import httpx
import pytest

from connectors.errors import (
    AccessRevoked,
    Blocked,
    ConnectorError,
    MessageGone,
    OutcomeUnknown,
    RateLimited,
    ReplyRefused,
    Unavailable,
    WindowClosed,
)
from connectors.instagram.refusals import TABLE, refusal


def says(
    code: int, subcode: int = 0, status: int = 400, headers: dict[str, str] | None = None, **more: object
) -> httpx.Response:
    error = {
        "message": "...",
        "type": "OAuthException",
        "code": code,
        "error_subcode": subcode,
        "fbtrace_id": "A1",
        **more,
    }
    return httpx.Response(status, json={"error": error}, headers=headers)


@pytest.mark.parametrize(
    ("code", "subcode", "branch"),
    [
        (3, 0, AccessRevoked), (10, 0, AccessRevoked), (200, 0, AccessRevoked), (230, 0, AccessRevoked), (299, 0, AccessRevoked),
        (102, 0, AccessRevoked), (190, 0, AccessRevoked), (190, 458, AccessRevoked), (190, 460, AccessRevoked),
        (190, 463, AccessRevoked), (190, 467, AccessRevoked), (190, 999, AccessRevoked), (25, 2207050, AccessRevoked),
        (4, 0, RateLimited), (17, 0, RateLimited), (32, 0, RateLimited), (341, 0, RateLimited), (368, 0, Blocked),
        (613, 0, RateLimited), (613, 2534040, RateLimited), (80002, 0, RateLimited), (4, 2207051, Blocked),
        (10, 1893063, Blocked),
        (10, 2534022, WindowClosed), (10, 2018278, WindowClosed),
        (10, 2018108, ReplyRefused), (10, 2018300, ReplyRefused), (100, 0, ReplyRefused), (100, 2534029, ReplyRefused),
        (100, 2534025, ReplyRefused), (100, 2534013, ReplyRefused), (100, 12345, ReplyRefused), (200, 2534041, ReplyRefused),
        (506, 0, ReplyRefused), (551, 0, ReplyRefused), (551, 1545041, ReplyRefused), (9999, 0, ReplyRefused),
        (100, 33, MessageGone), (100, 2534014, MessageGone), (24, 0, MessageGone), (803, 0, MessageGone),
    ],
)  # fmt: skip
@pytest.mark.parametrize("write", [False, True])
def test_every_documented_code_has_its_branch(
    code: int, subcode: int, branch: type[ConnectorError], write: bool
) -> None:
    assert type(refusal(says(code, subcode), write)) is branch


@pytest.mark.parametrize(("code", "subcode"), [(1, 0), (2, 0), (1, 1357046)])
def test_an_unknown_error_leaves_a_write_in_doubt_and_a_read_to_be_tried_again(code: int, subcode: int) -> None:
    assert type(refusal(says(code, subcode), write=True)) is OutcomeUnknown
    assert type(refusal(says(code, subcode), write=False)) is Unavailable


def test_a_transient_error_with_an_unknown_code_leaves_a_write_in_doubt() -> None:
    assert type(refusal(says(7777, is_transient=True), write=True)) is OutcomeUnknown
    assert type(refusal(says(7777, is_transient=True), write=False)) is Unavailable


def test_a_throttle_is_a_throttle_though_it_is_marked_transient() -> None:
    assert type(refusal(says(4, is_transient=True), write=True)) is RateLimited


def test_the_wait_is_taken_from_the_header_of_this_kind_of_use() -> None:
    usage = {
        "1": [
            {"type": "pages", "estimated_time_to_regain_access": 90},
            {"type": "instagram", "estimated_time_to_regain_access": 7},
        ]
    }
    limited = refusal(says(80002, headers={"X-Business-Use-Case-Usage": json.dumps(usage)}), write=True)
    assert isinstance(limited, RateLimited) and limited.retry_after_seconds == 7 * 60


@pytest.mark.parametrize("header", ["", "no json", "[]", '{"1": [{"type": "instagram"}]}', '{"1": 5}'])
def test_without_a_readable_header_a_default_is_waited(header: str) -> None:
    limited = refusal(says(80002, headers={"X-Business-Use-Case-Usage": header}), write=False)
    assert isinstance(limited, RateLimited) and limited.retry_after_seconds == 600


def test_a_body_that_is_no_graph_error_is_judged_by_its_status() -> None:
    assert type(refusal(httpx.Response(429, text="slow down"), write=True)) is RateLimited
    assert type(refusal(httpx.Response(401, text="who?"), write=True)) is AccessRevoked
    assert type(refusal(httpx.Response(400, text="<html>"), write=True)) is OutcomeUnknown
    assert type(refusal(httpx.Response(400, text="<html>"), write=False)) is Unavailable
    assert type(refusal(httpx.Response(404, json=["?"]), write=False)) is Unavailable


def test_the_token_host_has_a_shape_of_its_own() -> None:
    body = {"error_type": "OAuthException", "code": 400, "error_message": "Invalid code"}
    assert type(refusal(httpx.Response(400, json=body), write=False)) is ReplyRefused


def test_every_sentence_is_one_for_a_person() -> None:
    for key, made in TABLE.items():
        sentence = made(0).sentence
        assert sentence.endswith(".") and sentence[0].isupper() and "!" not in sentence, key

"""Facebook's JSON: by hand, as others recorded it (skipped where that is absent), and made up by the thousand."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given

from connectors.base import Post
from connectors.errors import AccessRevoked, Blocked, MessageGone, RateLimited, ReplyRefused, WindowClosed
from connectors.facebook import payloads
from connectors.facebook.refusals import TABLE, refusal
from connectors.graph import messages as graph_messages
from connectors.graph.values import listed
from tests.connectors.graph import inputs as made
from tests.connectors.graph.test_properties import MANY, is_writable

FIXTURES = next(
    (found for folder in Path(__file__).parents if (found := folder / "shared" / "fixtures").is_dir()), Path("absent")
)
RECORDED = FIXTURES / "instagram_graph_api" / "python-facebook" / "testdata" / "facebook"
recorded = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the recorded payloads are not on this machine")
PAGE = "2121008874780932"


def read(name: str) -> Any:
    return json.loads((RECORDED / name).read_text())


@recorded
def test_recorded_comments_are_read() -> None:
    rows = [read("apidata/comments/comment_info.json"), *read("apidata/comments/comments_info.json").values()]
    found = [payloads.comment(row, (PAGE,), Post("1")) for row in rows]
    assert [one.external_id.count("_") for one in found] == [1, 1, 1]
    assert all(one.text and one.created_at.year == 2021 and not one.from_account for one in found)


@recorded
def test_recorded_lists_of_comments_without_ids_are_no_comments() -> None:
    rows = listed(read("apidata/comments/comments_p1.json"))
    assert rows and not any(payloads.comment(row, (PAGE,), None).external_id for row in rows)


@recorded
def test_recorded_messages_of_messenger_are_read() -> None:
    rows = [read("models/message.json"), *read("apidata/messages/messages_info.json").values()]
    for row in rows:
        fan = graph_messages.fan_of({"messages": {"data": [row]}}, PAGE)
        (found,) = graph_messages.conversation({"messages": {"data": [row]}}, PAGE)
        assert fan and found.conversation_id == fan and found.created_at.year == 2021
        assert found.from_account is (found.author_external_id == PAGE)
        assert found.from_account or found.author_username
    (picture,) = graph_messages.conversation({"messages": {"data": [read("models/message.json")]}}, PAGE)
    assert (picture.text, picture.attachments) == ("Love is peace!😏", ("image",))


def test_a_post_counts_its_comments_with_replies() -> None:
    row = {"id": "1_2", "message": "Rye", "comments": {"data": [], "summary": {"total_count": 7}}}
    assert (payloads.post(row).caption, payloads.count(row), payloads.count({"id": "1_2"})) == ("Rye", 7, 0)


def test_a_comment_without_an_author_is_not_taken_for_the_pages() -> None:
    assert not payloads.comment({"id": "1_2", "message": "hi"}, (PAGE, ""), None).from_account


@MANY
@given(made.rows)
def test_comments_are_read_from_nearly_anything(row: Any) -> None:
    assert is_writable(payloads.comment(row, (PAGE, ""), Post("1")))
    assert isinstance(payloads.count(row), int) and isinstance(payloads.post(row).caption, str)


@pytest.mark.parametrize(
    ("code", "subcode", "branch"),
    [
        (190, 463, AccessRevoked), (200, 0, AccessRevoked), (80001, 0, RateLimited), (32, 0, RateLimited), (368, 0, Blocked),
        (10, 2018278, WindowClosed), (10, 1893063, Blocked), (100, 2018001, MessageGone), (100, 33, MessageGone),
        (10900, 0, ReplyRefused), (10903, 0, ReplyRefused), (551, 0, ReplyRefused),
    ],
)  # fmt: skip
def test_documented_codes_have_their_branch(code: int, subcode: int, branch: type[Exception]) -> None:
    answer = httpx.Response(400, json={"error": {"code": code, "error_subcode": subcode, "message": "..."}})
    assert type(refusal(answer, write=True)) is branch


def test_every_sentence_is_one_for_a_person() -> None:
    for key, made_ in TABLE.items():
        sentence = made_(0).sentence
        assert sentence.endswith(".") and sentence[0].isupper() and "{" not in sentence, key

from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import Post
from connectors.graph import messages as graph_messages
from connectors.graph.values import moment, next_cursor
from connectors.instagram import payloads

ME = "17841400000000077"
UNDER = Post("1")


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-20T18:10:30+0000",
        "2026-11-20T19:10:30+0100",
        "2026-11-20T18:10:30",
        1795198230,
        1795198230000,
        "1795198230",
    ],
)
def test_times_become_utc_whatever_their_shape(value: object) -> None:
    assert moment(value) == datetime(2026, 11, 20, 18, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, "", "yesterday", {}])
def test_a_time_that_says_nothing_does_not_stop_the_look(value: object) -> None:
    assert moment(value).year == 1970


def test_a_comment_without_its_author_is_kept() -> None:
    row = {"id": "5", "text": "hi", "timestamp": "2026-11-20T18:10:30+0000", "username": "ada"}
    found = payloads.comment(row, (ME, ""), UNDER)
    assert (found.author_external_id, found.author_username, found.from_account) == ("", "ada", False)


@pytest.mark.parametrize(
    "row",
    [
        {"from": {"id": ME, "username": "nika"}},
        {"username": "nika"},
        {"from": {"username": "nika"}},
        {"from": {"id": "77", "self_ig_scoped_id": "78"}},
        {"user": {"id": ME}},
    ],
)
def test_the_creators_own_comment_is_known_by_id_or_by_name(row: dict[str, object]) -> None:
    assert payloads.comment({"id": "5", "text": "hi", **row}, (ME, "nika"), UNDER).from_account


def test_a_comment_with_no_name_at_all_is_not_taken_for_the_creators() -> None:
    assert not payloads.comment({"id": "5", "text": "hi"}, (ME, ""), UNDER).from_account


def test_a_reply_belongs_to_the_thread_of_its_parent() -> None:
    top = payloads.comment({"id": "5", "text": "top"}, (ME,), UNDER)
    told = payloads.comment({"id": "7", "parent_id": "5", "text": "two"}, (ME,), UNDER)
    inside = payloads.comment({"id": "6", "text": "one"}, (ME,), UNDER, "5")
    assert (top.conversation_id, top.answers) == ("5", "")
    assert [(reply.conversation_id, reply.answers, reply.post) for reply in (told, inside)] == [("5", "5", UNDER)] * 2


def test_a_hidden_comment_is_held() -> None:
    held = [payloads.comment({"id": "5", "hidden": hidden}, (ME,), UNDER).held for hidden in (True, False, "x")]
    assert held == ["hidden", "", ""]


def test_a_message_of_a_fan_may_be_answered_for_a_day() -> None:
    row = {
        "id": "m",
        "created_time": "2026-11-20T18:10:30+0000",
        "message": "hi",
        "from": {"id": "12", "username": "ada"},
    }
    found = graph_messages.direct_message(row, ME, "12")
    assert found.reply_by == found.created_at + timedelta(days=1)
    assert (found.conversation_id, found.author_external_id, found.from_account) == ("12", "12", False)


def test_a_message_without_an_author_is_the_fans() -> None:
    found = graph_messages.direct_message({"id": "m", "created_time": "2026-11-20T18:10:30+0000"}, ME, "12")
    assert (found.author_external_id, found.text, found.from_account) == ("12", "", False)


def test_a_conversation_is_held_with_whoever_is_not_the_account() -> None:
    people = [{"id": ME}, {"id": "12"}]
    message = {"id": "m", "from": {"id": ME}, "to": {"data": [{"id": "12"}]}}
    assert graph_messages.fan_of({"participants": {"data": people}}, ME) == "12"
    assert graph_messages.fan_of({"messages": {"data": [message]}}, ME) == "12"
    assert graph_messages.fan_of({"id": "c"}, ME) == ""


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"attachments": {"data": [{"image_data": {"url": "u"}}, {"video_data": {"url": "u"}}]}}, ("image", "video")),
        (
            {"attachments": {"data": [{"mime_type": "audio/mp4"}, {"mime_type": "application/pdf"}, {}]}},
            ("audio", "file", "file"),
        ),
        ({"shares": {"data": [{"link": "u"}]}, "is_unsupported": True}, ("share", "unsupported")),
        ({"story": {"mention": {"id": "1"}}}, ("story_mention",)),
        ({"story": {"reply_to": {"id": "1"}}}, ("story_reply",)),
        ({}, ()),
    ],
)
def test_what_hangs_on_a_message_becomes_words(row: dict[str, object], words: tuple[str, ...]) -> None:
    assert graph_messages.attachments(row) == words


def test_the_next_page_begins_where_the_cursor_says_only_while_there_is_one() -> None:
    cursors = {"cursors": {"before": "b", "after": "a"}}
    assert next_cursor({"paging": {**cursors, "next": "https://x.test"}}) == "a"
    assert next_cursor({"paging": cursors}) == ""
    assert next_cursor({"data": []}) == next_cursor(None) == ""

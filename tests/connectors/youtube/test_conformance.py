"""Payloads that others recorded, read from outside the repository; skipped where they are absent."""

from typing import Any

import pytest

from connectors.base import Post
from connectors.youtube import payloads
from tests.connectors import recorded

MODELS = recorded.FOLDER / "youtube_data_api" / "python-youtube" / "testdata" / "modeldata"
ME = "UCnobody"
USED = (
    "channels/channel_info.json", "comments/comment_api_response.json", "comments/comment_info.json",
    "comments/comment_thread_api_response.json", "comments/comment_thread_info.json", "comments/comment_thread_replies.json",
)  # fmt: skip
REFUSED = {
    "comments/comment_snippet.json": "A part of a comment without its id: nothing could be answered. Its whole is comment_info.",
    "comments/comment_thread_snippet.json": "A part of a thread without its id. Its whole is comment_thread_info.",
}

pytestmark = recorded.WHERE_THEY_ARE


def read(name: str) -> Any:
    return recorded.read(MODELS / f"{name}.json")


def test_every_recorded_file_is_read_or_refused_for_a_reason() -> None:
    print(recorded.told(MODELS, REFUSED))
    assert recorded.wrongs(MODELS, USED, REFUSED) == []


@pytest.mark.parametrize("name", ["comment_snippet", "comment_thread_snippet"])
def test_a_refused_part_would_be_a_message_without_an_id(name: str) -> None:
    assert payloads.comment(read(f"comments/{name}"), ME).external_id == ""


def test_a_recorded_comment_is_read() -> None:
    row = read("comments/comment_info")
    found = payloads.comment(row, ME)
    assert (found.external_id, found.text) == (row["id"], row["snippet"]["textOriginal"])
    assert found.author_external_id == row["snippet"]["authorChannelId"]["value"]


def test_recorded_replies_belong_to_their_thread() -> None:
    rows = payloads.replies_of({"replies": read("comments/comment_thread_replies")})
    found = [payloads.comment(row, ME) for row in rows]
    assert found and {one.conversation_id for one in found} == {row["id"].partition(".")[0] for row in rows}


def test_recorded_comments_are_read() -> None:
    rows = payloads.listed(read("comments/comment_api_response"), "items")
    found = [payloads.comment(row, ME, Post("1")) for row in rows]
    assert len(found) == 2 and found[0].text.startswith("Super video !!!")
    for row, one in zip(rows, found, strict=True):
        assert one.author_external_id == row["snippet"]["authorChannelId"]["value"]
        assert one.author_username == row["snippet"]["authorDisplayName"]
        assert one.created_at.year == 2019 and one.edited_at is None


def test_recorded_threads_are_read() -> None:
    rows = payloads.listed(read("comments/comment_thread_api_response"), "items")
    assert len(rows) == 2
    for row in rows:
        top = payloads.comment(payloads.inside(row, "snippet", "topLevelComment"), ME, Post("1"), top=row["id"])
        assert (top.external_id, top.conversation_id, top.answers) == (row["id"], row["id"], "")
        assert payloads.video_of(row) == row["snippet"]["videoId"] and top.text


def test_a_recorded_reply_belongs_to_its_thread() -> None:
    row = read("comments/comment_thread_info")
    (reply,) = payloads.listed(row["replies"], "comments")
    found = payloads.comment(reply, ME, Post("1"), top=row["id"])
    assert found.external_id.startswith(row["id"]) and found.text == "#"
    assert (found.conversation_id, found.answers) == (row["id"], row["id"])
    assert payloads.comment(reply, found.author_external_id).from_account


def test_a_recorded_channel_is_read() -> None:
    row = read("channels/channel_info")
    identity = payloads.identity(row)
    assert (identity.external_id, identity.username, identity.name) == (
        row["id"],
        "googledevelopers",
        "Google Developers",
    )
    assert identity.picture_url == row["snippet"]["thumbnails"]["medium"]["url"]

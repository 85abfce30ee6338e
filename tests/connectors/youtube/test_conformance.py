"""Payloads that others recorded, read from outside the repository; skipped where they are absent."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Post
from connectors.youtube import payloads

FIXTURES = Path(__file__).parents[3].parent / "shared" / "fixtures" / "youtube_data_api"
MODELS = FIXTURES / "python-youtube" / "testdata" / "modeldata"
ME = "UCnobody"

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the recorded payloads are not on this machine")


def read(name: str) -> Any:
    return json.loads((MODELS / f"{name}.json").read_text())


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

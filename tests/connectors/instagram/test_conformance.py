"""Payloads that others recorded or documented, read from outside the repository; skipped where they are absent."""

import json
from datetime import datetime

import httpx
import pytest

from connectors.base import InboundMessage, Post
from connectors.errors import AccessRevoked, MessageGone, RateLimited, ReplyRefused, WindowClosed
from connectors.graph import messages as graph_messages
from connectors.graph.values import listed, next_cursor
from connectors.instagram import payloads, webhooks
from connectors.instagram.refusals import refusal
from tests.connectors import recorded
from tests.connectors.recorded import read

FIXTURES = recorded.FOLDER
MESSAGING = FIXTURES / "meta_webhooks" / "socialchimp"
GRAPH = FIXTURES / "instagram_graph_api" / "python-facebook" / "testdata" / "instagram"
ME = "17841400000000000"
ADA = "1234567890123456"

pytestmark = recorded.WHERE_THEY_ARE


def event(name: str) -> list[tuple[str, InboundMessage]]:
    return webhooks.parse(json.dumps(read(MESSAGING / "webhook_messaging.json")[name]).encode())


@pytest.mark.parametrize("name", ["comments_p1", "comments_p2"])
def test_recorded_comments_are_read(name: str) -> None:
    page = read(GRAPH / "apidata" / "medias" / f"{name}.json")
    found = [payloads.comment(row, (ME,), Post("1")) for row in listed(page)]
    assert len(found) == 2 and all(one.text and one.created_at.year == 2020 for one in found)
    assert next_cursor(page) == ("after" if name == "comments_p1" else "")


def test_a_recorded_thread_is_read() -> None:
    row = read(GRAPH / "models" / "ig_comment.json")
    top = payloads.comment(row, (row["user"]["id"],), Post("1"))
    (reply,) = (payloads.comment(one, (), Post("1"), row["id"]) for one in listed(row, "replies"))
    assert top.from_account and reply.conversation_id == top.external_id and reply.text == "@ikroskun Nice"


def test_a_recorded_post_is_read() -> None:
    row = read(GRAPH / "models" / "ig_media.json")
    post = payloads.post(row)
    assert (post.external_id, post.caption, post.permalink) == (row["id"], "ALBUM", row["permalink"])
    assert post.published_at == datetime.fromisoformat(row["timestamp"]) and post.thumbnail_url == row["media_url"]


def test_a_recorded_mention_is_read() -> None:
    found = payloads.mention(read(GRAPH / "apidata" / "users" / "mentioned_comment.json"))
    assert found and (found.text, found.author_username, found.created_at.year) == ("@ikroskun good", "ikroskun", 2021)


def test_documented_conversations_are_read() -> None:
    rows = listed(read(MESSAGING / "conversations.json"))
    assert graph_messages.fan_of(rows[0], ME) == ADA
    for row in rows:
        found = graph_messages.conversation(row, ME)
        assert len(found) == len(row["messages"]["data"])
        assert {message.conversation_id for message in found} == {graph_messages.fan_of(row, ME)}
        assert all(message.from_account is (message.author_external_id == ME) for message in found)
        assert all(bool(message.reply_by) is not message.from_account for message in found)


def test_documented_attachments_become_words() -> None:
    node = read(MESSAGING / "messages.json")["conversation_node"]
    words = {word for row in listed(node, "messages") for word in graph_messages.attachments(row)}
    assert words == {"image", "video", "audio", "file", "share", "story_mention", "story_reply", "unsupported"}


def test_every_documented_event_is_read_or_left_out() -> None:
    silent = {"reaction_react", "reaction_unreact", "seen", "dashboard_test_notification_changes_form"}
    for name in read(MESSAGING / "webhook_messaging.json"):
        assert len(event(name)) == (0 if name in silent else 1), name


def test_documented_events_say_who_wrote_what() -> None:
    ((account, text),) = event("text")
    assert (account, text.author_external_id, text.from_account) == (ME, ADA, False) and text.text
    ((_, echo),) = event("echo")
    assert (echo.from_account, echo.conversation_id) == (True, ADA)
    ((_, deleted),) = event("deleted")
    assert (deleted.deleted, deleted.external_id) == (True, text.external_id)
    assert [one.attachments for _, one in event("attachment_story_mention")] == [("story_mention",)]
    assert [one.attachments for _, one in event("story_reply")] == [("story_reply",)]
    assert [one.attachments for _, one in event("unsupported")] == [("unsupported",)]


def test_a_seen_comment_event_is_read() -> None:
    body = (FIXTURES / "meta_webhooks" / "comment_shapes" / "comment_changes_shape.json").read_bytes()
    ((account, found),) = webhooks.parse(body)
    assert (account, found.text, found.author_username, found.created_at.year) == (
        "17841400000000001",
        "LINK",
        "fan_one",
        2026,
    )


ERRORS = {
    "outside_window_2534022": WindowClosed,
    "outside_window_2018278": WindowClosed,
    "user_unavailable_551": ReplyRefused,
    "cannot_receive_2018108": ReplyRefused,
    "recipient_not_found_2534014": MessageGone,
    "dm_access_disabled_2534041": ReplyRefused,
    "rate_limit_app_4": RateLimited,
    "rate_limit_messaging_613": RateLimited,
    "rate_limit_page_32": RateLimited,
    "rate_limit_user_17": RateLimited,
    "missing_permission_200": AccessRevoked,
    "no_permission_10": AccessRevoked,
    "token_expired_190": AccessRevoked,
}


@pytest.mark.parametrize(("name", "branch"), list(ERRORS.items()))
def test_documented_errors_have_their_branch(name: str, branch: type[Exception]) -> None:
    found = read(MESSAGING / "errors.json")[name]
    assert type(refusal(httpx.Response(found["http_status"], json=found["body"]), write=True)) is branch

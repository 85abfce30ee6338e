"""Whatever JSON comes, the parsers read it without a fault; what they make of it keeps its promises."""

from datetime import UTC
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as any_of

from connectors.youtube import live_payloads, payloads, videos
from connectors.youtube.refusals import refusal
from connectors.youtube.stream import _parsed

ME = "UCme"
WORDS = any_of.sampled_from(
    [
        "id", "snippet", "items", "replies", "comments", "topLevelComment", "authorChannelId", "value", "publishedAt", "updatedAt",
        "textDisplay", "textOriginal", "parentId", "videoId", "imageUrl", "moderationStatus", "totalReplyCount", "thumbnails",
        "medium", "url", "contentDetails", "relatedPlaylists", "uploads", "type", "textMessageDetails", "messageText",
        "liveChatId", "authorDetails", "displayName", "trackKind", "status", "messageDeletedDetails", "deletedMessageId",
    ]
)  # fmt: skip
VALUES = any_of.one_of(
    any_of.none(), any_of.booleans(), any_of.integers(), any_of.floats(), any_of.text(max_size=20), any_of.just(ME),
    any_of.sampled_from(["2026-11-20T18:10:30Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "heldForReview",
                         "textMessageEvent", "superChatEvent", "messageDeletedEvent", "standard", "٣", "²", "9" * 30]),
)  # fmt: skip
JSON: Any = any_of.recursive(
    VALUES,
    lambda inner: any_of.one_of(
        any_of.lists(inner, max_size=4),
        any_of.dictionaries(any_of.one_of(WORDS, any_of.text(max_size=5)), inner, max_size=8),
    ),
    max_leaves=40,
)
ROWS = any_of.dictionaries(WORDS, JSON, max_size=10)
SMALL = any_of.dictionaries(WORDS, VALUES, max_size=4)
quick = settings(max_examples=100, deadline=None, database=None)


@quick
@given(ROWS)
def test_any_comment_is_read(row: dict[str, Any]) -> None:
    for found in (payloads.comment(row, ME), payloads.comment(row, ME, top="Ugx1")):
        assert found.created_at.tzinfo is UTC and found.held in ("", "held for review", "likely spam", "hidden")
        assert found.edited_at is None or found.edited_at > found.created_at
        assert found.answers in ("", found.conversation_id) and not found.deleted
    assert all(reply.get("id") for reply in payloads.replies_of(row))
    assert isinstance(payloads.video_of(row), str)


@quick
@given(ROWS)
def test_any_video_channel_and_caption_is_read(row: dict[str, Any]) -> None:
    assert payloads.post("v1", row).external_id == "v1"
    assert isinstance(payloads.identity(row).username, str)
    assert isinstance(payloads.uploads_of(row), str) and isinstance(payloads.uploaded_id(row), str)
    assert isinstance(payloads.best_captions([row, row]), str)
    assert isinstance(live_payloads.chat_id(row), str)


@quick
@given(JSON)
def test_any_page_is_read(page: Any) -> None:
    assert all(isinstance(row, dict) for row in payloads.listed(page, "items"))
    assert payloads.number(page) >= 0 and payloads.moment(page).tzinfo is UTC


@quick
@given(ROWS)
def test_any_message_of_a_chat_is_read(row: dict[str, Any]) -> None:
    for found in live_payloads.messages({"items": [row, row]}, ME):
        assert found.external_id and found.kind == "live_chat" and found.created_at.tzinfo is UTC
        assert live_payloads.chat_of(found.conversation_id) == found.conversation_id.rpartition("/")[0]


@quick
@given(any_of.binary(max_size=40), any_of.integers(200, 599), any_of.booleans())
def test_any_refusal_has_a_sentence(body: bytes, status: int, write: bool) -> None:
    from tests.connectors.youtube.test_refusals import NOW

    assert refusal(status, body, write=write, now=NOW).sentence.endswith(".")


@quick
@given(any_of.text(max_size=300))
def test_any_caption_file_is_read(text: str) -> None:
    cues = videos.cues(f"1\n00:00:00,000 --> 00:00:02,000\n{text.replace('-->', '')}")
    assert all("-->" not in cue.text and cue.starts_at == 0 for cue in cues)


@quick
@given(any_of.lists(SMALL.filter(bool), max_size=4), any_of.integers(1, 9))
def test_a_stream_is_read_wherever_it_is_cut(pages: list[dict[str, Any]], size: int) -> None:
    import json
    import math

    text = "[" + ",\r\n".join(json.dumps(page) for page in pages) + "]"
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    found = list(_parsed(iter(pieces), math.inf))
    assert json.dumps(found) == json.dumps(pages)

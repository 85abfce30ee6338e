"""The stand-in against Google's own description of the API: it takes nothing else, and answers nothing else."""

import time
from typing import Any

import httpx
import pytest

from connectors.base import LIVE_CHAT
from connectors.youtube import quota as prices
from connectors.youtube.sandbox import description, quota
from connectors.youtube.sandbox.api import METHODS
from tests.connectors.youtube.conftest import YouTubeStage

CHAT = "KicKGFVDbGl2ZQ"
THREAD_PARTS, COMMENT_PARTS = "id,snippet,replies", "id,snippet"


@pytest.fixture
def full(stage: YouTubeStage) -> YouTubeStage:
    """A channel that has something of everything."""
    world, account = stage.world, stage.account_id
    more = {"live_chat_id": CHAT, "captions": "hello\nthere", "thumbnail_url": "http://127.0.0.1/b.jpg", "views": 7}
    world.add_post("youtube", account, "live", "Baking live", "words", time.time(), **more)
    stage.fan_writes("reply", parent=stage.fan_writes("top"))
    held = stage.fan_writes("buy")
    stage.holds(held, "heldForReview")
    pictured = stage.fan_writes("look")
    world.rows(
        "update entries set attachments=? where id=?", '[{"type": "image", "url": "http://127.0.0.1/1"}]', pictured
    )
    stage.edits(pictured, "look here")
    fan = world.person("youtube", "ada")
    world.add_entry("youtube", account, LIVE_CHAT, "LCC.1", fan, "hi", conversation_id=CHAT, author_username="ada")
    return stage


def call(stage: YouTubeStage, verb: str, path: str, body: Any = None, **asked: object) -> httpx.Response:
    headers = {"Authorization": "Bearer token"}
    url = f"{stage.address}/youtube-api/youtube/v3/{path}"
    return httpx.request(verb, url, params=asked, json=body, headers=headers)  # type: ignore[arg-type]


CASES: list[tuple[str, str, str, dict[str, object], Any]] = [
    ("youtube.commentThreads.list", "GET", "commentThreads", {"allThreadsRelatedToChannelId": "ME", "part": THREAD_PARTS}, None),
    ("youtube.commentThreads.list", "GET", "commentThreads",
     {"allThreadsRelatedToChannelId": "ME", "part": THREAD_PARTS, "moderationStatus": "heldForReview", "maxResults": 5}, None),
    ("youtube.comments.list", "GET", "comments", {"id": "TOP", "part": COMMENT_PARTS, "textFormat": "plainText"}, None),
    ("youtube.comments.list", "GET", "comments", {"parentId": "TOP", "part": COMMENT_PARTS}, None),
    ("youtube.channels.list", "GET", "channels", {"mine": "true", "part": "id,snippet,contentDetails"}, None),
    ("youtube.videos.list", "GET", "videos", {"id": "live", "part": "id,snippet,statistics,status"}, None),
    ("youtube.playlistItems.list", "GET", "playlistItems", {"playlistId": "UPLOADS", "part": "snippet,contentDetails"}, None),
    ("youtube.captions.list", "GET", "captions", {"videoId": "live", "part": "id,snippet"}, None),
    ("youtube.captions.download", "GET", "captions/captions.live", {"tfmt": "srt", "alt": "media"}, None),
    ("youtube.liveBroadcasts.list", "GET", "liveBroadcasts", {"broadcastStatus": "active", "part": "id,snippet,status"}, None),
    ("youtube.liveChatMessages.list", "GET", "liveChat/messages",
     {"liveChatId": CHAT, "part": "id,snippet,authorDetails", "maxResults": 200}, None),
    ("youtube.comments.insert", "POST", "comments", {"part": "snippet"}, {"snippet": {"parentId": "TOP", "textOriginal": "hi"}}),
    ("youtube.comments.update", "PUT", "comments", {"part": "snippet"}, {"id": "OWN", "snippet": {"textOriginal": "hi"}}),
    ("youtube.comments.delete", "DELETE", "comments", {"id": "OWN"}, None),
    ("youtube.comments.setModerationStatus", "POST", "comments/setModerationStatus",
     {"id": "TOP", "moderationStatus": "rejected", "banAuthor": "true"}, None),
    ("youtube.liveChatMessages.insert", "POST", "liveChat/messages", {"part": "snippet"},
     {"snippet": {"liveChatId": CHAT, "type": "textMessageEvent", "textMessageDetails": {"messageText": "hi"}}}),
    ("youtube.liveChatMessages.delete", "DELETE", "liveChat/messages", {"id": "LCC.1"}, None),
]  # fmt: skip

STREAM = "youtube.youtube.v3.liveChat.messages.stream"


def test_every_method_of_the_stand_in_has_its_case_and_its_price() -> None:
    assert {case[0] for case in CASES} | {STREAM} == set(METHODS) == set(prices.PRICES)
    assert {id: method.units for id, method in METHODS.items()} == dict(prices.PRICES)
    assert "youtube.search.list" not in METHODS


@pytest.mark.parametrize(("id", "verb", "path", "asked", "body"), CASES)
def test_every_answer_is_what_google_describes(
    full: YouTubeStage, id: str, verb: str, path: str, asked: dict[str, object], body: Any
) -> None:
    described, _inside = description.method(verb, f"youtube/v3/{path}")
    assert described["id"] == id
    before = full.spent()
    answer = call(full, verb, path, _filled(full, body), **_filled(full, asked))
    assert answer.is_success, answer.text
    assert full.spent() - before == METHODS[id].units
    schema = described.get("response", {}).get("$ref")
    if schema is None:
        assert answer.status_code == 204 or answer.text.startswith("1\n00:00:00,000 --> ")
        return
    found = answer.json()
    assert list(description.differences(found, schema)) == []
    assert "items" not in found or found["items"], "an empty list proves nothing"


def test_every_page_of_the_stream_is_what_google_describes(full: YouTubeStage) -> None:
    url = f"{full.address}/youtube-api/youtube/v3/liveChat/messages/stream"
    asked = {"liveChatId": CHAT, "part": "id,snippet,authorDetails"}
    with httpx.stream("GET", url, params=asked, headers={"Authorization": "Bearer token"}) as answer:
        first = next(answer.iter_lines())
    page = httpx.Response(200, text=first.removeprefix("[")).json()
    assert page["items"] and list(description.differences(page, "LiveChatMessageListResponse")) == []


def test_an_answer_that_is_not_as_described_is_noticed() -> None:
    """Whatever the tests above would overlook is caught here."""
    good = {"kind": "k", "items": [{"id": "1", "snippet": {"likeCount": 1, "authorChannelId": {"value": "UC"}}}]}
    assert list(description.differences(good, "CommentListResponse")) == []
    for wrong, sentence in (
        ({"itemz": []}, "CommentListResponse has no itemz"),
        ({"items": {}}, "CommentListResponse.items is no array"),
        ({"items": [{"snippet": {"likeCount": "1"}}]}, "CommentListResponse.items[0].snippet.likeCount is no integer"),
        ({"items": [{"snippet": {"likeCount": True}}]}, "CommentListResponse.items[0].snippet.likeCount is no integer"),
        ({"items": [{"snippet": {"authorChannelId": "UC"}}]},
         "CommentListResponse.items[0].snippet.authorChannelId is no object"),
        ({"items": [{"snippet": {"viewerRating": "hate"}}]},
         "CommentListResponse.items[0].snippet.viewerRating may not be 'hate'"),
    ):  # fmt: skip
        assert list(description.differences(wrong, "CommentListResponse")) == [sentence]


@pytest.mark.parametrize(
    ("verb", "path", "asked", "body", "why"),
    [
        ("GET", "comments", {"part": "id", "id": "TOP", "since": "1"}, None, (400, "unexpectedParameter")),
        ("GET", "comments", {"id": "TOP"}, None, (400, "missingRequiredParameter")),
        ("GET", "commentThreads", {"part": "id", "videoId": "live", "maxResults": "many"}, None, (400, "invalidParameter")),
        ("GET", "commentThreads", {"part": "id", "videoId": "live", "maxResults": 101}, None, (400, "invalidParameter")),
        ("GET", "commentThreads", {"part": "id", "videoId": "live", "order": "oldest"}, None, (400, "invalidParameter")),
        ("GET", "liveChat/messages", {"part": "id", "liveChatId": CHAT, "maxResults": 50}, None, (400, "invalidParameter")),
        ("GET", "channels", {"part": "id", "mine": "yes"}, None, (400, "invalidParameter")),
        ("POST", "comments/setModerationStatus", {"id": "TOP", "moderationStatus": "gone"}, None, (400, "invalidParameter")),
        ("POST", "comments/setModerationStatus", {"id": "TOP", "moderationStatus": "likelySpam"}, None, (400, "invalidParameter")),
        ("POST", "comments/setModerationStatus", {"id": "TOP", "moderationStatus": "published"}, {"id": "x"}, (400, "parseError")),
        ("POST", "comments", {"part": "snippet"}, {"snippet": {"text": "hi"}}, (400, "badRequest")),
        ("POST", "comments", {"part": "snippet"}, {"snippet": {"parentId": 5}}, (400, "badRequest")),
        ("POST", "comments/markAsSpam", {"id": "TOP"}, None, (501, "notImplemented")),
        ("GET", "search", {"part": "id"}, None, (501, "notImplemented")),
        ("GET", "inbox", {"part": "id"}, None, (404, "notFound")),
    ],
)  # fmt: skip
def test_what_google_does_not_describe_is_refused(
    full: YouTubeStage, verb: str, path: str, asked: dict[str, object], body: Any, why: tuple[int, str]
) -> None:
    answer = call(full, verb, path, _filled(full, body), **_filled(full, asked))
    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == why
    assert full.our_replies() == []


def test_a_refused_call_costs_one_unit(full: YouTubeStage) -> None:
    assert call(full, "GET", "captions", part="id", videoId="live", since="1").status_code == 400
    assert full.spent() == 1 and quota.CAPTIONS_LIST == 50


def _filled(stage: YouTubeStage, made: Any) -> Any:
    """The same with what only this run knows."""
    if isinstance(made, dict):
        return {name: _filled(stage, one) for name, one in made.items()}
    top = stage.world.entries("youtube", "parent_id='' and hidden=0 and kind='comment'")[0].id
    own = {"OWN": lambda: stage.creator_writes("mine", parent=top)}
    words = {"ME": stage.account_id, "TOP": top, "UPLOADS": "UU" + stage.account_id[2:]}
    return own[made]() if made in own else words.get(made, made) if isinstance(made, str) else made

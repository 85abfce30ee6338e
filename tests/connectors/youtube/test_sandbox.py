"""The stand-in speaks the dialect of the Data API: parts, pages, errors, quota. Asked over HTTP, as any client would."""

import base64
import time
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.base import COMMENT
from connectors.world import World
from connectors.youtube import sandbox
from connectors.youtube.sandbox.quota import counter
from tests.connectors.contract import configured
from tests.connectors.youtube.conftest import YouTubeStage, settings_at

FORCE_SSL = "https://www.googleapis.com/auth/youtube.force-ssl"


def call(stage: YouTubeStage, method: str, path: str, token: str = "token", body: Any = None, **asked: object) -> Any:
    url = f"{stage.address}/youtube-api/youtube/v3/{path}"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.request(method, url, params=asked, json=body, headers=headers)  # type: ignore[arg-type]


def get(stage: YouTubeStage, path: str, **asked: object) -> Any:
    answer = call(stage, "GET", path, **{"part": "id,snippet", **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def threads(stage: YouTubeStage, **asked: object) -> Any:
    asked = {"allThreadsRelatedToChannelId": stage.account_id, "part": "snippet,replies", **asked}
    return get(stage, "commentThreads", **asked)


def reply(stage: YouTubeStage, parent: str, text: str) -> Any:
    return call(stage, "POST", "comments", part="snippet", body={"snippet": {"parentId": parent, "textOriginal": text}})


def why(answer: Any) -> tuple[int, str]:
    """The status and the reason of a refusal, whose body must have the documented shape."""
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "errors"} and error["code"] == answer.status_code
    assert set(error["errors"][0]) == {"message", "domain", "reason"}
    return answer.status_code, error["errors"][0]["reason"]


def spent(stage: YouTubeStage) -> int:
    return stage.world.count(counter(datetime.now(UTC)), 0)


# reading


def test_a_thread_has_the_documented_shape(stage: YouTubeStage) -> None:
    id = stage.fan_writes("Is it <warm>?", seconds_ago=90)
    below = stage.creator_writes("Very", parent=id)
    ada = stage.world.person("youtube", "ada")
    page = threads(stage, textFormat="plainText")
    (thread,) = page["items"]
    assert page["kind"] == "youtube#commentThreadListResponse" and page["etag"] and "nextPageToken" not in page
    assert page["pageInfo"] == {"totalResults": 1, "resultsPerPage": 20}
    assert (thread["kind"], thread["id"]) == ("youtube#commentThread", id) and thread["etag"]
    snippet = thread["snippet"]
    top = snippet.pop("topLevelComment")
    assert snippet == {
        "channelId": stage.account_id, "videoId": stage.post_id, "canReply": True, "isPublic": True, "totalReplyCount": 1
    }  # fmt: skip
    assert (top["kind"], top["id"]) == ("youtube#comment", id) and top["etag"]
    about = top["snippet"]
    assert about["authorChannelId"] == {"value": ada} and about["authorDisplayName"] == "@ada"
    assert about["textDisplay"] == "Is it <warm>?" and about["publishedAt"] == about["updatedAt"]
    assert (about["videoId"], about["channelId"]) == (stage.post_id, stage.account_id)
    assert datetime.fromisoformat(about["publishedAt"]).tzinfo and about["publishedAt"].endswith("Z")
    (inner,) = thread["replies"]["comments"]
    assert (inner["id"], inner["snippet"]["parentId"]) == (below, id)
    assert inner["snippet"]["textOriginal"] == "Very" and "textOriginal" not in about


def test_only_the_parts_that_were_asked_for_come(stage: YouTubeStage) -> None:
    stage.fan_writes("reply", parent=stage.fan_writes("hello"))
    assert set(threads(stage, part="id")["items"][0]) == {"kind", "etag", "id"}
    assert set(threads(stage, part="replies")["items"][0]) == {"kind", "etag", "id", "replies"}


def test_text_comes_as_html_unless_plain_text_is_asked_for(stage: YouTubeStage) -> None:
    id = stage.fan_writes('Tom & "Ada"\'s <b>\nnext')
    shown = get(stage, "comments", id=id)["items"][0]["snippet"]["textDisplay"]
    assert shown == "Tom &amp; &quot;Ada&quot;&#39;s &lt;b&gt;<br>next"


def test_threads_come_newest_first_and_a_reply_does_not_bring_an_old_one_up(stage: YouTubeStage) -> None:
    old, new = stage.fan_writes("old", seconds_ago=99), stage.fan_writes("new", seconds_ago=50)
    stage.fan_writes("reply", parent=old, seconds_ago=1)
    assert [row["id"] for row in threads(stage)["items"]] == [new, old]
    assert [row["id"] for row in threads(stage, allThreadsRelatedToChannelId="", videoId=stage.post_id)["items"]] == [
        new,
        old,
    ]
    assert [row["id"] for row in threads(stage, allThreadsRelatedToChannelId="", id=old)["items"]] == [old]


def test_at_most_five_replies_come_inside_and_all_of_them_are_counted(stage: YouTubeStage) -> None:
    top = stage.fan_writes("top", seconds_ago=99)
    replies = [stage.fan_writes(f"r{n}", parent=top, seconds_ago=50 - n) for n in range(7)]
    other = stage.fan_writes("other", seconds_ago=1)
    quiet, busy = threads(stage)["items"]
    assert (quiet["id"], quiet["snippet"]["totalReplyCount"], "replies" in quiet) == (other, 0, False)
    assert busy["snippet"]["totalReplyCount"] == 7
    assert [row["id"] for row in busy["replies"]["comments"]] == replies[:5]
    first = get(stage, "comments", parentId=top, maxResults=4)
    rest = get(stage, "comments", parentId=top, maxResults=4, pageToken=first["nextPageToken"])
    assert [row["id"] for row in first["items"] + rest["items"]] == replies[::-1] and "nextPageToken" not in rest
    assert "videoId" not in rest["items"][0]["snippet"]  # as recorded: a comment names its video only inside its thread


def test_new_and_deleted_comments_between_two_pages_shift_nothing(stage: YouTubeStage) -> None:
    written = stage.many_comments(7)
    first = threads(stage, maxResults=3)
    late = stage.fan_writes("late", seconds_ago=0)
    stage.world.delete_entry("youtube", first["items"][-1]["id"])
    second = threads(stage, maxResults=3, pageToken=first["nextPageToken"])
    third = threads(stage, maxResults=3, pageToken=second["nextPageToken"])
    found = [row["id"] for row in first["items"] + second["items"] + third["items"]]
    assert len(found) == 7 and set(found) == written and late not in found and "nextPageToken" not in third


def test_what_was_deleted_is_not_shown_and_not_counted(stage: YouTubeStage) -> None:
    top = stage.fan_writes("top")
    gone, stays = stage.fan_writes("gone", parent=top), stage.fan_writes("stays", parent=top)
    stage.world.delete_entry("youtube", gone)
    (thread,) = threads(stage)["items"]
    assert thread["snippet"]["totalReplyCount"] == 1
    assert [row["id"] for row in thread["replies"]["comments"]] == [stays]
    assert get(stage, "comments", id=f"{gone},{stays}")["items"][0]["id"] == stays
    stage.world.delete_entry("youtube", top)
    assert threads(stage)["items"] == []
    assert why(call(stage, "GET", "comments", part="snippet", parentId=top)) == (404, "commentNotFound")


def test_an_edited_comment_says_when(stage: YouTubeStage) -> None:
    id = stage.fan_writes("first", seconds_ago=0)
    before = get(stage, "comments", id=id)["items"][0]
    stage.edits(id, "second")
    after = get(stage, "comments", id=id)["items"][0]
    assert after["snippet"]["updatedAt"] > after["snippet"]["publishedAt"] == before["snippet"]["updatedAt"]
    assert after["snippet"]["textDisplay"] == "second" and after["etag"] != before["etag"]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({}, "missingRequiredParameter"),
        ({"videoId": "v", "id": "x"}, "incompatibleParameters"),
        ({"id": "x", "part": ""}, "missingRequiredParameter"),
        ({"id": "x", "part": "nonsense"}, "unknownPart"),
        ({"id": "x", "maxResults": 101}, "invalidParameter"),
        ({"id": "x", "order": "oldest"}, "invalidParameter"),
        ({"id": ",".join(map(str, range(51)))}, "invalidFilters"),
    ],
)
def test_what_makes_no_sense_is_refused(stage: YouTubeStage, asked: dict[str, object], reason: str) -> None:
    assert why(call(stage, "GET", "commentThreads", **{"part": "id", **asked})) == (400, reason)


@pytest.mark.parametrize("token", ["%%%", "MTI=", base64.urlsafe_b64encode(b"after 999999").decode()])
def test_a_bad_page_token_is_refused(stage: YouTubeStage, token: str) -> None:
    stage.fan_writes("hello")
    asked = {"part": "id", "allThreadsRelatedToChannelId": stage.account_id, "pageToken": token}
    assert why(call(stage, "GET", "commentThreads", **asked)) == (400, "invalidPageToken")


def test_videos_and_channels_that_are_not_there_are_refused(stage: YouTubeStage) -> None:
    assert why(call(stage, "GET", "commentThreads", part="id", videoId="nowhere")) == (404, "videoNotFound")
    asked = {"part": "id", "allThreadsRelatedToChannelId": "UCnobody"}
    assert why(call(stage, "GET", "commentThreads", **asked)) == (404, "channelNotFound")
    assert why(call(stage, "GET", "playlistItems", part="id", playlistId="UUnobody")) == (404, "playlistNotFound")
    stage.world.add_account("youtube", stage.account_id, "nika", "Nika", no_channel=True)
    assert "items" not in get(stage, "channels", mine="true")
    assert get(stage, "videos", id="nowhere")["items"] == [] and "items" not in get(stage, "channels", id="UCnobody")


def test_uploads_are_found_through_the_channel(stage: YouTubeStage) -> None:
    stage.world.add_post(
        "youtube", stage.account_id, "newvideo", "Buns", "", time.time(), thumbnail_url="http://127.0.0.1/b.jpg"
    )
    stage.fan_writes("reply", parent=stage.fan_writes("top"))
    (channel,) = get(stage, "channels", mine="true", part="snippet,contentDetails", key="k", alt="json")["items"]
    assert (channel["id"], channel["snippet"]["customUrl"]) == (stage.account_id, "@nika")
    playlist = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    first = get(stage, "playlistItems", playlistId=playlist, maxResults=1, part="snippet,contentDetails")
    second = get(stage, "playlistItems", playlistId=playlist, pageToken=first["nextPageToken"], part="contentDetails")
    found = [row["contentDetails"]["videoId"] for row in first["items"] + second["items"]]
    assert found == ["newvideo", stage.post_id] and "nextPageToken" not in second
    assert first["items"][0]["snippet"]["resourceId"] == {"kind": "youtube#video", "videoId": "newvideo"}
    video, new = get(stage, "videos", id=f"{stage.post_id},newvideo", part="snippet,statistics")["items"]
    assert (video["snippet"]["title"], video["statistics"]["commentCount"]) == ("Rye on embers", "2")
    assert new["snippet"]["thumbnails"]["high"]["url"] == "http://127.0.0.1/b.jpg"


def test_a_page_of_two_thousand_threads_comes_quickly(stage: YouTubeStage) -> None:
    rows = ((f"Ugx{n:023d}", "" if n % 3 else f"Ugx{n - 1:023d}", n) for n in range(3000))
    with_replies = "insert into entries (platform, account_id, kind, id, author_id, author_username, text, post_id, parent_id, created_at)"
    stage.world.rows("begin")
    for id, parent, at in rows:
        values = ("youtube", stage.account_id, COMMENT, id, "UCfan", "fan", "hello", stage.post_id, parent, at)
        stage.world.rows(f"{with_replies} values (?,?,?,?,?,?,?,?,?,?)", *values)
    stage.world.rows("commit")
    page, found, started = threads(stage, maxResults=100), 0, time.monotonic()
    while "nextPageToken" in page:
        found += len(page["items"])
        page = threads(stage, maxResults=100, pageToken=page["nextPageToken"])
    assert found + len(page["items"]) == 2000
    assert time.monotonic() - started < 10  # 20 pages; a scan of everything for each row takes minutes


def test_a_read_too_long_for_an_address_travels_as_a_post(stage: YouTubeStage) -> None:
    """As Google's own library does it, with more than 2,048 characters."""
    id = stage.fan_writes("hello")
    answer = httpx.post(
        f"{stage.address}/youtube-api/youtube/v3/comments",
        data={"part": "id", "id": id},
        headers={"Authorization": "Bearer token", "X-HTTP-Method-Override": "GET"},
    )
    assert [row["id"] for row in answer.json()["items"]] == [id] and stage.our_replies() == []


# writing


def test_a_reply_is_answered_with_the_comment_it_became_and_survives_a_new_world(stage: YouTubeStage) -> None:
    top = stage.fan_writes("hello")
    made = reply(stage, top, "hi <you>").json()
    assert made["kind"] == "youtube#comment" and made["id"].startswith(f"{top}.")
    about = made["snippet"]
    assert (about["parentId"], about["textOriginal"], about["textDisplay"]) == (top, "hi <you>", "hi &lt;you&gt;")
    assert about["authorChannelId"]["value"] == stage.account_id
    entry = World(stage.world.rows("pragma database_list")[0]["file"]).entry("youtube", made["id"])
    assert entry and (entry.by_account, entry.via_api, entry.parent_id, entry.conversation_id) == (True, True, top, top)


def test_replies_that_the_platform_does_not_take_say_why(stage: YouTubeStage) -> None:
    top = stage.fan_writes("hello")
    below = stage.fan_writes("me too", parent=top)
    held, gone = stage.fan_writes("held"), stage.fan_writes("gone")
    stage.world.hide_entry("youtube", held, True)
    stage.world.delete_entry("youtube", gone)
    assert why(reply(stage, below, "hi")) == (400, "operationNotSupported")
    assert why(reply(stage, "", "hi")) == (400, "parentIdMissing")
    assert why(reply(stage, top, "  ")) == (400, "commentTextRequired")
    assert why(reply(stage, top, "x" * 10_001)) == (400, "commentTextTooLong")
    assert why(reply(stage, held, "hi")) == (400, "parentCommentIsPrivate")
    assert why(reply(stage, gone, "hi")) == (404, "commentNotFound")
    assert stage.our_replies() == []
    assert reply(stage, top, "x" * 10_000).status_code == 200


def test_a_video_may_have_its_comments_switched_off(stage: YouTubeStage) -> None:
    top = stage.fan_writes("hello")
    stage.world.add_post("youtube", stage.account_id, stage.post_id, "Rye", "", time.time(), comments_disabled=True)
    assert why(reply(stage, top, "hi")) == (403, "commentsDisabled")
    assert why(call(stage, "GET", "commentThreads", part="id", videoId=stage.post_id)) == (403, "commentsDisabled")
    assert threads(stage)["items"][0]["snippet"]["canReply"] is False


def test_ones_own_comment_can_be_changed_and_deleted_and_a_fans_cannot(stage: YouTubeStage) -> None:
    top = stage.fan_writes("hello")
    made = reply(stage, top, "hi").json()["id"]
    body = {"id": made, "snippet": {"textOriginal": "hi there"}}
    changed = call(stage, "PUT", "comments", part="snippet", body=body).json()["snippet"]
    assert changed["textOriginal"] == "hi there" and changed["updatedAt"] != changed["publishedAt"]
    assert why(call(stage, "PUT", "comments", part="snippet", body={**body, "id": top})) == (403, "forbidden")
    assert why(call(stage, "DELETE", "comments", id=top)) == (403, "forbidden")
    deleted = call(stage, "DELETE", "comments", id=made)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert why(call(stage, "DELETE", "comments", id=made)) == (404, "commentNotFound")


def test_what_is_held_for_review_is_shown_to_its_owner_only_where_it_asks_for_it(stage: YouTubeStage) -> None:
    top, spam = stage.fan_writes("hello"), stage.fan_writes("buy followers")
    mine = stage.creator_writes("mine")
    held = call(stage, "POST", "comments/setModerationStatus", id=f"{spam},{mine}", moderationStatus="heldForReview")
    assert (held.status_code, held.content) == (204, b"")
    assert {row["id"] for row in threads(stage)["items"]} == {top, mine}  # one's own stays visible
    (row,) = threads(stage, moderationStatus="heldForReview")["items"]
    assert row["id"] == spam and row["snippet"]["isPublic"] is False
    assert row["snippet"]["topLevelComment"]["snippet"]["moderationStatus"] == "heldForReview"
    call(stage, "POST", "comments/setModerationStatus", id=spam, moderationStatus="published")
    assert {row["id"] for row in threads(stage)["items"]} == {top, spam, mine}
    for asked, reason in (({"moderationStatus": "spam"}, "invalidParameter"), ({}, "missingRequiredParameter")):
        assert why(call(stage, "POST", "comments/setModerationStatus", id=spam, **asked)) == (400, reason)
    asked = {"id": spam, "moderationStatus": "published", "banAuthor": "true"}
    assert why(call(stage, "POST", "comments/setModerationStatus", **asked)) == (400, "banWithoutReject")


def test_somebody_elses_comments_can_be_read_and_not_touched(stage: YouTubeStage) -> None:
    id = stage.fan_writes("hello")
    stage.world.add_account("youtube", "UCother", "other", "Other")
    stage.world.keep_token("others", "youtube", "UCother", "access", 3600)
    asked = {"part": "id", "allThreadsRelatedToChannelId": stage.account_id}
    assert call(stage, "GET", "commentThreads", "others", **asked).json()["items"][0]["id"] == id
    held = call(stage, "GET", "commentThreads", "others", **asked, moderationStatus="heldForReview")
    assert why(held) == (403, "forbidden")
    asked = {"id": id, "moderationStatus": "rejected"}
    assert why(call(stage, "POST", "comments/setModerationStatus", "others", **asked)) == (403, "forbidden")


# tokens, quota, faults


def test_calls_without_a_living_access_token_are_refused(stage: YouTubeStage) -> None:
    stage.world.keep_token("old", "youtube", stage.account_id, "access", -1)
    stage.world.keep_token("reader", "youtube", stage.account_id, "access", 60, FORCE_SSL.replace("force-ssl", "other"))
    for token in ("", "nobody's", "old", "lasting"):
        assert why(call(stage, "GET", "channels", token, part="id", mine="true")) == (401, "authError")
    assert why(call(stage, "GET", "channels", "reader", part="id", mine="true")) == (403, "insufficientPermissions")
    assert spent(stage) == 0


def test_reads_cost_1_writes_50_and_refused_calls_1(stage: YouTubeStage) -> None:
    top = stage.fan_writes("hello")
    threads(stage)
    assert spent(stage) == 1
    reply(stage, top, "hi")
    assert spent(stage) == 51
    reply(stage, "nowhere", "hi")
    assert spent(stage) == 52


def test_a_spent_quota_is_refused_until_midnight_pacific(stage: YouTubeStage) -> None:
    top = stage.fan_writes("hello")
    with configured(**settings_at(stage.address), YOUTUBE_UNITS_PER_DAY="51"):
        assert reply(stage, top, "hi").status_code == 200
        refused = reply(stage, top, "again")
        assert why(refused) == (403, "quotaExceeded")
        assert refused.json()["error"]["errors"][0]["domain"] == "youtube.quota"
        assert len(threads(stage)["items"]) == 1  # what is left suffices for it
    assert [entry.text for entry in stage.our_replies()] == ["hi"]
    assert counter(datetime(2026, 11, 21, 7, 59, tzinfo=UTC)) != counter(datetime(2026, 11, 21, 8, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("mode", "answer", "written"),
    [
        ("fail_before", (500, "backendError"), 0),
        ("fail_after", (500, "backendError"), 1),
        ("throttle", (429, "rateLimitExceeded"), 0),
        ("quota_exceeded", (403, "quotaExceeded"), 0),
        ("close_window", (400, "operationNotSupported"), 0),
        ("gone", (404, "commentNotFound"), 0),
        ("expire_token", (401, "authError"), 0),
    ],
)
def test_ordered_faults_speak_the_platforms_words(
    stage: YouTubeStage, mode: str, answer: tuple[int, str], written: int
) -> None:
    top = stage.fan_writes("hello")
    stage.goes_wrong("send", mode, seconds=7)
    refused = reply(stage, top, "hi")
    assert why(refused) == answer and refused.headers.get("Retry-After") == ("7" if mode == "throttle" else None)
    assert len(stage.our_replies()) == written
    entry = stage.world.entry("youtube", top)
    assert entry and (entry.deleted_at is not None) is (mode == "gone")


@pytest.mark.parametrize(("mode", "written"), [("timeout_before", 0), ("timeout_after", 1)])
def test_silence_lasts_as_long_as_it_was_ordered(stage: YouTubeStage, mode: str, written: int) -> None:
    top, started = stage.fan_writes("hello"), time.monotonic()
    stage.goes_wrong("send", mode, seconds=0.3)
    with pytest.raises(httpx.TransportError):
        reply(stage, top, "hi")
    assert time.monotonic() - started >= 0.3 and len(stage.our_replies()) == written


def test_ids_have_the_platforms_style() -> None:
    top = sandbox.new_id("comment")
    below = sandbox.new_id("comment", top)
    assert top.startswith("Ugx") and len(top) == 26 and "." not in top
    assert below.startswith(f"{top}.") and len(below) == 26 + 1 + 22
    assert sandbox.new_id("comment", below).count(".") == 1 and len(sandbox.new_id("post")) == 11

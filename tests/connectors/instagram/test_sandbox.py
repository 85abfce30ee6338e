"""The stand-in speaks Instagram's dialect: fields, pages, errors, headers. Asked over HTTP, as any client would."""

import json
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest

from connectors.base import Tokens
from connectors.instagram import PLATFORM, sandbox, webhooks
from connectors.world import World
from tests.connectors.contract import gather
from tests.connectors.instagram.conftest import ACCOUNT, InstagramStage


def get(stage: InstagramStage, path: str, token: str = "token", **asked: object) -> Any:
    url = f"{stage.address}/instagram/v26.0/{path}"
    return httpx.get(url, params=asked, headers={"Authorization": f"Bearer {token}"}).json()  # type: ignore[arg-type]


def test_only_the_fields_that_were_asked_for_come_and_unknown_ones_are_ignored(stage: InstagramStage) -> None:
    id = stage.fan_writes("hello")
    assert get(stage, id) == {"id": id, "text": "hello", "timestamp": get(stage, id, fields="timestamp")["timestamp"]}
    assert get(stage, id, fields="text,like_count,nonsense,more{of{it}}") == {
        "id": id,
        "text": "hello",
        "like_count": 0,
    }


def test_comments_are_top_level_newest_first_at_most_50_a_page(stage: InstagramStage) -> None:
    stage.many_comments(60)
    newest = stage.fan_writes("newest", seconds_ago=0)
    stage.fan_writes("a reply", parent=newest, seconds_ago=0)
    page = get(stage, f"{stage.post_id}/comments", limit=99, fields="id,text")
    assert (len(page["data"]), page["data"][0]["id"]) == (50, newest)
    rest = get(stage, f"{stage.post_id}/comments", limit=50, after=page["paging"]["cursors"]["after"])
    assert len(rest["data"]) == 11 and "next" not in rest["paging"]
    assert {row["text"] for row in page["data"] + rest["data"]} == {"newest"} | {f"comment {n}" for n in range(60)}


def test_replies_come_inside_their_comment_when_asked_for(stage: InstagramStage) -> None:
    top = stage.fan_writes("top", seconds_ago=99)
    replies = [stage.fan_writes(f"r{n}", parent=top, seconds_ago=50 - n) for n in range(3)]
    (row,) = get(stage, f"{stage.post_id}/comments", fields="id,replies.limit(2){id,from,parent_id}")["data"]
    assert [reply["id"] for reply in row["replies"]["data"]] == replies[:2]
    assert row["replies"]["data"][0]["from"]["username"] == "ada" and row["replies"]["data"][0]["parent_id"] == top
    assert "next" in row["replies"]["paging"]


def test_posts_count_their_comments_with_replies(stage: InstagramStage) -> None:
    stage.fan_writes("reply", parent=stage.fan_writes("top"))
    (post,) = get(stage, "me/media", fields="caption,comments_count,username")["data"]
    assert post == {"id": stage.post_id, "caption": "Rye on embers", "comments_count": 2, "username": "nika"}
    assert get(stage, f"{ACCOUNT}/media")["data"] == [{"id": stage.post_id}]


def test_a_conversation_tells_of_its_20_newest_messages_only(stage: InstagramStage) -> None:
    ids = [stage.fan_sends(f"m{n}", seconds_ago=100 - n) for n in range(25)]
    (row,) = get(stage, "me/conversations", platform="instagram", fields="messages.limit(50){message}")["data"]
    assert [message["message"] for message in row["messages"]["data"]] == [f"m{n}" for n in range(24, 4, -1)]
    assert get(stage, ids[-1], fields="message,from")["message"] == "m24"
    assert get(stage, ids[0])["error"]["code"] == 100


def test_conversations_are_found_by_person(stage: InstagramStage) -> None:
    stage.fan_sends("hi", username="ada")
    stage.fan_sends("hi", username="ben")
    ben = stage.world.person("instagram", "ben")
    (row,) = get(stage, "me/conversations", platform="instagram", user_id=ben, fields="participants")["data"]
    assert row["participants"]["data"][0] == {"username": "ben", "id": ben}
    assert get(stage, "me/conversations")["error"]["code"] == 100


@pytest.mark.parametrize("path", ["4711", "4711/comments", "4711/replies"])
def test_what_is_not_there_is_code_100_with_subcode_33(stage: InstagramStage, path: str) -> None:
    error = get(stage, path)["error"]
    assert (error["code"], error["error_subcode"], error["type"]) == (100, 33, "GraphMethodException")
    assert error["fbtrace_id"] and error["is_transient"] is False


def test_somebody_elses_comments_are_not_there(stage: InstagramStage) -> None:
    id = stage.fan_writes("hello")
    stage.world.add_account("instagram", "17841400000000078", "other", "Other")
    stage.world.keep_token("others", "instagram", "17841400000000078", "dashboard", 3600)
    assert get(stage, id, token="others")["error"]["code"] == 100
    assert get(stage, f"{stage.post_id}/comments", token="others")["error"]["code"] == 100


def test_dead_tokens_are_code_190(stage: InstagramStage) -> None:
    stage.world.expire_token("token")
    assert (get(stage, "me")["error"]["code"], get(stage, "me")["error"]["error_subcode"]) == (190, 463)
    assert get(stage, "me", token="nobody's")["error"]["code"] == 190


def test_a_bad_cursor_is_refused(stage: InstagramStage) -> None:
    assert get(stage, f"{stage.post_id}/comments", after="%%%")["error"]["code"] == 100
    assert get(stage, f"{stage.post_id}/comments", after="WzFd")["error"]["code"] == 100


def test_every_answer_says_how_much_was_used(stage: InstagramStage) -> None:
    answer = httpx.get(f"{stage.address}/instagram/v26.0/me", params={"access_token": "token"})
    assert set(answer.json()) == {"id"} and "call_count" in answer.headers["x-app-usage"]


def test_a_reply_through_the_api_is_marked_and_survives_a_new_world(stage: InstagramStage) -> None:
    top = stage.fan_writes("hello")
    url = f"{stage.address}/instagram/v26.0/{top}/replies"
    made = httpx.post(url, data={"message": "hi"}, params={"access_token": "token"}).json()["id"]
    path = stage.world.rows("pragma database_list")[0]["file"]
    entry = World(path).entry("instagram", made)
    assert entry and (entry.by_account, entry.via_api, entry.author_id, entry.answers) == (True, True, ACCOUNT, top)


def test_the_creators_own_comment_stays_visible(stage: InstagramStage) -> None:
    id = stage.creator_writes("mine")
    httpx.post(f"{stage.address}/instagram/v26.0/{id}", params={"access_token": "token", "hide": "true"})
    entry = stage.world.entry("instagram", id)
    assert entry and not entry.hidden


def test_silence_lasts_as_long_as_it_was_ordered(stage: InstagramStage) -> None:
    stage.goes_wrong("fetch", "timeout_before", seconds=0.3)
    started = time.monotonic()
    with pytest.raises(httpx.TransportError):
        get(stage, "me/media")
    assert time.monotonic() - started >= 0.3


def test_what_is_pushed_is_what_polling_would_find(stage: InstagramStage) -> None:
    top = stage.fan_writes("hello")
    stage.fan_writes("and you?", username="ben", parent=top)
    stage.creator_writes("thank you", parent=top)
    message = stage.fan_sends("hi", attachments=[{"type": "image", "url": "https://x.test/1"}])
    stage.connector().send(stage.message_target(message), "hello ada")
    polled = gather(stage.connector())
    assert len(polled) == 5
    for entry in stage.world.entries("instagram", "1=1"):
        body = json.dumps(sandbox.webhook_body(stage.world, entry)).encode()
        ((account, pushed),) = webhooks.parse(body)
        found = polled[entry.id]
        thin = replace(found, author_name="", author_username=pushed.author_username, post=pushed.post)
        assert account == ACCOUNT
        assert (
            replace(pushed, created_at=found.created_at, reply_by=found.reply_by, by_hand_until=found.by_hand_until)
            == thin
        )
        assert bool(pushed.post) == bool(found.post) and bool(pushed.reply_by) == bool(found.reply_by)


def test_tokens_without_consent_work_at_once(stage: InstagramStage) -> None:
    given = sandbox.issue_tokens(stage.world, ACCOUNT)
    assert PLATFORM.identify(Tokens(given["access_token"])).external_id == ACCOUNT
    assert given["expires_in"] > 59 * 86_400


def test_ids_have_the_platforms_style() -> None:
    assert sandbox.new_id("comment").isdigit() and sandbox.new_id("post").isdigit()
    assert sandbox.new_id("direct_message").startswith("aWdf")
    assert len({sandbox.new_id("comment", "1") for _ in range(100)}) == 100

"""Broadcasts and their chats. A post kept with `live_chat_id` is a broadcast: it runs until it is kept with `live_ended` too.

What is said in a chat are entries of the kind "live_chat", whose conversation is the chat.
"""

import json
import time
from collections.abc import Iterator

from flask import Response

from connectors.base import LIVE_CHAT
from connectors.world import Entry, World
from connectors.youtube.sandbox.answers import (
    NAME,
    Made,
    Refused,
    bad_page_token,
    page,
    page_token,
    parameter_missing,
    read_page_token,
    resource,
    stamp,
)
from connectors.youtube.sandbox.calls import Call
from connectors.youtube.sandbox.resources import handle, picture_sizes

_DOMAIN = "youtube.liveChat"
_MOST_CHARACTERS = 200
_STREAM_SECONDS, _BEAT_SECONDS = 30.0, 0.1
_POLL_MILLISECONDS = 5_000
_STATES = {"active": False, "completed": True}


def broadcasts(call: Call) -> Made:
    """liveBroadcasts.list of one's own, by state or by id."""
    parts, per_page = (
        call.parts(("id", "snippet", "contentDetails", "status", "statistics")),
        call.per_page(5, 50, least=0),
    )
    named = call.only_filter("mine", "broadcastStatus", "id")
    posts = [post for post in call.world.posts(NAME, call.account["id"]) if post.get("live_chat_id")]
    if named == "id":
        posts = [post for post in posts if post["id"] in call.ids()]
    elif named == "broadcastStatus" and call.asked["broadcastStatus"] != "all":
        ended = _STATES.get(call.asked["broadcastStatus"])
        posts = [post for post in posts if bool(post.get("live_ended")) is ended]
    return page("liveBroadcast", [_broadcast(post, call.account, parts) for post in posts[:per_page]], per_page)


def _broadcast(post: Made, channel: Made, parts: set[str]) -> Made:
    started = stamp(post["created_at"])
    snippet = {
        "publishedAt": started, "channelId": channel["id"], "title": post["title"], "description": post["caption"],
        "scheduledStartTime": started, "actualStartTime": started, "thumbnails": picture_sizes(post.get("thumbnail_url")),
        "isDefaultBroadcast": False, "liveChatId": post["live_chat_id"],
    }  # fmt: skip
    if post.get("live_ended"):
        snippet["actualEndTime"] = started
        del snippet["liveChatId"]
    state = {"lifeCycleStatus": "complete" if post.get("live_ended") else "live", "privacyStatus": "public"}
    made = {"snippet": snippet, "status": state}
    return resource("liveBroadcast", post["id"], {name: part for name, part in made.items() if name in parts})


def messages(call: Call) -> Made:
    """liveChatMessages.list: oldest first, from the place of the page token on."""
    parts, per_page = call.parts(("id", "snippet", "authorDetails")), call.per_page(500, 2_000, least=200)
    post = _chat(call)
    return _page(call, _since(call, read_page_token(call.asked.get("pageToken", "")))[:per_page], post, parts)


def stream(call: Call) -> Response:
    """liveChat.messages.stream: an array that grows by a page whenever somebody wrote, for half a minute."""
    parts, post = call.parts(("id", "snippet", "authorDetails")), _chat(call)
    first = _since(call, read_page_token(call.asked.get("pageToken", "")))
    return Response(_pages(call, first, post, parts), mimetype="application/json")


def _pages(call: Call, fresh: list[Entry], post: Made, parts: set[str]) -> Iterator[str]:
    """Blanks in between are for seeing whether anybody is still listening."""
    ends, opening, place = time.monotonic() + _STREAM_SECONDS, "[", call.asked.get("pageToken", "")
    while time.monotonic() < ends:
        if fresh or opening == "[":
            made = _page(call, fresh, post, parts, place)
            place = made["nextPageToken"]
            yield f"{opening}{json.dumps(made)}\r\n"
            opening = ","
        yield "\n"
        if post.get("live_ended"):
            break
        time.sleep(_BEAT_SECONDS)
        fresh, post = _since(call, read_page_token(place)), _chat_post(call.world, call.asked["liveChatId"]) or post
    yield "]"


def insert(call: Call) -> Made:
    """liveChatMessages.insert: a text of at most 200 characters in a chat that runs."""
    parts = call.parts(("id", "snippet"))
    snippet = call.body.get("snippet", {})
    chat_id, text = (
        str(snippet.get("liveChatId") or ""),
        str(snippet.get("textMessageDetails", {}).get("messageText") or ""),
    )
    if not chat_id or snippet.get("type") != "textMessageEvent":
        raise parameter_missing("snippet.liveChatId, snippet.type")
    if not text.strip() or len(text) > _MOST_CHARACTERS:
        raise Refused(400, "messageTextInvalid", "The message text is not valid.", _DOMAIN)
    post = _running(call, chat_id)
    made = call.world.add_entry(
        NAME, call.account["id"], LIVE_CHAT, f"LCC.{chat_id}.{time.time_ns()}", call.account["id"], text,
        post_id=post["id"], conversation_id=chat_id, author_username=call.account["username"],
        author_name=call.account["name"], by_account=1, via_api=1,
    )  # fmt: skip
    return _message(made, call.account["id"], parts)


def delete(call: Call) -> None:
    """liveChatMessages.delete, for the owner of the chat and for whoever wrote it."""
    entry = call.world.entry(NAME, call.asked["id"])
    if entry is None or entry.deleted_at is not None or entry.kind != LIVE_CHAT:
        raise Refused(404, "liveChatMessageNotFound", "The message cannot be found.", _DOMAIN)
    if call.account["id"] not in (entry.account_id, entry.author_id):
        raise Refused(403, "forbidden", "The message cannot be deleted due to insufficient permissions.", _DOMAIN)
    call.world.delete_entry(NAME, entry.id)


def _chat(call: Call) -> Made:
    chat_id = call.asked.get("liveChatId", "")
    if not chat_id:
        raise parameter_missing("liveChatId")
    return _running(call, chat_id)


def _running(call: Call, chat_id: str) -> Made:
    post = _chat_post(call.world, chat_id)
    if post is None:
        raise Refused(404, "liveChatNotFound", "The live chat cannot be found.", _DOMAIN)
    if post.get("live_ended"):
        raise Refused(403, "liveChatEnded", "The specified live chat is no longer live.", _DOMAIN)
    return post


def _chat_post(world: World, chat_id: str) -> Made | None:
    posts = (post for channel in world.accounts(NAME) for post in world.posts(NAME, channel["id"]))
    return next((post for post in posts if post.get("live_chat_id") == chat_id), None)


def _since(call: Call, last: str) -> list[Entry]:
    if last and not last.isdecimal():
        raise bad_page_token()
    where = "kind=? and conversation_id=? and number>?"
    return call.world.entries(NAME, where, LIVE_CHAT, call.asked["liveChatId"], int(last or 0), tail="order by number")


def _page(call: Call, found: list[Entry], post: Made, parts: set[str], place: str = "") -> Made:
    rows = [_message(entry, call.account["id"], parts) for entry in found]
    after = page_token(found[-1].number) if found else place or call.asked.get("pageToken") or page_token(0)
    made = {**page("liveChatMessage", rows, len(rows), after), "kind": "youtube#liveChatMessageListResponse"}
    made["pollingIntervalMillis"] = _POLL_MILLISECONDS
    return {**made, "offlineAt": stamp(time.time())} if post.get("live_ended") else made


def _message(entry: Entry, owner_id: str, parts: set[str]) -> Made:
    snippet = {
        "type": "textMessageEvent", "liveChatId": entry.conversation_id, "authorChannelId": entry.author_id,
        "publishedAt": stamp(entry.created_at), "hasDisplayContent": True, "displayMessage": entry.text,
        "textMessageDetails": {"messageText": entry.text},
    }  # fmt: skip
    author = {
        "channelId": entry.author_id, "channelUrl": f"http://www.youtube.com/channel/{entry.author_id}",
        "displayName": handle(entry.author_username), "isVerified": False, "isChatOwner": entry.author_id == owner_id,
        "isChatSponsor": False, "isChatModerator": False,
    }  # fmt: skip
    made = {"snippet": snippet, "authorDetails": author}
    return resource("liveChatMessage", entry.id, {name: part for name, part in made.items() if name in parts})

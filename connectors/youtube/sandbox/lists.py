"""The reading half of the Data API: threads, comments, channels, videos and a channel's list of uploads."""

from connectors.base import COMMENT
from connectors.world import Entry, World
from connectors.youtube.sandbox import statuses
from connectors.youtube.sandbox.answers import NAME, Made, Refused, bad_page_token, page, page_token, read_page_token
from connectors.youtube.sandbox.calls import Call
from connectors.youtube.sandbox.resources import Resources, top_level, uploads_of

_THREAD_PARTS = ("id", "snippet", "replies")
_COMMENT_PARTS = ("id", "snippet")
_VIDEO_PARTS = ("id", "snippet", "statistics", "contentDetails", "status")
_CHANNEL_PARTS = (*_VIDEO_PARTS, "brandingSettings", "localizations", "topicDetails")


def threads(call: Call) -> Made:
    """commentThreads.list: newest first by the time of the top-level comment; "relevance" changes nothing here."""
    parts, per_page = call.parts(_THREAD_PARTS), call.per_page(20, 100)
    call.one_of("order", "time", "relevance")
    status = call.one_of("moderationStatus", *statuses.STATUSES)
    resources = Resources(call.world, call.account, call.is_plain())
    if call.only_filter("allThreadsRelatedToChannelId", "videoId", "id") == "id":
        found = [entry for entry in _by_ids(call) if top_level(entry)]
        return page("commentThread", resources.threads(found, parts), per_page)
    where, values = _place(call, resources, status)
    tops, more = _newest(call, where, values, per_page)
    return page("commentThread", resources.threads(tops, parts), per_page, more)


def _place(call: Call, resources: Resources, status: str) -> tuple[str, tuple[object, ...]]:
    """Where the threads stand, as SQL. What is not published is for the owner only."""
    video_id = call.asked.get("videoId", "")
    channel_id = _owner_of(call.world, video_id) if video_id else call.asked["allThreadsRelatedToChannelId"]
    if call.world.account(NAME, channel_id) is None:
        raise Refused(404, "channelNotFound", "The channel cannot be found.", "youtube.commentThread")
    if status != "published" and channel_id != call.account["id"]:
        raise Refused(
            403, "forbidden", "Only the channel's owner may see comments of this status.", "youtube.commentThread"
        )
    if video_id and resources.comments_closed(video_id):
        sentence = "The video identified by the videoId parameter has disabled comments."
        raise Refused(403, "commentsDisabled", sentence, "youtube.commentThread")
    statuses.reject_banned(call.world, channel_id)
    of = "post_id=? and kind=?" if video_id else "account_id=? and kind=?"
    return f"{of} and parent_id='' and hidden=?", (video_id or channel_id, COMMENT, statuses.number(status))


def comments(call: Call) -> Made:
    """comments.list: by id, or the replies in a thread, newest first."""
    parts, per_page = call.parts(_COMMENT_PARTS), call.per_page(20, 100)
    resources = Resources(call.world, call.account, call.is_plain())
    if call.only_filter("id", "parentId") == "id":
        return page("comment", [resources.comment(entry, parts) for entry in _by_ids(call)], per_page)
    parent = call.comment(call.asked["parentId"])
    statuses.reject_banned(call.world, parent.account_id)
    found, more = _newest(call, "parent_id=? and hidden=0", (parent.id,), per_page)
    return page("comment", [resources.comment(entry, parts) for entry in found], per_page, more)


def channels(call: Call) -> Made:
    """channels.list: mine, or by id. Without any there are no `items` at all, as on the platform.

    An account kept with `no_channel` is that of somebody who never made a channel.
    """
    parts, per_page = call.parts(_CHANNEL_PARTS), call.per_page(5, 50, least=0)
    if call.only_filter("mine", "id") == "mine":
        found = [] if call.account.get("no_channel") else [call.account]
    else:
        accounts = {account["id"]: account for account in call.world.accounts(NAME)}
        found = [accounts[id] for id in call.ids() if id in accounts]
    resources = Resources(call.world, call.account)
    made = page("channel", [resources.channel(account, parts) for account in found], per_page)
    return made if found else {name: value for name, value in made.items() if name != "items"}


def videos(call: Call) -> Made:
    """videos.list, by id."""
    parts, ids = call.parts(_VIDEO_PARTS), call.ids()
    resources = Resources(call.world, call.account)
    rows: dict[str, Made] = {}
    for channel in call.world.accounts(NAME):
        rows |= {
            post["id"]: resources.video(post, channel, parts)
            for post in call.world.posts(NAME, channel["id"])
            if post["id"] in ids
        }
    return page("video", [rows[id] for id in ids if id in rows], len(ids))


def uploads(call: Call) -> Made:
    """playlistItems.list of the list of a channel's uploads, newest first."""
    parts, per_page = call.parts(("id", "snippet", "contentDetails", "status")), call.per_page(5, 50, least=0)
    playlist = call.asked[call.only_filter("playlistId")]
    channel = next((one for one in call.world.accounts(NAME) if uploads_of(one["id"]) == playlist), None)
    if channel is None:
        sentence = "The playlist identified with the request's playlistId parameter cannot be found."
        raise Refused(404, "playlistNotFound", sentence, "youtube.playlistItem")
    posts, last = call.world.posts(NAME, channel["id"]), read_page_token(call.asked.get("pageToken", ""))
    places = [post["id"] for post in posts]
    if last and last not in places:
        raise bad_page_token()
    start = places.index(last) + 1 if last else 0
    end = start + per_page
    resources = Resources(call.world, call.account)
    rows = [resources.upload(posts[place], channel, place, parts) for place in range(start, min(end, len(posts)))]
    return page("playlistItem", rows, per_page, page_token(places[end - 1]) if rows and end < len(posts) else "")


def _owner_of(world: World, video_id: str) -> str:
    found = world.rows("select account_id from posts where platform=? and id=?", NAME, video_id)
    if not found:
        sentence = "The video identified by the videoId parameter could not be found."
        raise Refused(404, "videoNotFound", sentence, "youtube.commentThread")
    return str(found[0]["account_id"])


def _by_ids(call: Call) -> list[Entry]:
    """Those that still stand; nothing is said of the others."""
    found = (call.world.entry(NAME, id) for id in call.ids())
    return [entry for entry in found if entry and entry.deleted_at is None and entry.kind == COMMENT]


def _newest(call: Call, where: str, values: tuple[object, ...], per_page: int) -> tuple[list[Entry], str]:
    """The entries of one page, newest first, and the token of the next page or ""."""
    at, number = _after(call.world, read_page_token(call.asked.get("pageToken", "")))
    found = call.world.entries(
        NAME, f"{where} and created_at<=? and (created_at<? or number<?)", *values, at, at, number,
        tail=f"order by created_at desc, number desc limit {per_page + 1}",
    )  # fmt: skip
    rows = found[:per_page]
    return rows, page_token(rows[-1].number) if len(found) > per_page else ""


def _after(world: World, last: str) -> tuple[float, int]:
    """The place of the last entry that was given, though it may be deleted by now."""
    if not last:
        return 1e12, 0
    number = int(last) if last.isdecimal() else 0
    found = world.rows("select created_at from entries where platform=? and number=?", NAME, number)
    if not found:
        raise bad_page_token()
    return found[0]["created_at"], number

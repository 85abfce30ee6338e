"""How channels, videos, threads and comments of the world look as resources of the Data API."""

import html
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from connectors.base import COMMENT
from connectors.world import Entry, World
from connectors.youtube.sandbox import statuses
from connectors.youtube.sandbox.answers import NAME, Made, resource, stamp

Parts = Collection[str]
REPLIES_INSIDE = 5
"""So many replies come inside their thread. Which ones, YouTube does not say; here the oldest, so that nobody counts on the newest."""
_INSIDE = (
    "number in (select number from (select number, row_number() over (partition by parent_id order by created_at, number)"
    " as place from entries where platform=? and hidden=0 and deleted_at is null and parent_id in ({marks})) where place<=?)"
)
_COUNTS = (
    "select parent_id, count(*) as replies from entries where platform=? and hidden=0 and deleted_at is null"
    " and parent_id in ({marks}) group by parent_id"
)


@dataclass
class Resources:
    """The resources as one account's token sees them. `plain`: texts as they were written, not as HTML."""

    world: World
    account: Made
    plain: bool = False
    _closed: dict[str, bool] = field(default_factory=dict, init=False)

    def threads(self, tops: list[Entry], parts: Parts) -> list[Made]:
        """The threads of these top-level comments, in their order."""
        ids = [top.id for top in tops]
        counts, inside = self._reply_counts(ids), self._replies_inside(ids) if "replies" in parts else {}
        return [self._thread(top, counts.get(top.id, 0), inside.get(top.id, []), parts) for top in tops]

    def _thread(self, top: Entry, replies: int, inside: list[Entry], parts: Parts) -> Made:
        snippet = {
            "channelId": top.account_id,
            "videoId": top.post_id,
            "topLevelComment": self.comment(top, {"snippet"}, in_thread=True),
            "canReply": not self.comments_closed(top.post_id),
            "totalReplyCount": replies,
            "isPublic": not top.hidden,
        }
        comments = [self.comment(reply, {"snippet"}, in_thread=True) for reply in inside]
        made = {"snippet": snippet, "replies": {"comments": comments} if comments else None}
        return resource("commentThread", top.id, _asked(made, parts))

    def _reply_counts(self, tops: list[str]) -> dict[str, int]:
        found = self.world.rows(_COUNTS.format(marks=_marks(tops)), NAME, *tops)
        return {row["parent_id"]: row["replies"] for row in found}

    def _replies_inside(self, tops: list[str]) -> dict[str, list[Entry]]:
        """The first few replies of each thread, in order."""
        inside: dict[str, list[Entry]] = {}
        where, tail = _INSIDE.format(marks=_marks(tops)), "order by created_at, number"
        for reply in self.world.entries(NAME, where, NAME, *tops, REPLIES_INSIDE, tail=tail):
            inside.setdefault(reply.parent_id, []).append(reply)
        return inside

    def comment(self, entry: Entry, parts: Parts, *, in_thread: bool = False) -> Made:
        """A comment names its video only inside its thread."""
        video = {"videoId": entry.post_id} if in_thread else {}
        return resource("comment", entry.id, _asked({"snippet": self._comment_snippet(entry) | video}, parts))

    def _comment_snippet(self, entry: Entry) -> Made:
        """`textOriginal` is for its author only, `moderationStatus` for the channel's owner."""
        made: Made = {
            "channelId": entry.account_id,
            "textDisplay": entry.text if self.plain else _as_html(entry.text),
            **_author(entry),
            "canRate": True,
            "viewerRating": "none",
            "likeCount": 0,
            "publishedAt": stamp(entry.created_at),
            "updatedAt": stamp(max(entry.edited_at, entry.created_at + 1) if entry.edited_at else entry.created_at),
        }
        if entry.parent_id:
            made["parentId"] = entry.parent_id
        if entry.author_id == self.account["id"]:
            made["textOriginal"] = entry.text
        if entry.account_id == self.account["id"]:
            made["moderationStatus"] = statuses.of(self.world, entry)
        if images := [one["url"] for one in entry.attachments if one.get("type") == "image" and one.get("url")]:
            made["imageUrl"] = images[0]
        return made

    def comments_closed(self, video_id: str) -> bool:
        """Whether the video takes no comments."""
        if video_id not in self._closed:
            found = self.world.rows(
                "select json_extract(extra, '$.comments_disabled') as closed from posts where platform=? and id=?",
                NAME, video_id,
            )  # fmt: skip
            self._closed[video_id] = bool(found and found[0]["closed"])
        return self._closed[video_id]

    def channel(self, account: Made, parts: Parts) -> Made:
        pictures = picture_sizes(account.get("picture_url"))
        snippet = {
            "title": account["name"] or account["username"],
            "description": account.get("description", ""),
            "customUrl": handle(account["username"]),
            "publishedAt": "2015-05-01T10:00:00Z",
            "thumbnails": pictures,
        }
        lists = {"likes": "", "uploads": uploads_of(account["id"])}
        made = {"snippet": snippet, "contentDetails": {"relatedPlaylists": lists}}
        return resource("channel", account["id"], _asked(made, parts))

    def video(self, post: Made, channel: Made, parts: Parts) -> Made:
        counts = {"viewCount": str(post.get("views", 0)), "likeCount": "0", "favoriteCount": "0"}
        if not post.get("comments_disabled"):
            counts["commentCount"] = str(post["comments"])
        state = {"privacyStatus": post.get("privacy", "public"), "uploadStatus": "processed", "madeForKids": False}
        made = {"snippet": _video_snippet(post, channel), "statistics": counts, "status": state}
        return resource("video", post["id"], _asked(made, parts))

    def upload(self, post: Made, channel: Made, place: int, parts: Parts) -> Made:
        """A video as the row of its channel's list of uploads; `place` counts from 0."""
        playlist = uploads_of(channel["id"])
        snippet = {
            **_video_snippet(post, channel),
            "playlistId": playlist,
            "position": place,
            "resourceId": {"kind": "youtube#video", "videoId": post["id"]},
            "videoOwnerChannelId": channel["id"],
            "videoOwnerChannelTitle": channel["name"],
        }
        details = {"videoId": post["id"], "videoPublishedAt": snippet["publishedAt"]}
        return resource(
            "playlistItem", f"{playlist}.{post['id']}", _asked({"snippet": snippet, "contentDetails": details}, parts)
        )


def handle(username: str) -> str:
    return f"@{username.removeprefix('@')}"


def uploads_of(channel_id: str) -> str:
    """The id of the list of everything a channel uploaded."""
    return "UU" + channel_id[2:]


def top_level(entry: Entry) -> bool:
    return entry.kind == COMMENT and not entry.parent_id


def _asked(made: Mapping[str, Made | None], parts: Parts) -> dict[str, Made | None]:
    return {name: part for name, part in made.items() if name in parts}


def _marks(values: list[str]) -> str:
    return ",".join("?" * len(values))


def _author(entry: Entry) -> Made:
    name = handle(entry.author_username)
    return {
        "authorDisplayName": name,
        "authorProfileImageUrl": "https://yt3.ggpht.com/ytc/none=s48-c-k-c0x00ffffff-no-rj",
        "authorChannelUrl": f"http://www.youtube.com/{name}",
        "authorChannelId": {"value": entry.author_id},
    }


def _as_html(text: str) -> str:
    return html.escape(text).replace("&#x27;", "&#39;").replace("\n", "<br>")


def _video_snippet(post: Made, channel: Made) -> Made:
    return {
        "publishedAt": stamp(post["created_at"]),
        "channelId": channel["id"],
        "title": post["title"],
        "description": post["caption"],
        "thumbnails": picture_sizes(post.get("thumbnail_url")),
        "channelTitle": channel["name"],
    }


def picture_sizes(url: str | None) -> Made:
    sizes = {"default": (120, 90), "medium": (320, 180), "high": (480, 360)}
    return {size: {"url": url, "width": width, "height": height} for size, (width, height) in sizes.items() if url}

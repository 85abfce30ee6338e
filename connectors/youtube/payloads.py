"""YouTube's JSON -> InboundMessage. Pure, and tolerant: what is missing is left empty.

Field names: the comment, commentThread, video and channel resources of the YouTube Data API.
"""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from connectors.base import COMMENT, Identity, InboundMessage, Post

Json = Mapping[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_NUMBER = 20
_LONGEST_CAPTION = 1_000  # a description can be 5,000 characters of links; it is kept with every comment


def listed(node: object, name: str) -> list[Json]:
    """The objects in `node[name]`; empty when there are none."""
    rows = node.get(name) if isinstance(node, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def inside(node: Json, *names: str) -> Json:
    """The object at `node[name][name]...`; an empty one when something on the way is missing."""
    for name in names:
        found = node.get(name)
        node = found if isinstance(found, Mapping) else {}
    return node


def moment(value: object) -> datetime:
    """A time in UTC from "2026-11-20T18:10:30Z", with or without milliseconds; 1970 when it says nothing."""
    try:
        found = datetime.fromisoformat(str(value or ""))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the latter: the first hours of the year 1, elsewhere
        return _EPOCH


def number(value: object) -> int:
    """A count; 0 when it is none. The Data API writes some numbers as words ("12")."""
    found = str(value)
    return int(found) if found.isdecimal() and len(found) < _LONGEST_NUMBER else 0


HELD: Mapping[str, str] = {
    "heldForReview": "held for review",
    "likelySpam": "likely spam",
    "rejected": "hidden",
}
"""Why YouTube keeps a comment from the public, in our words, by its `moderationStatus`."""


def handle(name: object) -> str:
    """A username without the "@" that YouTube puts before it."""
    return str(name or "").removeprefix("@")


def text_of(comment: Json) -> str:
    """The words as they were written. Only the writer is sure to get `textOriginal`; in the other one entities may stand."""
    snippet = inside(comment, "snippet")
    original = snippet.get("textOriginal")
    return original if isinstance(original, str) else unescape(str(snippet.get("textDisplay") or ""))


def bare(text: str) -> str:
    """What is left of a text when spaces, entities and ways to write the same letter do not count."""
    return " ".join(unicodedata.normalize("NFC", unescape(text)).split())


def is_by(comment: Json, channel_id: str) -> bool:
    """Whether this channel wrote it."""
    return bool(channel_id) and inside(comment, "snippet", "authorChannelId").get("value") == channel_id


def comment(row: Json, account_id: str, under: Post | None = None, top: str = "") -> InboundMessage:
    """One comment or, with `top` (the id of the thread's first comment), one reply in its thread."""
    snippet, id = inside(row, "snippet"), str(row.get("id") or top)
    top = str(snippet.get("parentId") or ("" if top == id else top))
    created, changed = moment(snippet.get("publishedAt")), moment(snippet.get("updatedAt"))
    return InboundMessage(
        external_id=id,
        kind=COMMENT,
        text=text_of(row),
        author_external_id=str(inside(snippet, "authorChannelId").get("value") or ""),
        author_username=handle(snippet.get("authorDisplayName")),
        created_at=created,
        conversation_id=top or id,
        answers=top,
        post=under,
        from_account=is_by(row, account_id),
        edited_at=changed if changed > created else None,
        attachments=("image",) if snippet.get("imageUrl") else (),
        held=HELD.get(str(snippet.get("moderationStatus")), ""),
    )


def gone(id: str) -> InboundMessage:
    """A comment that the platform does not know any more; nothing of it is left but its id, and its thread's in that."""
    top, _, reply = id.partition(".")
    return InboundMessage(
        external_id=id, kind=COMMENT, text="", author_external_id="", author_username="", created_at=_EPOCH,
        conversation_id=top, answers=top if reply else "", deleted=True,
    )  # fmt: skip


def replies_of(thread: Json) -> list[Json]:
    """The replies that come inside their thread: some of them, or all."""
    return [row for row in listed(thread.get("replies"), "comments") if row.get("id")]


def video_of(thread: Json) -> str:
    """The id of the video that a thread stands under; "" for a comment about the channel itself."""
    found = inside(thread, "snippet").get("videoId")
    return str(found or inside(thread, "snippet", "topLevelComment", "snippet").get("videoId") or "")


def post(video_id: str, video: Json) -> Post:
    """A video, from what videos.list says of it; `video` may be empty."""
    snippet = inside(video, "snippet")
    return Post(
        external_id=video_id,
        title=str(snippet.get("title") or ""),
        caption=str(snippet.get("description") or "")[:_LONGEST_CAPTION],
        permalink=f"https://www.youtube.com/watch?v={video_id}",
        thumbnail_url=_picture(snippet),
        published_at=moment(snippet["publishedAt"]) if snippet.get("publishedAt") else None,
    )


def identity(channel: Json) -> Identity:
    """Who a channel is. Its handle is its username; very old channels have none."""
    snippet = inside(channel, "snippet")
    title = str(snippet.get("title") or "")
    return Identity(
        external_id=str(channel.get("id") or ""),
        username=handle(snippet.get("customUrl")) or title,
        name=title,
        picture_url=_picture(snippet),
    )


def _picture(snippet: Json) -> str:
    found = (inside(snippet, "thumbnails", size).get("url") for size in ("medium", "high", "default"))
    return next((str(url) for url in found if url), "")


def uploads_of(channel: Json) -> str:
    """The id of the list of everything a channel uploaded; "" when it is not told."""
    return str(inside(channel, "contentDetails", "relatedPlaylists").get("uploads") or "")


def uploaded_id(row: Json) -> str:
    """The video in a row of that list."""
    return str(inside(row, "contentDetails").get("videoId") or "")


_TRACKS = {"standard": 0, "asr": 1}
"""Written captions before those that a machine heard; "forced" ones hold only what is said in another language."""


def best_captions(tracks: list[Json]) -> str:
    """The id of the caption track that says best what is said; "" when there is none."""
    served = {str(track["id"]): _rank(inside(track, "snippet")) for track in tracks if track.get("id")}
    usable = [id for id, rank in served.items() if rank is not None]
    return min(usable, key=lambda id: served[id] or 0) if usable else ""


def _rank(snippet: Json) -> int | None:
    if snippet.get("isDraft") or snippet.get("status", "serving") != "serving":
        return None
    return _TRACKS.get(str(snippet.get("trackKind")).lower())

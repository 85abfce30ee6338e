"""Instagram's JSON -> InboundMessage. Pure, and tolerant: what is missing is left empty, what is unknown becomes a word.

Field names: the IG Comment and IG Media references and the Conversations API of "Instagram API with Instagram Login".
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.base import COMMENT, DIRECT_MESSAGE, InboundMessage, Post

WINDOW = timedelta(hours=24)
"""How long a fan's direct message may be answered."""

POST_FIELDS = "id,caption,media_type,media_url,thumbnail_url,permalink,timestamp,username,comments_count"
_COMMENT_FIELDS = "id,text,timestamp,username,from,user,hidden,parent_id"
REPLY_FIELDS = _COMMENT_FIELDS
COMMENT_FIELDS = f"{_COMMENT_FIELDS},replies.limit(50){{{REPLY_FIELDS}}}"
MESSAGE_FIELDS = "id,created_time,from,to,message,attachments,shares,story,is_unsupported"
CONVERSATION_FIELDS = f"id,updated_time,participants,messages.limit(20){{{MESSAGE_FIELDS}}}"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MEDIA_WORDS = {"image_data": "image", "video_data": "video"}
_STORY_WORDS = {"mention": "story_mention", "reply_to": "story_reply"}
Json = Mapping[str, Any]


def listed(node: Json, name: str = "") -> list[Json]:
    """The objects in `node["data"]`, or in `node[name]["data"]`; empty when there are none."""
    found = node.get(name) if name else node
    rows = found.get("data") if isinstance(found, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def next_cursor(page: object) -> str:
    """Where the next page of a list begins; "" on its last page. `paging.next` is not followed: tokens are in it."""
    paging = page.get("paging") if isinstance(page, Mapping) else None
    if not isinstance(paging, Mapping) or not paging.get("next"):
        return ""
    return str((paging.get("cursors") or {}).get("after") or "")


def moment(value: object) -> datetime:
    """A time in UTC from "2026-11-20T18:10:30+0000", seconds or milliseconds; 1970 when it says nothing."""
    if isinstance(value, str) and not value.isdigit():
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            return _EPOCH
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    seconds = float(value) if isinstance(value, (int, float, str)) else 0.0
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)


def post(media: Json) -> Post:
    """A post, reel or album."""
    return Post(
        external_id=str(media.get("id", "")),
        caption=media.get("caption") or "",
        permalink=media.get("permalink") or "",
        thumbnail_url=media.get("thumbnail_url") or media.get("media_url") or "",
        published_at=moment(media["timestamp"]) if media.get("timestamp") else None,
    )


def comment(row: Json, account_id: str, under: Post | None, username: str = "", parent: str = "") -> InboundMessage:
    """One comment or, with `parent`, one reply in its thread. `username` is the creator's: `from` may be missing."""
    author = row.get("from") or row.get("user") or {}
    name = str(row.get("username") or author.get("username") or "")
    top = str(row.get("parent_id") or parent or "")
    return InboundMessage(
        external_id=str(row["id"]),
        kind=COMMENT,
        text=row.get("text") or "",
        author_external_id=str(author.get("id") or ""),
        author_username=name,
        created_at=moment(row.get("timestamp")),
        conversation_id=top or str(row["id"]),
        answers=top,
        post=under,
        from_account=_is_account(author, name, account_id, username),
    )


def _is_account(author: Json, name: str, account_id: str, username: str) -> bool:
    mine = str(author.get("id") or "") == account_id or bool(author.get("self_ig_scoped_id"))
    return mine or bool(username and name == username)


def thread(row: Json, account_id: str, under: Post | None, username: str = "") -> Iterator[InboundMessage]:
    """A top-level comment and the replies that came with it."""
    yield comment(row, account_id, under, username)
    for reply in listed(row, "replies"):
        yield comment(reply, account_id, under, username, parent=str(row["id"]))


def conversation(row: Json, account_id: str) -> list[InboundMessage]:
    """The messages that came with a conversation; none when it does not say with whom it is held."""
    fan_id = fan_of(row, account_id)
    return [direct_message(message, account_id, fan_id) for message in listed(row, "messages")] if fan_id else []


def direct_message(row: Json, account_id: str, fan_id: str) -> InboundMessage:
    """One message of the conversation with the fan `fan_id`, whose id also names the conversation (as webhooks do)."""
    author = row.get("from") or {}
    mine = str(author.get("id") or "") == account_id
    created = moment(row.get("created_time"))
    return InboundMessage(
        external_id=str(row["id"]),
        kind=DIRECT_MESSAGE,
        text=row.get("message") or "",
        author_external_id=str(author.get("id") or ("" if mine else fan_id)),
        author_username=str(author.get("username") or ""),
        created_at=created,
        conversation_id=fan_id,
        from_account=mine,
        attachments=attachments(row),
        reply_by=None if mine else created + WINDOW,
    )


def fan_of(conversation: Json, account_id: str) -> str:
    """The id of the person a conversation is held with; "" when nothing in it says so."""
    people = listed(conversation, "participants")
    for row in listed(conversation, "messages"):
        people += [row.get("from") or {}, *listed(row, "to")]
    return next((str(person["id"]) for person in people if person.get("id") and str(person["id"]) != account_id), "")


def attachments(row: Json) -> tuple[str, ...]:
    """What hangs on a message, as words: "image", "video", "audio", "file", "share", "story_mention"..."""
    words = [_attachment(found) for found in listed(row, "attachments")]
    words += ["share" for _ in listed(row, "shares")]
    story = row.get("story") or {}
    words += [word for name, word in _STORY_WORDS.items() if story.get(name)]
    if row.get("is_unsupported"):
        words.append("unsupported")
    return tuple(words)


def _attachment(found: Json) -> str:
    for name, word in _MEDIA_WORDS.items():
        if name in found:
            return word
    kind = str(found.get("mime_type") or "").split("/")[0]
    return kind if kind in ("image", "video", "audio") else "file"

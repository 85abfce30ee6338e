"""Instagram's posts and comments -> our values. Pure, and tolerant: what is missing is left empty.

Field names: the IG Comment and IG Media references. Direct messages: connectors.graph.messages.
"""

from collections.abc import Collection

from connectors.base import COMMENT, InboundMessage, Post
from connectors.graph.comments import Shape
from connectors.graph.values import EPOCH, Json, id_of, inside, moment, text_of

POST_FIELDS = "id,caption,media_type,media_url,thumbnail_url,permalink,timestamp,username,comments_count"
SHAPE = Shape(fields="id,text,timestamp,username,from,user,hidden,parent_id", inner="replies")
MENTION = "mention"
"""The word for a comment under somebody else's post that names the account."""
_MENTION_FIELDS = "id,text,timestamp,username,media{id}"


def post(media: Json) -> Post:
    """A post, reel or album."""
    return Post(
        external_id=id_of(media.get("id")),
        caption=text_of(media.get("caption")),
        permalink=text_of(media.get("permalink")),
        thumbnail_url=text_of(media.get("thumbnail_url")) or text_of(media.get("media_url")),
        published_at=moment(media["timestamp"]) if media.get("timestamp") else None,
    )


def comment(row: Json, mine: Collection[str], under: Post | None, parent: str = "") -> InboundMessage:
    """One comment or, with `parent`, one reply in its thread. `mine`: the account's id and name; `from` may be missing."""
    author = inside(row, "from") or inside(row, "user")
    author_id = id_of(author.get("id"))
    name = text_of(row.get("username")) or text_of(author.get("username"))
    id, top = id_of(row.get("id")), id_of(row.get("parent_id")) or parent
    known = [one for one in (author_id, name) if one]
    return InboundMessage(
        external_id=id,
        kind=COMMENT,
        text=text_of(row.get("text")),
        author_external_id=author_id,
        author_username=name,
        created_at=moment(row.get("timestamp")),
        conversation_id=top or id,
        answers=top,
        post=under,
        from_account=any(one in mine for one in known) or bool(author.get("self_ig_scoped_id")),
        held="hidden" if row.get("hidden") is True else "",
    )


def mention_field(comment_id: str) -> str:
    """The field by which an account reads a comment that mentions it, under whoever's post."""
    return f"mentioned_comment.comment_id({comment_id}){{{_MENTION_FIELDS}}}"


def mention(answer: Json) -> InboundMessage | None:
    """What `mention_field` gave. It counts as edited, since the notice that came before had no words."""
    row = inside(answer, "mentioned_comment")
    id, created = id_of(row.get("id")), moment(row.get("timestamp"))
    if not id:
        return None
    media = id_of(inside(row, "media").get("id"))
    return InboundMessage(
        external_id=id, kind=COMMENT, text=text_of(row.get("text")), author_external_id="",
        author_username=text_of(row.get("username")), created_at=created, conversation_id=id,
        post=Post(media) if media else None, edited_at=created, attachments=(MENTION,),
    )  # fmt: skip


def mention_notice(comment_id: str, media_id: str, time: object) -> InboundMessage:
    """The notice that a comment mentions the account: it says where, not what."""
    when = moment(time) if time else EPOCH
    return InboundMessage(
        external_id=comment_id, kind=COMMENT, text="", author_external_id="", author_username="", created_at=when,
        conversation_id=comment_id, post=Post(media_id) if media_id else None, attachments=(MENTION,),
    )  # fmt: skip

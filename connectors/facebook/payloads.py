"""Facebook's posts and comments -> our values. Pure, and tolerant: what is missing is left empty.

Field names: the Page Post and Comment references of the Graph API. Direct messages: connectors.graph.messages.
"""

from collections.abc import Collection

from connectors.base import COMMENT, InboundMessage, Post
from connectors.graph.comments import Shape
from connectors.graph.values import Json, id_of, inside, moment, number_of, text_of

POST_FIELDS = "id,message,permalink_url,full_picture,created_time,comments.filter(stream).limit(0).summary(true)"
SHAPE = Shape(
    fields="id,message,created_time,from,is_hidden,parent{id},attachment{type}",
    inner="comments",
    asked={"filter": "toplevel", "order": "reverse_chronological"},
)


def post(row: Json) -> Post:
    """A post of the Page."""
    return Post(
        external_id=id_of(row.get("id")),
        caption=text_of(row.get("message")),
        permalink=text_of(row.get("permalink_url")),
        thumbnail_url=text_of(row.get("full_picture")),
        published_at=moment(row["created_time"]) if row.get("created_time") else None,
    )


def count(row: Json) -> int:
    """How many comments and replies a post has."""
    return number_of(inside(inside(row, "comments"), "summary").get("total_count"))


def comment(row: Json, mine: Collection[str], under: Post | None, parent: str = "") -> InboundMessage:
    """One comment or, with `parent`, one reply in its thread. People here have names, no user names; both are the name.

    The author may be missing: then nothing says that it is the Page.
    """
    author = inside(row, "from")
    author_id, name = id_of(author.get("id")), text_of(author.get("name"))
    id, top = id_of(row.get("id")), id_of(inside(row, "parent").get("id")) or parent
    return InboundMessage(
        external_id=id,
        kind=COMMENT,
        text=text_of(row.get("message")),
        author_external_id=author_id,
        author_username=name,
        author_name=name,
        created_at=moment(row.get("created_time")),
        conversation_id=top or id,
        answers=top,
        post=under,
        from_account=bool(author_id) and author_id in mine,
        attachments=_attachments(row),
        held="hidden" if row.get("is_hidden") is True else "",
    )


def _attachments(row: Json) -> tuple[str, ...]:
    kind = text_of(inside(row, "attachment").get("type"))
    return (kind,) if kind else ()

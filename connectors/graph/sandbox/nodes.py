"""How comments, conversations and messages of the world look as objects of a Graph API; a platform says what differs."""

from collections.abc import Callable, Mapping
from typing import Any

from connectors.base import DIRECT_MESSAGE
from connectors.graph.sandbox.answers import Made, Wanted, cursor, entries_after, only, page, stamp
from connectors.world import Entry, World

Fields = Mapping[str, Wanted]
Makers = Mapping[str, Callable[[Wanted], object]]
NEWEST_MESSAGES = 20
"""Of a conversation the platform tells details of so many."""


class Nodes:
    """The objects of one account, as its token sees them. `root` is the address of the API with its version."""

    name: str
    replies_are_called: str

    def __init__(self, world: World, account: Made, root: str) -> None:
        self.world, self.account, self.root = world, account, root
        self._fans: dict[str, dict[str, str]] = {}

    # what a platform says itself

    def me(self, fields: Fields) -> Made:
        """The account's own object."""
        raise NotImplementedError

    def post(self, post: Made, fields: Fields) -> Made:
        raise NotImplementedError

    def comment_makers(self, entry: Entry) -> Makers:
        """How each field of a comment is made, but for the replies inside."""
        raise NotImplementedError

    def person(self, id: str, name: str) -> dict[str, str]:
        """How people are shown."""
        raise NotImplementedError

    # posts and comments

    def posts(self, edge: str, fields: Fields, limit: int, after: str, since: float) -> Made:
        """Newest first; archived ones are not shown."""
        found = self.world.posts(self.name, self.account["id"])
        posts = [post for post in found if post["created_at"] >= since and not post.get("archived")]
        places = [cursor(post["id"]) for post in posts]
        start = places.index(after) + 1 if after in places else 0
        rows = [self.post(post, fields) for post in posts[start : start + limit]]
        more = len(posts) > start + limit
        return page(rows, places[start : start + limit], more, f"{self.root}/{self.account['id']}/{edge}")

    def comments(self, post_id: str, fields: Fields, limit: int, after: str) -> Made:
        """Newest first, top-level only, at most 50."""
        where = "post_id=? and parent_id='' and kind='comment'"
        found = entries_after(self.world, self.name, where, (post_id,), after, min(limit, 50), newest_first=True)
        return self._comment_page(found, fields, f"{self.root}/{post_id}/comments")

    def replies(self, comment_id: str, fields: Fields, limit: int, after: str) -> Made:
        where, top = "parent_id=?", (comment_id,)
        found = entries_after(self.world, self.name, where, top, after, min(limit, 50), newest_first=False)
        return self._comment_page(found, fields, f"{self.root}/{comment_id}/{self.replies_are_called}")

    def comment(self, entry: Entry, fields: Fields) -> Made:
        replies = {self.replies_are_called: lambda want: self._inner_replies(entry, want)}
        return only(fields, {**self.comment_makers(entry), **replies}, "id,text,timestamp,message,created_time")

    def _comment_page(self, found: tuple[list[Entry], list[str], bool], fields: Fields, address: str) -> Made:
        entries, cursors, more = found
        return page([self.comment(entry, fields) for entry in entries], cursors, more, address)

    def _inner_replies(self, entry: Entry, want: Wanted) -> Made | None:
        if entry.parent_id:
            return None
        inner = self.replies(entry.id, want.fields, want.limit, "")
        return inner if inner["data"] else None

    # conversations

    def conversations(self, fields: Fields, limit: int, after: str, user_id: str) -> Made:
        """Newest first; with `user_id` only the one with this person."""
        sql = (
            "select conversation_id as id, max(created_at) as updated from entries where platform=? and account_id=?"
            " and kind=? and deleted_at is null group by conversation_id order by updated desc"
        )
        found = self.world.rows(sql, self.name, self.account["id"], DIRECT_MESSAGE)
        rows = [row for row in found if not user_id or self.fan_of(row["id"])["id"] == user_id]
        places = [cursor(row["id"]) for row in rows]
        start = places.index(after) + 1 if after in places else 0
        shown = [self.conversation(row["id"], row["updated"], fields) for row in rows[start : start + limit]]
        return page(shown, places[start : start + limit], len(rows) > start + limit, f"{self.root}/me/conversations")

    def conversation(self, id: str, updated: float, fields: Fields) -> Made:
        makers: Makers = {
            "id": lambda _: id,
            "updated_time": lambda _: stamp(updated),
            "participants": lambda _: {"data": [self.fan_of(id), self._self()]},
            "messages": lambda want: self.messages(id, want.fields, want.limit),
        }
        return only(fields, makers, "id,updated_time")

    def messages(self, conversation_id: str, fields: Fields, limit: int) -> Made:
        newest = self.newest_messages(conversation_id)[:limit]
        rows = [self.message(entry, fields) for entry in newest]
        places = [cursor(entry.created_at, entry.number) for entry in newest]
        return page(rows, places, False, f"{self.root}/{conversation_id}/messages")

    def newest_messages(self, conversation_id: str) -> list[Entry]:
        return self.world.entries(
            self.name, "conversation_id=? and account_id=? and kind=?", conversation_id, self.account["id"],
            DIRECT_MESSAGE, tail=f"order by created_at desc, number desc limit {NEWEST_MESSAGES}",
        )  # fmt: skip

    def message(self, entry: Entry, fields: Fields) -> Made:
        fan, me = self.fan_of(entry.conversation_id), self._self()
        makers: Makers = {
            "id": lambda _: entry.id,
            "created_time": lambda _: stamp(entry.created_at),
            "from": lambda _: me if entry.by_account else fan,
            "to": lambda _: {"data": [fan if entry.by_account else me]},
            "message": lambda _: entry.text,
            "attachments": lambda _: _attached(entry.attachments),
            "story": lambda _: _story(entry.attachments),
            "is_unsupported": lambda _: any(one.get("type") == "unsupported" for one in entry.attachments) or None,
        }
        return only(fields, makers, "id,created_time")

    def fan_of(self, conversation_id: str) -> dict[str, str]:
        """The person a conversation is held with; of one that we began, the writer of the comment.

        An account with `hides_names` is told nobody's name here.
        """
        if conversation_id not in self._fans:
            first = self._first_of(conversation_id)
            found = self.person(first.author_id, first.author_username) if first else self.person("", "")
            self._fans[conversation_id] = {"id": found["id"]} if self.account.get("hides_names") else found
        return self._fans[conversation_id]

    def _first_of(self, conversation_id: str) -> Entry | None:
        found = self.world.entries(
            self.name, "conversation_id=? and account_id=? and kind=?", conversation_id, self.account["id"],
            DIRECT_MESSAGE, deleted=True, tail="order by by_account, number limit 1",
        )  # fmt: skip
        first = found[0] if found else None
        return self.world.entry(self.name, first.answers) if first and first.by_account else first

    def _self(self) -> dict[str, str]:
        return self.person(self.account["id"], self.account["username"])


def _attached(found: tuple[dict[str, Any], ...]) -> Made | None:
    rows = [_attachment(one) for one in found if not str(one.get("type", "")).startswith(("story", "unsupported"))]
    return {"data": rows} if rows else None


def _attachment(one: dict[str, Any]) -> Made:
    kind, url = one.get("type", "file"), one.get("url", "")
    if kind in ("image", "video"):
        return {"id": one.get("id", "1"), f"{kind}_data": {"url": url}}
    mime = "audio/mp4" if kind == "audio" else "application/pdf"
    return {"id": one.get("id", "1"), "mime_type": mime, "file_url": url}


def _story(found: tuple[dict[str, Any], ...]) -> Made | None:
    if any(one.get("type") == "story_mention" for one in found):
        return {"mention": {"id": "1", "link": ""}}
    return {"reply_to": {"id": "1", "link": ""}} if any(one.get("type") == "story_reply" for one in found) else None

"""One account at a Graph API: read comments and direct messages, answer, delete, moderate. A platform says what differs."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from connectors import reading
from connectors.base import (
    COMMENT,
    DIRECT_MESSAGE,
    Credentials,
    InboundMessage,
    Known,
    Post,
    ReplyTarget,
    SentReply,
    Tokens,
)
from connectors.errors import MessageGone, ReplyRefused
from connectors.graph.calls import Graph
from connectors.graph.comments import Comments, Shape
from connectors.graph.inbox import Inbox, Ways, sent
from connectors.graph.pace import ALONE
from connectors.graph.refusals import Speaker, Table
from connectors.graph.values import Json, id_of, listed, text_of
from connectors.limits import Moderation, Pace, Pressure
from logs import log

MODERATION = frozenset({Moderation.HIDE, Moderation.SHOW, Moderation.DELETE})
_POSTS = 25
_POSTS_OF_HISTORY = 100


class ReadComment(Protocol):
    """A comment in the platform's JSON; `mine` are the ids and names by which the account's own are known."""

    def __call__(self, row: Json, mine: Collection[str], under: Post | None, parent: str = "") -> InboundMessage: ...


@dataclass(frozen=True)
class Dialect:
    """What differs between the platforms of this API. `count` is how many comments and replies a post says it has.

    `by_name`: a comment of the account's own may come without its author's id, but with the account's user name.
    """

    speaker: Speaker
    table: Table
    root: Callable[[], str]
    max_bytes: Mapping[str, int]
    posts: str
    post_fields: str
    post: Callable[[Json], Post]
    count: Callable[[Json], int]
    shape: Shape
    comment: ReadComment
    hide: str
    inbox: Callable[[], Ways]
    by_name: bool = False


def _utc_now() -> datetime:
    return datetime.now(UTC)


class GraphConnector:
    """A connectors.base.Connector for one account."""

    dialect: Dialect

    def __init__(self, credentials: Credentials, pace: Pace = ALONE, now: Callable[[], datetime] = _utc_now) -> None:
        self._id, self._tokens, self._now = credentials.external_id, credentials.tokens, now
        dialect = self.dialect
        self._graph = Graph(dialect.speaker, dialect.table, dialect.root, credentials.tokens.access_token)
        self._inbox = Inbox(self._graph, self._id, dialect.inbox(), pace)
        self._comments = Comments(self._graph, dialect.shape, self._read)
        self._username = self._trouble = ""

    @property
    def trouble(self) -> str:
        return self._trouble

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def pressure(self) -> Pressure:
        return self._graph.pressure

    def fetch(self, known: Known, history: bool = False) -> Iterator[list[InboundMessage]]:
        """Comments under the newest posts, then direct messages; see connectors.base.Connector.fetch."""
        for row in self._rows(_POSTS_OF_HISTORY if history else _POSTS):
            post, count = self.dialect.post(row), self.dialect.count(row)
            try:
                yield from filter(None, self._under(post, count, None if history else known))
            except (MessageGone, ReplyRefused) as error:  # deleted meanwhile, or a kind of post that gives no comments
                log.info("post gives no comments", platform=self._name, post=post.external_id, why=error.sentence)
        pages = self._inbox.pages() if history else reading.news(self._inbox.pages(), known)
        try:
            yield from (self._inbox.named(page) for page in pages if page)
        except ReplyRefused as error:  # the creator keeps apps away from the inbox: comments are read all the same
            self._trouble = error.sentence

    def revisit(self, kind: str, external_ids: Collection[str]) -> Iterator[InboundMessage]:
        """See connectors.base.Connector.revisit."""
        if kind == DIRECT_MESSAGE:
            yield from self._inbox.now(external_ids)
        elif kind == COMMENT and external_ids:
            self._learn_username()
            yield from self._comments.now(external_ids, self._can_read_comments)

    def posts(self, since: datetime | None = None, heard: Collection[str] = ()) -> Iterator[Post]:  # noqa: ARG002 nothing is said here
        """See connectors.base.Connector.posts."""
        for row in self._rows(None, since):
            post = self.dialect.post(row)
            if since is None or post.published_at is None or post.published_at > since:
                yield post

    def send(self, target: ReplyTarget, text: str) -> SentReply:
        """See connectors.base.Connector.send. A reply to a reply lands in the thread of its top-level comment."""
        private = target.private and target.kind == COMMENT
        self._check_length(DIRECT_MESSAGE if private else target.kind, text)
        if private:
            return self._inbox.answer_privately(target, text, self._now())
        if target.kind == DIRECT_MESSAGE:
            return self._inbox.answer(target, text, self._now())
        path = f"{target.external_id}/{self.dialect.shape.inner}"
        return sent(self._graph, self._graph.ask("POST", path, write=True, json={"message": text}), "id")

    def find_reply(self, target: ReplyTarget, text: str, since: datetime, taken: Collection[str]) -> SentReply | None:
        """See connectors.base.Connector.find_reply. Times here are whole seconds, so `since` is rounded down."""
        since = since.replace(microsecond=0)
        try:
            for message in self._around(target):
                mine = message.from_account and message.external_id not in taken and message.created_at >= since
                if mine and message.text.strip() == text.strip():
                    return SentReply(message.external_id, message.created_at)
        except MessageGone:
            log.info("thread is gone", platform=self._name, thread=target.conversation_id)
        return None

    def delete_reply(self, kind: str, external_id: str) -> None:
        """See connectors.base.Connector.delete_reply."""
        if kind != COMMENT:
            app = f"{self._title} does not let apps take back a direct message. Unsend it in {self._title}'s own app."
            raise ReplyRefused(self._name, app)
        self._delete(external_id)

    def moderate(self, external_id: str, action: Moderation) -> None:
        """See connectors.base.Connector.moderate."""
        if action not in MODERATION:
            raise ReplyRefused(
                self._name, f"{self._title} does not let apps do this with a comment; do it in its own app."
            )
        if action is Moderation.DELETE:
            self._delete(external_id)
            return
        hidden = "true" if action is Moderation.HIDE else "false"
        self._graph.ask("POST", external_id, write=True, params={self.dialect.hide: hidden})

    def _delete(self, comment_id: str) -> None:
        try:
            self._graph.ask("DELETE", comment_id, write=True)
        except MessageGone:
            log.info("comment was gone already", platform=self._name, comment=comment_id)

    def _rows(self, count: int | None, since: datetime | None = None) -> Iterator[Json]:
        """The account's posts as the platform tells them, newest first; `count` is rounded up to whole pages."""
        asked: Json = {"fields": self.dialect.post_fields, "limit": _POSTS}
        if since:
            asked = {**asked, "since": int(since.timestamp())}
        pages = self._graph.pages(f"{self._id}/{self.dialect.posts}", asked)
        read = 0
        while count is None or read < count:
            rows = next(pages, None)
            if rows is None:
                return
            for row in (row for row in rows if id_of(row.get("id"))):
                self._username = text_of(row.get("username")) or self._username
                yield row
            read += _POSTS

    def _under(self, post: Post, count: int, known: Known | None) -> Iterator[list[InboundMessage]]:
        return self._comments.under(post) if known is None else self._comments.news(post, count, known)

    def _around(self, target: ReplyTarget) -> Iterator[InboundMessage]:
        if target.kind == DIRECT_MESSAGE or target.private:
            return self._inbox.held_with(target.author_external_id)
        self._learn_username()
        return self._comments.below(target.parent_external_id or target.external_id)

    def _can_read_comments(self) -> bool:
        """Whether any comment under the newest posts is shown to us."""
        for row in self._rows(_POSTS):
            with suppress(MessageGone, ReplyRefused):
                path = f"{id_of(row['id'])}/comments"
                if self.dialect.count(row) and listed(self._graph.ask("GET", path, params=_ONE)):
                    return True
        return False

    def _learn_username(self) -> None:
        if self.dialect.by_name and not self._username:
            answer = self._graph.ask("GET", self._id, params={"fields": "username"})
            self._username = text_of(answer.get("username"))

    def _read(self, row: Json, under: Post | None, parent: str = "") -> InboundMessage:
        return self.dialect.comment(row, (self._id, self._username), under, parent)

    def _check_length(self, kind: str, text: str) -> None:
        size, most = len(text.encode()), self.dialect.max_bytes[kind]
        if size > most:
            sentence = f"This is {size:,} bytes long; {self._title} takes {most:,}. Make it shorter."
            raise ReplyRefused(self._name, sentence)

    @property
    def _name(self) -> str:
        return self.dialect.speaker.name

    @property
    def _title(self) -> str:
        return self.dialect.speaker.title


_ONE = {"fields": "id", "limit": 1}

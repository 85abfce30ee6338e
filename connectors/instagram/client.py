"""One Instagram account: read comments and direct messages, answer, delete, hide.

"Instagram API with Instagram Login". Comments come newest first, 50 a page, top-level ones with their replies; they cannot
be filtered by time. Of a conversation only the 20 newest messages can be read.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from connectors import http, reading
from connectors.base import COMMENT, Credentials, InboundMessage, Known, ReplyTarget, SentReply, Tokens
from connectors.errors import MessageGone, ReplyRefused
from connectors.instagram import payloads
from connectors.instagram.payloads import Json
from connectors.instagram.refusals import NAME, refusal
from logs import log
from settings import settings

MAX_BYTES = {COMMENT: 2_200, payloads.DIRECT_MESSAGE: 1_000}
"""Direct messages: documented, in bytes. Comments: the ceiling that Instagram's own apps have, in characters."""

_POSTS = 25
_POSTS_OF_HISTORY = 100
_A_PAGE = 50
_CONVERSATIONS_A_PAGE = 25

_last_look: dict[str, tuple[int, datetime]] = {}
"""Of each post this process has read: how many comments it had, and when the newest of them was written.

`comments_count` includes replies, so a fan's reply deep in an old thread shows there though the newest page looks the same.
Only a hint: a new process reads by the stop rule alone.
"""


class InstagramConnector:
    """A connectors.base.Connector for one account."""

    def __init__(self, credentials: Credentials) -> None:
        self._id = credentials.external_id
        self._tokens = credentials.tokens

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    def fetch(self, known: Known, history: bool = False) -> Iterator[list[InboundMessage]]:
        """Comments under the newest posts, then direct messages; see connectors.base.Connector.fetch."""
        for media in self._posts(_POSTS_OF_HISTORY if history else _POSTS):
            try:
                yield from self._comments(media, known, history)
            except (MessageGone, ReplyRefused) as error:  # deleted meanwhile, or a kind of post that gives no comments
                log.info("post gives no comments", platform=NAME, post=media.get("id"), why=error.sentence)
        pages = self._conversations()
        yield from filter(None, pages) if history else reading.news(pages, known)

    def send(self, target: ReplyTarget, text: str) -> SentReply:
        """A reply to a reply lands in the thread of its top-level comment."""
        _check_length(target.kind, text)
        if target.kind == COMMENT:
            answer = self._ask("POST", f"{target.external_id}/replies", write=True, json={"message": text})
            return _sent(answer, "id")
        return self._message({"id": target.author_external_id}, text)

    def send_private(self, comment_id: str, text: str) -> SentReply:
        """Answer a comment by direct message: once per comment, within 7 days of it."""
        _check_length(payloads.DIRECT_MESSAGE, text)
        return self._message({"comment_id": comment_id}, text)

    def find_reply(self, target: ReplyTarget, text: str, since: datetime, taken: Collection[str]) -> SentReply | None:
        """See connectors.base.Connector.find_reply. Instagram's times are whole seconds, so `since` is rounded down."""
        since = since.replace(microsecond=0)
        find = self._replies_in_thread if target.kind == COMMENT else self._messages_with
        try:
            for message in find(target):
                mine = message.from_account and message.external_id not in taken and message.created_at >= since
                if mine and message.text.strip() == text.strip():
                    return SentReply(message.external_id, message.created_at)
        except MessageGone:
            log.info("thread is gone", platform=NAME, thread=target.conversation_id)
        return None

    def delete_reply(self, kind: str, external_id: str) -> None:
        """See connectors.base.Connector.delete_reply."""
        if kind != COMMENT:
            raise ReplyRefused(
                NAME, "Instagram does not let apps take back a direct message. Unsend it in Instagram's own app."
            )
        try:
            self._ask("DELETE", external_id, write=True)
        except MessageGone:
            log.info("reply was gone already", platform=NAME, reply=external_id)

    def hide(self, external_id: str, hidden: bool = True) -> None:
        """See connectors.base.Connector.hide."""
        self._ask("POST", external_id, write=True, params={"hide": "true" if hidden else "false"})

    def _posts(self, count: int) -> Iterator[Json]:
        pages = self._pages("me/media", fields=payloads.POST_FIELDS, limit=_POSTS)
        for _ in range(0, count, _POSTS):
            yield from next(pages, [])

    def _comments(self, media: Json, known: Known, history: bool) -> Iterator[list[InboundMessage]]:
        pages = self._threads(media)
        if history:
            yield from filter(None, pages)
            return
        growth = _Growth(str(media["id"]), int(media.get("comments_count") or 0))
        yield from reading.news(pages, known, growth.is_explained)
        growth.remember()

    def _threads(self, media: Json) -> Iterator[list[InboundMessage]]:
        under, username = payloads.post(media), str(media.get("username") or "")
        for rows in self._pages(f"{media['id']}/comments", fields=payloads.COMMENT_FIELDS, limit=_A_PAGE):
            yield [message for row in rows for message in self._thread(row, under, username)]

    def _thread(self, row: Json, under: payloads.Post, username: str) -> Iterator[InboundMessage]:
        yield from payloads.thread(row, self._id, under, username)
        deeper = payloads.next_cursor(row.get("replies"))
        if not deeper:
            return
        for rows in self._pages(f"{row['id']}/replies", fields=payloads.REPLY_FIELDS, limit=_A_PAGE, after=deeper):
            for reply in rows:
                yield payloads.comment(reply, self._id, under, username, parent=str(row["id"]))

    def _replies_in_thread(self, target: ReplyTarget) -> Iterator[InboundMessage]:
        top = target.parent_external_id or target.external_id
        username = str(self._ask("GET", "me", params={"fields": "username"}).get("username") or "")
        for rows in self._pages(f"{top}/replies", fields=payloads.REPLY_FIELDS, limit=_A_PAGE):
            for row in rows:
                yield payloads.comment(row, self._id, None, username, parent=top)

    def _conversations(self, **narrower: str) -> Iterator[list[InboundMessage]]:
        asked = {"platform": NAME, "fields": payloads.CONVERSATION_FIELDS, "limit": _CONVERSATIONS_A_PAGE, **narrower}
        for rows in self._pages("me/conversations", **asked):
            yield [message for row in rows for message in payloads.conversation(row, self._id)]

    def _messages_with(self, target: ReplyTarget) -> Iterator[InboundMessage]:
        for page in self._conversations(user_id=target.author_external_id):
            yield from page

    def _message(self, recipient: dict[str, str], text: str) -> SentReply:
        body = {"recipient": recipient, "message": {"text": text}}
        return _sent(self._ask("POST", "me/messages", write=True, json=body), "message_id")

    def _pages(self, path: str, **asked: Any) -> Iterator[list[Json]]:
        while True:
            page = self._ask("GET", path, params=asked)
            yield payloads.listed(page)
            after = payloads.next_cursor(page)
            if not after or after == asked.get("after"):
                return
            asked["after"] = after

    def _ask(self, method: str, path: str, *, write: bool = False, **request: Any) -> Json:
        url = f"{settings().instagram_api_url}/{path}"
        response = http.call(NAME, method, url, write=write, token=self._tokens.access_token, **request)
        if response.is_error:
            raise refusal(response, write)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise http.lost(NAME, write)
        return answer


class _Growth:
    """How many comments a post has gained since this process read it last, and whether the pages read so far hold them all."""

    def __init__(self, post_id: str, count: int) -> None:
        self._post_id, self._count = post_id, count
        before, self._newest = _last_look.get(post_id, (count, datetime(1970, 1, 1, tzinfo=UTC)))
        self._missing = count - before
        self._newest_now = self._newest

    def is_explained(self, page: list[InboundMessage]) -> bool:
        times = [message.created_at for message in page]
        self._missing -= sum(time > self._newest for time in times)
        self._newest_now = max([self._newest_now, *times])
        return self._missing <= 0

    def remember(self) -> None:
        _last_look[self._post_id] = (self._count, self._newest_now)


def _check_length(kind: str, text: str) -> None:
    if (size := len(text.encode())) > MAX_BYTES[kind]:
        raise ReplyRefused(NAME, f"This is {size:,} bytes long; Instagram takes {MAX_BYTES[kind]:,}. Make it shorter.")


def _sent(answer: Json, name: str) -> SentReply:
    if not answer.get(name):
        raise http.lost(NAME, write=True)
    return SentReply(str(answer[name]))

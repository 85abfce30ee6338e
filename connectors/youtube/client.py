"""One YouTube channel: read the comments under its videos and the chat of its broadcasts, answer, delete, moderate.

Every call is paid from the purse first. YouTube has no direct messages for apps.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from itertools import islice

from connectors import reading
from connectors.base import (
    COMMENT,
    LIVE_CHAT,
    Credentials,
    Identity,
    InboundMessage,
    Known,
    Post,
    ReplyTarget,
    SentReply,
    Tokens,
)
from connectors.errors import MessageGone, ReplyRefused
from connectors.http import lost
from connectors.limits import BOTTOMLESS, Moderation, Pressure, Purse
from connectors.youtube import live, payloads, videos
from connectors.youtube.api import Api, youtube
from connectors.youtube.comments import HELD_STATUSES, Comments
from connectors.youtube.looks import Look
from connectors.youtube.payloads import Json
from connectors.youtube.refusals import NAME
from logs import log
from settings import settings

MAX_BYTES = 9_000
"""Comments of 10,000 characters are reported to be the most; YouTube publishes no number."""

_PAGES_OF_HISTORY = 50
"""A history that is cut short is begun again: one that cost more than a day's quota would never come to its end."""

_STATUS: Mapping[Moderation, Mapping[str, object]] = {
    Moderation.HIDE: {"moderationStatus": "heldForReview"},
    Moderation.SHOW: {"moderationStatus": "published"},
    Moderation.DELETE: {"moderationStatus": "rejected"},
    Moderation.SPAM: {"moderationStatus": "rejected"},
    Moderation.BAN: {"moderationStatus": "rejected", "banAuthor": True},
}
"""All through comments.setModerationStatus, which is for the owner of the channel or video. comments.delete is for one's own
comments, comments.markAsSpam is no longer supported, and "likely spam" cannot be set."""

MODERATION = frozenset(_STATUS)


class YouTubeConnector:
    """A connectors.base.Connector for one channel. `clock` gives seconds, from any start, as time.monotonic does."""

    def __init__(
        self,
        credentials: Credentials,
        purse: Purse = BOTTOMLESS,
        clock: Callable[[], float] = time.monotonic,
        listens_seconds: float = live.LOOK_SECONDS,
    ) -> None:
        self._id = credentials.external_id
        self._api = Api(credentials.tokens, purse)
        self._comments = Comments(self._api, self._id)
        self._chat = live.LiveChat(self._api, self._id, purse, listens_seconds)
        self._clock = clock

    @property
    def tokens(self) -> Tokens:
        return self._api.tokens

    @property
    def pressure(self) -> Pressure:
        """YouTube says nothing of how much of its allowance is used; the purse knows."""
        return Pressure()

    @property
    def trouble(self) -> str:
        return ""

    def fetch(self, known: Known, history: bool = False) -> Iterator[list[InboundMessage]]:
        """Comments under all videos, newest thread first; see connectors.base.Connector.fetch.

        A new reply in an old thread does not bring that thread to the top: it is found as far down as this look reads.
        What is held back is read now and then, the chat of a broadcast at last.
        """
        look = Look(self._id, self._clock())
        if history:
            yield from self._history(look)
        else:
            yield from self._news(look, known)
        look.remember()
        if settings().youtube_live_chat:
            yield from self._chat.news(known)

    def revisit(self, kind: str, external_ids: Collection[str]) -> Iterator[InboundMessage]:
        """See connectors.base.Connector.revisit. The messages of a live chat cannot be asked for."""
        return self._comments.by_id(list(external_ids)) if kind == COMMENT else iter(())

    def posts(self, since: datetime | None = None, heard: Collection[str] = ()) -> Iterator[Post]:
        """See connectors.base.Connector.posts. What is said in them only with YOUTUBE_CAPTIONS: 250 units a video."""
        return videos.with_words(self._api, videos.uploaded(self._api, self._id, since), heard)

    def send(self, target: ReplyTarget, text: str) -> SentReply:
        """YouTube has one level of replies: a reply to a reply goes below the thread's first comment."""
        _check(target.kind, text)
        if target.kind == LIVE_CHAT:
            return self._chat.send(target, text)
        words = {"parentId": _top_of(target), "textOriginal": text}
        answer = self._api.ask(youtube().comments().insert(part="snippet", body={"snippet": words}))
        if not answer.get("id"):
            raise lost(NAME, write=True)
        return _sent(answer)

    def find_reply(self, target: ReplyTarget, text: str, since: datetime, taken: Collection[str]) -> SentReply | None:
        """See connectors.base.Connector.find_reply. YouTube's times are whole seconds, so `since` is rounded down."""
        wanted = payloads.bare(text)
        mine = self._chat.find if target.kind == LIVE_CHAT else self._own_replies
        for found, sent in mine(target, since.replace(microsecond=0)):
            if found.external_id not in taken and payloads.bare(found.text) == wanted:
                return sent
        return None

    def delete_reply(self, kind: str, external_id: str) -> None:
        """See connectors.base.Connector.delete_reply."""
        _check(kind)
        try:
            if kind == LIVE_CHAT:
                self._chat.delete(external_id)
            else:
                self._api.ask(youtube().comments().delete(id=external_id))
        except MessageGone:
            log.info("reply was gone already", platform=NAME, reply=external_id)

    def moderate(self, external_id: str, action: Moderation) -> None:
        """See connectors.base.Connector.moderate. Hidden ones wait for review in YouTube Studio; a rejected one is seen by
        nobody any more, nor are the replies below it."""
        request = youtube().comments().setModerationStatus(id=external_id, **_STATUS[action])
        try:
            self._api.ask(request)
        except MessageGone:
            if action not in (Moderation.DELETE, Moderation.SPAM):
                raise
            log.info("comment was gone already", platform=NAME, comment=external_id)

    def _news(self, look: Look, known: Known) -> Iterator[list[InboundMessage]]:
        yield from look.once(reading.news(self._comments.public(look, False), known, look.is_enough))
        for status in HELD_STATUSES if look.reads_held else ():
            yield from look.once(reading.news(self._comments.held(status, look), known))
        yield from filter(None, [look.changed()])

    def _history(self, look: Look) -> Iterator[list[InboundMessage]]:
        yield from look.once(islice(self._comments.public(look, True), _PAGES_OF_HISTORY))
        for status in HELD_STATUSES:
            yield from look.once(islice(self._comments.held(status, look), _PAGES_OF_HISTORY))

    def _own_replies(self, target: ReplyTarget, since: datetime) -> Iterator[tuple[InboundMessage, SentReply]]:
        try:
            for reply in self._comments.replies(_top_of(target)):
                found = payloads.comment(reply, self._id)
                if found.from_account and found.created_at >= since:
                    yield found, _sent(reply)
        except MessageGone:
            log.info("thread is gone", platform=NAME, thread=target.conversation_id)


def identify(tokens: Tokens) -> Identity:
    """The channel that these tokens act for. ReplyRefused when the Google account has none."""
    answer = Api(tokens).ask(youtube().channels().list(part="id,snippet", mine=True))
    found = payloads.listed(answer, "items")
    if not found:
        sentence = "This Google account has no YouTube channel. Create one at youtube.com, then connect again."
        raise ReplyRefused(NAME, sentence)
    return payloads.identity(found[0])


def _top_of(target: ReplyTarget) -> str:
    return target.parent_external_id or target.external_id


def _sent(comment: Json) -> SentReply:
    published = payloads.inside(comment, "snippet").get("publishedAt")
    return SentReply(str(comment["id"]), payloads.moment(published) if published else None)


def _check(kind: str, text: str = "") -> None:
    if kind not in (COMMENT, LIVE_CHAT):
        raise ReplyRefused(NAME, "YouTube has no direct messages for apps.")
    if kind == LIVE_CHAT and (length := len(text)) > live.MOST_CHARACTERS:
        most = live.MOST_CHARACTERS
        raise ReplyRefused(
            NAME, f"This is {length:,} characters long; in a live chat {most} are the most. Make it shorter."
        )
    if (size := len(text.encode())) > MAX_BYTES:
        raise ReplyRefused(
            NAME, f"This is {size:,} bytes long; on YouTube {MAX_BYTES:,} are the most. Make it shorter."
        )

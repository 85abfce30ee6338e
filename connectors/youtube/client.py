"""One YouTube channel: read the comments under its videos, answer, delete, hide.

Every list costs one unit of the project's daily quota a page, every write fifty. YouTube has no direct messages for apps.
"""

import time
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from connectors import reading
from connectors.base import COMMENT, Credentials, Identity, InboundMessage, Known, Post, ReplyTarget, SentReply, Tokens
from connectors.errors import MessageGone, ReplyRefused
from connectors.http import lost
from connectors.youtube import payloads
from connectors.youtube.api import Api, youtube
from connectors.youtube.looks import Look
from connectors.youtube.payloads import Json
from connectors.youtube.refusals import NAME
from logs import log

MAX_BYTES = 9_000
"""Comments of 10,000 characters are reported to be the most; YouTube publishes no number."""

_A_PAGE = 100
_PAGES_OF_HISTORY = 50
"""A history that is cut short is begun again: one that cost more than a day's quota would never come to its end."""

_VIDEOS_A_CALL = 50
_MOST_VIDEOS = 5_000

_videos: dict[str, Post] = {}
"""What this process has learned of videos: titles change seldom, and asking costs quota."""


class YouTubeConnector:
    """A connectors.base.Connector for one channel. `clock` gives seconds, from any start, as time.monotonic does."""

    def __init__(self, credentials: Credentials, clock: Callable[[], float] = time.monotonic) -> None:
        self._id = credentials.external_id
        self._api = Api(credentials.tokens)
        self._clock = clock

    @property
    def tokens(self) -> Tokens:
        return self._api.tokens

    def fetch(self, known: Known, history: bool = False) -> Iterator[list[InboundMessage]]:
        """Comments under all videos, newest thread first; see connectors.base.Connector.fetch.

        A new reply in an old thread does not bring that thread to the top: it is found as far down as this look reads.
        """
        look = Look(self._id, self._clock())
        pages = self._threads(look, history)
        if history:
            yield from filter(None, islice(pages, _PAGES_OF_HISTORY))
        else:
            for page in reading.news(pages, known, look.is_enough):
                look.handed_over(page)
                yield page
            yield from filter(None, [look.edited()])
        look.remember()

    def send(self, target: ReplyTarget, text: str) -> SentReply:
        """YouTube has one level of replies: a reply to a reply goes below the thread's first comment."""
        _check(target.kind, text)
        words = {"parentId": _top_of(target), "textOriginal": text}
        answer = self._api.ask(youtube().comments().insert(part="snippet", body={"snippet": words}))
        if not answer.get("id"):
            raise lost(NAME, write=True)
        return _sent(answer)

    def find_reply(self, target: ReplyTarget, text: str, since: datetime, taken: Collection[str]) -> SentReply | None:
        """See connectors.base.Connector.find_reply. YouTube's times are whole seconds, so `since` is rounded down."""
        since, wanted = since.replace(microsecond=0), payloads.bare(text)
        try:
            for reply in self._replies(_top_of(target)):
                found = payloads.comment(reply, self._id)
                mine = found.from_account and found.external_id not in taken and found.created_at >= since
                if mine and payloads.bare(found.text) == wanted:
                    return _sent(reply)
        except MessageGone:
            log.info("thread is gone", platform=NAME, thread=target.conversation_id)
        return None

    def delete_reply(self, kind: str, external_id: str) -> None:
        """See connectors.base.Connector.delete_reply."""
        _check(kind)
        try:
            self._api.ask(youtube().comments().delete(id=external_id))
        except MessageGone:
            log.info("reply was gone already", platform=NAME, reply=external_id)

    def hide(self, external_id: str, hidden: bool = True) -> None:
        """See connectors.base.Connector.hide. What is hidden waits for review in YouTube Studio."""
        status = "heldForReview" if hidden else "published"
        request = youtube().comments().setModerationStatus(id=external_id, moderationStatus=status)
        self._api.ask(request)

    def _threads(self, look: Look, history: bool) -> Iterator[list[InboundMessage]]:
        asked = {"allThreadsRelatedToChannelId": self._id, "order": "time", "part": "id,snippet,replies"}
        for rows in self._pages(youtube().commentThreads(), **asked):
            self._learn_videos(rows)
            page = [message for row in rows for message in self._thread(row, look, history)]
            look.saw(page)
            yield page

    def _thread(self, row: Json, look: Look, history: bool) -> Iterator[InboundMessage]:
        """A thread's first comment and its replies; those that did not come along are fetched when there are new ones."""
        id, video_id = str(row["id"]), payloads.video_of(row)
        under = _videos.get(video_id)
        yield payloads.comment(
            {"id": id, **payloads.inside(row, "snippet", "topLevelComment")}, self._id, under, top=id
        )
        replies = payloads.listed(row.get("replies"), "comments")
        count = int(payloads.inside(row, "snippet").get("totalReplyCount") or 0)
        if count > len(replies) and (history or look.has_grown(id, count)):
            replies = self._all_replies(id) or replies
        look.read(id, count)
        for reply in replies:
            yield payloads.comment(reply, self._id, under, top=id)

    def _all_replies(self, thread_id: str) -> list[Json]:
        try:
            return list(self._replies(thread_id))
        except (MessageGone, ReplyRefused) as error:  # deleted or closed meanwhile
            log.info("thread gives no replies", platform=NAME, thread=thread_id, why=error.sentence)
            return []

    def _replies(self, thread_id: str) -> Iterator[Json]:
        for rows in self._pages(youtube().comments(), parentId=thread_id, part="id,snippet"):
            yield from rows

    def _learn_videos(self, rows: list[Json]) -> None:
        new = sorted({payloads.video_of(row) for row in rows} - _videos.keys() - {""})
        if len(_videos) + len(new) > _MOST_VIDEOS:
            _videos.clear()
            new = sorted({payloads.video_of(row) for row in rows} - {""})
        for start in range(0, len(new), _VIDEOS_A_CALL):
            ids = new[start : start + _VIDEOS_A_CALL]
            request = youtube().videos().list(part="snippet", id=",".join(ids), maxResults=_VIDEOS_A_CALL)
            found = {str(video.get("id")): video for video in payloads.listed(self._api.ask(request), "items")}
            _videos.update({id: payloads.post(id, found.get(id, {})) for id in ids})

    def _pages(self, kind: Any, **asked: str) -> Iterator[list[Json]]:
        token = ""
        while True:
            more = {"pageToken": token} if token else {}
            page = self._api.ask(kind.list(**asked, **more, textFormat="plainText", maxResults=_A_PAGE))
            yield [row for row in payloads.listed(page, "items") if row.get("id")]
            before, token = token, str(page.get("nextPageToken") or "")
            if not token or token == before:
                return


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
    if kind != COMMENT:
        raise ReplyRefused(NAME, "YouTube has no direct messages for apps.")
    if (size := len(text.encode())) > MAX_BYTES:
        raise ReplyRefused(
            NAME, f"This is {size:,} bytes long; on YouTube {MAX_BYTES:,} are the most. Make it shorter."
        )

"""Reading the comments of one channel: threads with their replies, what is held back, and single ones by their ids."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from connectors.base import InboundMessage
from connectors.errors import MessageGone, ReplyRefused
from connectors.youtube import looks, payloads, videos
from connectors.youtube.api import Api, youtube
from connectors.youtube.looks import Look
from connectors.youtube.payloads import Json
from connectors.youtube.refusals import NAME
from logs import log

_A_PAGE = 100
_IDS_A_CALL = 50

HELD_STATUSES = ("heldForReview", "likelySpam")


class Comments:
    """The comments under one channel's videos, as its owner sees them."""

    def __init__(self, api: Api, channel_id: str) -> None:
        self._api, self._id = api, channel_id

    def public(self, look: Look, history: bool) -> Iterator[list[InboundMessage]]:
        """What everybody sees, newest thread first, a page at a time."""
        for rows in self._threads():
            page = [message for row in rows for message in self._thread(row, look, history)]
            look.saw(page)
            yield page

    def held(self, status: str, look: Look) -> Iterator[list[InboundMessage]]:
        """What YouTube keeps from the public, newest first. Nothing where this account may not see that."""
        try:
            for rows in self._threads(moderationStatus=status):
                page = [message for row in rows for message in self._held_thread(row, status)]
                look.saw_held(page)
                yield page
        except ReplyRefused as error:  # somebody who manages a channel may see less than its owner
            log.warning("held comments are not shown", platform=NAME, status=status, why=error.sentence)

    def replies(self, thread_id: str) -> Iterator[Json]:
        """All replies in a thread. MessageGone when it is deleted."""
        for rows in self._pages(youtube().comments(), parentId=thread_id, part="id,snippet"):
            yield from rows

    def by_id(self, ids: list[str]) -> Iterator[InboundMessage]:
        """These comments as they are now; what YouTube does not know any more as `deleted`.

        One unit for fifty. Asked for like this, YouTube does not say what it holds back: `held` stays empty. A call that is
        refused for the sake of one of them is made again for each half of them.
        """
        for start in range(0, len(ids), _IDS_A_CALL):
            yield from self._by_id(ids[start : start + _IDS_A_CALL])

    def _by_id(self, ids: list[str]) -> Iterator[InboundMessage]:
        request = youtube().comments().list(part="id,snippet", id=",".join(ids), textFormat="plainText")
        try:
            rows = {str(row.get("id")): row for row in payloads.listed(self._api.ask(request), "items")}
        except (MessageGone, ReplyRefused) as error:
            yield from self._each(ids, error)
            return
        if not rows and len(ids) > 1:  # an answer without anything is more likely a lost right than so many deletions
            log.info("no comment is shown", platform=NAME, asked=len(ids))
            return
        for id in ids:
            if id in rows:
                yield self._one(rows[id])
            elif not looks.is_held(self._id, id):  # whether held ones are shown by their ids is written nowhere
                yield payloads.gone(id)

    def _each(self, ids: list[str], refused: MessageGone | ReplyRefused) -> Iterator[InboundMessage]:
        if len(ids) > 1:
            yield from self._by_id(ids[: len(ids) // 2])
            yield from self._by_id(ids[len(ids) // 2 :])
        elif isinstance(refused, MessageGone):
            yield payloads.gone(ids[0])
        else:
            log.info("comment is not shown", platform=NAME, comment=ids[0], why=refused.sentence)

    def _one(self, row: Json) -> InboundMessage:
        return payloads.comment(row, self._id, videos.known(str(payloads.inside(row, "snippet").get("videoId") or "")))

    def _threads(self, **more: str) -> Iterator[list[Json]]:
        asked = {"allThreadsRelatedToChannelId": self._id, "order": "time", "part": "id,snippet,replies", **more}
        for rows in self._pages(youtube().commentThreads(), **asked):
            videos.learn(self._api, {payloads.video_of(row) for row in rows})
            yield rows

    def _thread(self, row: Json, look: Look, history: bool) -> Iterator[InboundMessage]:
        """A thread's first comment and its replies; those that did not come along are fetched when there are new ones."""
        yield self._top(row)
        replies, id = payloads.replies_of(row), str(row["id"])
        count = payloads.number(payloads.inside(row, "snippet").get("totalReplyCount"))
        if count > len(replies) and (history or look.has_grown(id, count)):
            replies = self._all_replies(id) or replies
        look.read(id, count)
        yield from self._below(row, replies)

    def _held_thread(self, row: Json, status: str) -> Iterator[InboundMessage]:
        """A thread is listed for its first comment or for a reply in it; each says for itself, the first one at least."""
        top = self._top(row)
        told = payloads.inside(row, "snippet", "topLevelComment", "snippet").get("moderationStatus")
        yield top if told else replace(top, held=payloads.HELD[status])
        yield from self._below(row, payloads.replies_of(row))

    def _top(self, row: Json) -> InboundMessage:
        top = {**payloads.inside(row, "snippet", "topLevelComment"), "id": row["id"]}
        return payloads.comment(top, self._id, videos.known(payloads.video_of(row)), top=str(row["id"]))

    def _below(self, row: Json, replies: list[Json]) -> Iterator[InboundMessage]:
        under = videos.known(payloads.video_of(row))
        for reply in replies:
            yield payloads.comment(reply, self._id, under, top=str(row["id"]))

    def _all_replies(self, thread_id: str) -> list[Json]:
        try:
            return list(self.replies(thread_id))
        except (MessageGone, ReplyRefused) as error:  # deleted or closed meanwhile
            log.info("thread gives no replies", platform=NAME, thread=thread_id, why=error.sentence)
            return []

    def _pages(self, kind: Any, **asked: str) -> Iterator[list[Json]]:
        token = ""
        while True:
            more = {"pageToken": token} if token else {}
            page = self._api.ask(kind.list(**asked, **more, textFormat="plainText", maxResults=_A_PAGE))
            yield [row for row in payloads.listed(page, "items") if row.get("id")]
            before, token = token, str(page.get("nextPageToken") or "")
            if not token or token == before:
                return

"""The live chat of a broadcast that is running: a bounded piece of the stream at each look, resumed where the last one ended.

Only with YOUTUBE_LIVE_CHAT, and only as far as YOUTUBE_LIVE_UNITS_PER_DAY reaches in a day, all workers together.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from connectors.base import InboundMessage, Known, Post, ReplyTarget, SentReply
from connectors.errors import MessageGone, ReplyRefused, Unavailable, WindowClosed
from connectors.http import lost
from connectors.limits import Purse
from connectors.youtube import live_payloads, payloads, quota, stream
from connectors.youtube.api import Api, youtube
from connectors.youtube.payloads import Json
from connectors.youtube.refusals import NAME
from logs import log
from settings import settings

MOST_CHARACTERS = 200
"""What third parties report; YouTube publishes no number."""

LOOK_SECONDS = 20.0
BROADCASTS_SECONDS = 300.0
"""So often we ask whether a broadcast has begun."""

_PARTS = "id,snippet,authorDetails"
_MOST_LISTED = 2_000


@dataclass
class _Chats:
    """What this process knows of a channel's chats: which run, asked when, and how far each was read."""

    running: dict[str, Post]
    asked_at: float
    places: dict[str, str]


_chats: dict[str, _Chats] = {}


class LiveChat:
    """The live chats of one channel. `purse`: the day's budget, of which listening has a share of its own; `seconds`: how
    long one look listens."""

    def __init__(self, api: Api, channel_id: str, purse: Purse, seconds: float = LOOK_SECONDS) -> None:
        self._api, self._id, self._purse, self._seconds = api, channel_id, purse, seconds

    def news(self, known: Known) -> Iterator[list[InboundMessage]]:
        """What was written since the last look, oldest first. Nothing when no broadcast runs or the day's share is spent.

        A chat that cannot be heard just now does not make the look a failed one: the comments are read by then.
        """
        try:
            chats = self._running()
            for chat_id, post in list(chats.running.items()) if chats else []:
                if not self._may_cost(quota.STREAM):
                    return
                yield from self._read(chat_id, post, known)
        except Unavailable as error:
            log.warning("chat cannot be heard", platform=NAME, why=error.sentence)

    def send(self, target: ReplyTarget, text: str) -> SentReply:
        """A message in the chat. WindowClosed when the broadcast is over."""
        words = {"liveChatId": live_payloads.chat_of(target.conversation_id), "type": "textMessageEvent"}
        body = {"snippet": {**words, "textMessageDetails": {"messageText": text}}}
        answer = self._api.ask(youtube().liveChatMessages().insert(part="snippet", body=body))
        if not answer.get("id"):
            raise lost(NAME, write=True)
        return _sent(answer)

    def find(self, target: ReplyTarget, since: datetime) -> Iterator[tuple[InboundMessage, SentReply]]:
        """What the channel itself wrote in the chat since then, newest history that YouTube gives."""
        chat_id = live_payloads.chat_of(target.conversation_id)
        asked = youtube().liveChatMessages().list(liveChatId=chat_id, part=_PARTS, maxResults=_MOST_LISTED)
        try:
            rows = payloads.listed(self._api.ask(asked), "items")
        except (MessageGone, WindowClosed, ReplyRefused) as error:
            log.info("chat is not shown", platform=NAME, why=error.sentence)
            return
        for row in rows:
            found = live_payloads.message(row, self._id)
            if found and found.from_account and found.created_at >= since:
                yield found, _sent(row)

    def delete(self, external_id: str) -> None:
        """Take a message out of the chat. MessageGone when it is not there."""
        self._api.ask(youtube().liveChatMessages().delete(id=external_id))

    def _may_cost(self, method_id: str) -> bool:
        """Take a call from the live chat's own share of the day."""
        share = self._purse.share("live", settings().youtube_live_units_per_day)
        return share.take(quota.PRICES[method_id], writes=False)

    def _running(self) -> _Chats | None:
        now, chats = time.monotonic(), _chats.get(self._id)
        if chats is None or now - chats.asked_at >= BROADCASTS_SECONDS:
            if not self._may_cost("youtube.liveBroadcasts.list"):
                return None
            places = chats.places if chats else {}
            chats = _chats[self._id] = _Chats(self._broadcasts(), now, places)
        return chats

    def _broadcasts(self) -> dict[str, Post]:
        """The chats of the broadcasts that run now, each with its video. None where the channel may not broadcast."""
        asked = youtube().liveBroadcasts().list(part="id,snippet", broadcastStatus="active", broadcastType="all")
        try:
            rows = payloads.listed(self._api.ask(asked), "items")
        except ReplyRefused as error:
            log.info("broadcasts are not shown", platform=NAME, why=error.sentence)
            return {}
        posts = {live_payloads.chat_id(row): payloads.post(str(row.get("id") or ""), row) for row in rows}
        return {chat_id: post for chat_id, post in posts.items() if chat_id}

    def _read(self, chat_id: str, post: Post, known: Known) -> Iterator[list[InboundMessage]]:
        chats = _chats[self._id]
        try:
            for answer in stream.listen(self._api, chat_id, chats.places.get(chat_id, ""), self._seconds):
                page = live_payloads.messages(answer, self._id, post)
                seen = known([one.external_id for one in page])
                if new := [one for one in page if one.external_id not in seen or one.deleted]:
                    yield new
                if place := str(answer.get("nextPageToken") or ""):
                    chats.places[chat_id] = place
                if answer.get("offlineAt"):
                    _end(chats, chat_id)
        except (MessageGone, WindowClosed, ReplyRefused) as error:
            log.info("chat is over", platform=NAME, why=error.sentence)
            _end(chats, chat_id)


def _end(chats: _Chats, chat_id: str) -> None:
    chats.running.pop(chat_id, None)
    chats.places.pop(chat_id, None)


def _sent(row: Json) -> SentReply:
    published = payloads.inside(row, "snippet").get("publishedAt")
    return SentReply(str(row["id"]), payloads.moment(published) if published else None)

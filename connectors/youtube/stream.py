"""Listening to a live chat for a bounded time: one HTTP answer that grows, a JSON array whose elements are pages of the chat.

Google documents the method for its other wire (gRPC) and describes this one only by its address and the shape of a page; that
pages come as the elements of an array is how its streams look elsewhere, and was not tried on the real YouTube.
"""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import httpx

from connectors.errors import Unavailable
from connectors.youtube import quota
from connectors.youtube.api import Api
from connectors.youtube.payloads import Json
from connectors.youtube.refusals import NAME, refusal
from settings import settings

_CONNECT_SECONDS = 5.0
_LONGEST_PAGE = 20_000_000  # characters; whoever sends more without an end sends no chat

_BETWEEN = " \t\r\n,[]"


def listen(api: Api, chat_id: str, place: str, seconds: float) -> Iterator[Json]:
    """The chat's pages from `place` ("": from what YouTube still has) on, for at most so many seconds. 5 units.

    Raises the branches of connectors.errors when the stream is refused; one that breaks off simply ends.
    """
    api.pay(quota.STREAM)
    with httpx.Client(follow_redirects=False) as client:
        for token in _tokens(api):
            with suppress(_TokenEnded):
                yield from _pages(client, token, _asked(chat_id, place), seconds)
                return
    raise refusal(401, b"", write=False, now=datetime.now(UTC))


class _TokenEnded(Exception):
    """The access token is not good any more."""


def _tokens(api: Api) -> Iterator[str]:
    yield api.token()
    yield api.token(renewed=True)


def _asked(chat_id: str, place: str) -> dict[str, str]:
    asked = {"liveChatId": chat_id, "part": "id,snippet,authorDetails"}
    return {**asked, "pageToken": place} if place else asked


def _pages(client: httpx.Client, token: str, asked: dict[str, str], seconds: float) -> Iterator[Json]:
    url = f"{settings().youtube_api_url.rstrip('/')}/youtube/v3/liveChat/messages/stream"
    ends, headers = time.monotonic() + seconds, {"Authorization": f"Bearer {token}"}
    timeout = httpx.Timeout(seconds, connect=_CONNECT_SECONDS)
    try:
        with client.stream("GET", url, params=asked, headers=headers, timeout=timeout) as response:
            _check(response)
            yield from _parsed(response.iter_text(), ends)
    except (httpx.ConnectError, httpx.ConnectTimeout):
        raise Unavailable(NAME, "YouTube could not be reached.") from None
    except httpx.RequestError:  # silence or a broken line; what came before it is read, and the place is kept
        return


def _check(response: httpx.Response) -> None:
    if response.status_code == 401:
        raise _TokenEnded
    if not response.is_success:
        response.read()
        wait = response.headers.get("retry-after", "")
        raise refusal(response.status_code, response.content, write=False, now=datetime.now(UTC), retry_after=wait)


def _parsed(pieces: Iterator[str], ends: float) -> Iterator[Json]:
    """The whole objects in what has come so far, each as soon as it is whole. Ends at that time, of time.monotonic."""
    decoder, text = json.JSONDecoder(), ""
    for piece in pieces:
        text = (text + piece).lstrip(_BETWEEN)
        while text:
            try:
                found, end = decoder.raw_decode(text)
            except ValueError:  # not whole yet
                break
            text = text[end:].lstrip(_BETWEEN)
            if isinstance(found, dict):
                yield found
        if time.monotonic() >= ends or len(text) > _LONGEST_PAGE:
            return

"""What calls cost, and the day of a Google project's quota: it begins anew at midnight Pacific time, summer time and all.

Prices: the page "Quota costs" of the YouTube Data API; those of the live chat stand with its methods in Google's own
description. A download of captions is known from third parties only; liveBroadcasts.list has no price there and is paid
like the other calls of the live chat, which is rather too much. search.list is never called.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LIST, WRITE = 1, 50
LIVE_READ, LIVE_WRITE = 5, 20
CAPTIONS_LIST, CAPTIONS_DOWNLOAD = 50, 200

STREAM = "youtube.youtube.v3.liveChat.messages.stream"

PRICES: Mapping[str, int] = {
    "youtube.commentThreads.list": LIST,
    "youtube.comments.list": LIST,
    "youtube.channels.list": LIST,
    "youtube.videos.list": LIST,
    "youtube.playlistItems.list": LIST,
    "youtube.comments.insert": WRITE,
    "youtube.comments.update": WRITE,
    "youtube.comments.delete": WRITE,
    "youtube.comments.setModerationStatus": WRITE,
    "youtube.captions.list": CAPTIONS_LIST,
    "youtube.captions.download": CAPTIONS_DOWNLOAD,
    "youtube.liveBroadcasts.list": LIVE_READ,
    "youtube.liveChatMessages.list": LIVE_READ,
    STREAM: LIVE_READ,
    "youtube.liveChatMessages.insert": LIVE_WRITE,
    "youtube.liveChatMessages.delete": LIVE_WRITE,
}
"""Units by the method's id in Google's description. What is not here cannot be called."""

_PACIFIC = ZoneInfo("America/Los_Angeles")


def seconds_left(now: datetime) -> float:
    """How long until the next quota day begins; never 0."""
    tomorrow = now.astimezone(_PACIFIC).date() + timedelta(days=1)
    begins = datetime.combine(tomorrow, datetime.min.time(), _PACIFIC)
    return (begins.astimezone(UTC) - now).total_seconds()

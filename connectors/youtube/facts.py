"""What YouTube allows, in words for creators, each with the page where it is written."""

from connectors.base import COMMENT, LIVE_CHAT
from connectors.limits import Fact, Limits
from connectors.youtube import client, live, quota

_COSTS = "YouTube Data API: Quota costs"
_POLICY = "YouTube API Services: Developer Policies"

_SHARED = (
    Fact("YouTube gives every Google project 10,000 units a day, which begin anew at midnight Pacific time.", _COSTS),
    Fact(
        "Your consent is needed before anything is written in your name; you can take it back.", f"{_POLICY}, III.E.3.d"
    ),
)

_COMMENTS = (
    Fact("A reply costs 50 units: about 170 to 190 replies a day fit beside the reading.", _COSTS),
    Fact("Hiding, showing, rejecting or deleting a comment costs 50 units too.", _COSTS),
    Fact(
        "YouTube has one level of replies: an answer to a reply stands below the thread's first comment.",
        "YouTube Data API: Comments: list",
    ),
    Fact(
        "A fan's comment cannot be deleted by you, but rejected: then nobody sees it any more, nor the replies below it.",
        "YouTube Data API: Comments: setModerationStatus",
    ),
    Fact(
        "Whoever is banned has all further comments rejected by YouTube.",
        "YouTube Data API: Comments: setModerationStatus",
    ),
    Fact(
        "YouTube wants what apps have read to be read again or deleted within 30 days.",
        f"{_POLICY}, III.E.4.c",
    ),
    Fact("YouTube has no direct messages for apps.", "YouTube Data API: Reference"),
)

_LIVE = (
    Fact(
        "A message in a live chat costs 20 units, and each time we listen 5.",
        "YouTube Live Streaming API: LiveChatMessages",
    ),
    Fact(
        "Nothing can be written in a chat whose broadcast is over.",
        "YouTube Live Streaming API: LiveChatMessages: insert",
    ),
)

LIMITS = {
    COMMENT: Limits(
        max_reply_bytes=client.MAX_BYTES,
        moderation=client.MODERATION,
        reply_cost=quota.WRITE,
        facts=(*_COMMENTS, *_SHARED),
    ),
    LIVE_CHAT: Limits(
        max_reply_bytes=live.MOST_CHARACTERS,  # fewer than might fit: a character is a byte or more
        reply_cost=quota.LIVE_WRITE,
        facts=(*_LIVE, *_SHARED),
    ),
}

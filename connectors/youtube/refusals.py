"""What YouTube's error answers mean for us: tables from `reason` to a branch of connectors.errors.

Reasons: the method pages of comments, commentThreads, channels, captions and liveChatMessages, and the general error pages
of the YouTube Data API.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors import http
from connectors.errors import (
    AccessRevoked,
    ConnectorError,
    MessageGone,
    RateLimited,
    ReplyRefused,
    Unavailable,
    WindowClosed,
)
from connectors.youtube import quota

NAME = "youtube"
_MINUTE, _HOUR = 60.0, 3600.0

_RECONNECT = "Connect the account again."
_ENDED = f"Google has ended Fanmail's access to this channel. {_RECONNECT}"
_NO_RIGHT = f"Fanmail may not do this: the permission to manage comments is missing. {_RECONNECT}"
_CLOSED = "Google has closed or suspended this account."
_OUR_MISTAKE = "Fanmail asked YouTube in a way that it does not understand. Whoever runs Fanmail has to look into it."
_GONE = "YouTube says this is no longer there."
_SLOWER = "YouTube asks Fanmail to make fewer calls for a while."
_NO_CHANNEL = "This Google account has no YouTube channel. Create one at youtube.com, then connect again."
_NO_VERDICT = "YouTube could not process this. If it is not there, change it a little and try again."
_SPENT = "Today's YouTube quota is spent. It begins anew at midnight Pacific time."

REFUSED: Mapping[str, tuple[type[ConnectorError], str]] = {
    "commentTextRequired": (ReplyRefused, "YouTube does not take an empty reply."),
    "commentTextTooLong": (ReplyRefused, "YouTube says that this reply is too long."),
    "invalidCustomEmoji": (ReplyRefused, "YouTube does not know an emoji in this reply."),
    "invalidCommentMetadata": (ReplyRefused, "YouTube does not take this reply."),
    "parentIdMissing": (ReplyRefused, "YouTube does not know what this answers."),
    "parentCommentIsPrivate": (
        ReplyRefused,
        "This comment is held back from the public; YouTube takes no reply to it.",
    ),
    "operationNotSupported": (ReplyRefused, "YouTube does not let anyone reply here."),
    "processingFailure": (ReplyRefused, _NO_VERDICT),
    "commentsDisabled": (ReplyRefused, "Comments are switched off for this video."),
    "banWithoutReject": (ReplyRefused, "YouTube bans a fan only together with rejecting the comment."),
    "liveChatDisabled": (ReplyRefused, "The live chat is switched off."),
    "liveChatEnded": (WindowClosed, "The live chat is over."),
    "messageTextInvalid": (ReplyRefused, "YouTube does not take this text in a live chat."),
    "messageTextRequired": (ReplyRefused, "YouTube does not take an empty message."),
    "invalidFilters": (ReplyRefused, _OUR_MISTAKE),
    "incompatibleParameters": (ReplyRefused, _OUR_MISTAKE),
    "missingRequiredParameter": (ReplyRefused, _OUR_MISTAKE),
    "unexpectedParameter": (ReplyRefused, _OUR_MISTAKE),
    "forbidden": (ReplyRefused, "YouTube does not let this channel do that."),
    "ineligibleAccount": (AccessRevoked, _NO_CHANNEL),
    "youtubeSignupRequired": (AccessRevoked, _NO_CHANNEL),
    "insufficientPermissions": (AccessRevoked, _NO_RIGHT),
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": (AccessRevoked, _NO_RIGHT),
    "authError": (AccessRevoked, _ENDED),
    "accountClosed": (AccessRevoked, _CLOSED),
    "accountSuspended": (AccessRevoked, _CLOSED),
    "authenticatedUserAccountClosed": (AccessRevoked, _CLOSED),
    "authenticatedUserAccountSuspended": (AccessRevoked, _CLOSED),
    "commentNotFound": (MessageGone, "YouTube says this comment was deleted."),
    "parentCommentNotFound": (MessageGone, "YouTube says this comment was deleted."),
    "commentThreadNotFound": (MessageGone, "YouTube says this comment was deleted."),
    "videoNotFound": (MessageGone, "YouTube says this video was deleted."),
    "channelNotFound": (MessageGone, "YouTube does not know this channel any more."),
    "playlistNotFound": (MessageGone, "YouTube does not know this channel's list of videos."),
    "captionNotFound": (MessageGone, "YouTube says these captions were deleted."),
    "liveChatNotFound": (MessageGone, "YouTube says this live chat was deleted."),
    "liveChatMessageNotFound": (MessageGone, "YouTube says this message was deleted."),
    "invalidPageToken": (Unavailable, "YouTube lost its place between two pages; the next look begins anew."),
}

WAITS: Mapping[str, tuple[float, str]] = {
    "rateLimitExceeded": (_MINUTE, _SLOWER),
    "userRateLimitExceeded": (_MINUTE, _SLOWER),
    "servingLimitExceeded": (_MINUTE, _SLOWER),
    "concurrentLimitExceeded": (_MINUTE, _SLOWER),
    "RATE_LIMIT_EXCEEDED": (_MINUTE, _SLOWER),
    "accessNotConfigured": (_HOUR, "The YouTube Data API is not switched on in Fanmail's Google project."),
    "SERVICE_DISABLED": (_HOUR, "The YouTube Data API is not switched on in Fanmail's Google project."),
}
"""Surely not done. How many seconds to wait where YouTube does not say."""

UNTIL_MIDNIGHT = frozenset({"quotaExceeded", "dailyLimitExceeded"})

_BY_STATUS: Mapping[int, tuple[type[ConnectorError], str]] = {
    401: (AccessRevoked, _ENDED),
    404: (MessageGone, _GONE),
    410: (MessageGone, _GONE),
}


def refusal(status: int, body: bytes, *, write: bool, now: datetime, retry_after: str = "") -> ConnectorError:
    """What an answer other than 2xx means. `retry_after`: the header of that name, which Google seldom sends."""
    if status >= 500 or status < 400 or status == 408:
        return http.lost(NAME, write, "YouTube cannot answer just now.")
    reasons = list(_reasons(body))
    if any(reason in UNTIL_MIDNIGHT for reason in reasons):
        return RateLimited(NAME, _SPENT, quota.seconds_left(now))
    if "processingFailure" in reasons and not write:
        return Unavailable(NAME, "YouTube cannot answer just now.")
    for reason in reasons:
        if reason in WAITS:
            seconds, sentence = WAITS[reason]
            return RateLimited(NAME, sentence, _asked_to_wait(retry_after) or seconds)
        if reason in REFUSED:
            branch, sentence = REFUSED[reason]
            return branch(NAME, sentence)
    return _by_status(status, reasons, write, _asked_to_wait(retry_after))


def _by_status(status: int, reasons: list[str], write: bool, asked_to_wait: float) -> ConnectorError:
    if status == 429:
        return RateLimited(NAME, _SLOWER, asked_to_wait or _MINUTE)
    if status == 401 or (status in _BY_STATUS and reasons):
        branch, sentence = _BY_STATUS[status]
        return branch(NAME, sentence)
    if not reasons:  # somebody on the way answered, not the Data API
        return http.lost(NAME, write, "YouTube gave no usable answer.")
    return ReplyRefused(NAME, f"YouTube refused this ({reasons[0]}).")


def _reasons(body: bytes) -> Iterator[str]:
    """{"error": {"errors": [{"reason"}], "details": [{"reason"}], "status"}}: the older words first."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        return
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return
    for name in ("errors", "details"):
        rows = error.get(name)
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and row.get("reason"):
                yield str(row["reason"])
    yield str(error.get("status") or error.get("code") or "unknown")


def _asked_to_wait(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdigit() else 0.0

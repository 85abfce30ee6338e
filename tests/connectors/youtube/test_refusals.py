import json
from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import (
    AccessRevoked,
    ConnectorError,
    MessageGone,
    OutcomeUnknown,
    RateLimited,
    ReplyRefused,
    Unavailable,
    WindowClosed,
)
from connectors.youtube.quota import seconds_left
from connectors.youtube.refusals import REFUSED, WAITS, refusal

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # 2 in the morning in California


def says(status: int, reason: str) -> bytes:
    rows = [{"message": "...", "domain": "youtube.comment", "reason": reason}]
    return json.dumps({"error": {"code": status, "message": "...", "errors": rows}}).encode()


def judged(status: int, body: bytes, write: bool = True) -> ConnectorError:
    return refusal(status, body, write=write, now=NOW)


@pytest.mark.parametrize(
    ("status", "reason", "branch"),
    [
        (400, "commentTextRequired", ReplyRefused), (400, "commentTextTooLong", ReplyRefused),
        (400, "invalidCustomEmoji", ReplyRefused), (400, "invalidCommentMetadata", ReplyRefused),
        (400, "parentIdMissing", ReplyRefused), (400, "parentCommentIsPrivate", ReplyRefused),
        (400, "operationNotSupported", ReplyRefused),
        (400, "invalidFilters", ReplyRefused), (400, "unheardOf", ReplyRefused), (400, "invalidPageToken", Unavailable),
        (401, "authError", AccessRevoked), (401, "unheardOf", AccessRevoked), (401, "youtubeSignupRequired", AccessRevoked),
        (403, "quotaExceeded", RateLimited), (403, "dailyLimitExceeded", RateLimited), (429, "quotaExceeded", RateLimited),
        (403, "rateLimitExceeded", RateLimited), (403, "userRateLimitExceeded", RateLimited),
        (429, "rateLimitExceeded", RateLimited), (429, "unheardOf", RateLimited),
        (403, "commentsDisabled", ReplyRefused), (403, "forbidden", ReplyRefused), (403, "ineligibleAccount", AccessRevoked),
        (403, "insufficientPermissions", AccessRevoked), (403, "authenticatedUserAccountClosed", AccessRevoked),
        (403, "authenticatedUserAccountSuspended", AccessRevoked), (403, "accessNotConfigured", RateLimited),
        (404, "commentNotFound", MessageGone), (404, "commentThreadNotFound", MessageGone),
        (404, "videoNotFound", MessageGone), (404, "channelNotFound", MessageGone), (409, "conflict", ReplyRefused),
        (400, "incompatibleParameters", ReplyRefused), (400, "missingRequiredParameter", ReplyRefused),
        (400, "unexpectedParameter", ReplyRefused), (400, "banWithoutReject", ReplyRefused),
        (429, "userRateLimitExceeded", RateLimited), (400, "messageTextInvalid", ReplyRefused),
        (403, "liveChatDisabled", ReplyRefused), (403, "liveChatEnded", WindowClosed), (404, "liveChatNotFound", MessageGone),
    ],
)  # fmt: skip
@pytest.mark.parametrize("write", [False, True])
def test_every_documented_reason_has_its_branch(
    status: int, reason: str, branch: type[ConnectorError], write: bool
) -> None:
    assert type(judged(status, says(status, reason), write)) is branch


def test_what_could_not_be_processed_is_looked_at_by_a_person_and_read_again() -> None:
    assert type(judged(400, says(400, "processingFailure"))) is ReplyRefused
    assert type(judged(400, says(400, "processingFailure"), write=False)) is Unavailable


@pytest.mark.parametrize("status", [302, 408, 500, 503])
def test_an_answer_that_decides_nothing_leaves_a_write_in_doubt(status: int) -> None:
    assert type(judged(status, says(status, "backendError"))) is OutcomeUnknown
    assert type(judged(status, says(status, "backendError"), write=False)) is Unavailable


def test_the_newer_words_for_an_error_are_understood_too() -> None:
    body = {
        "error": {
            "code": 403,
            "status": "PERMISSION_DENIED",
            "details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}],
        }
    }
    assert type(judged(403, json.dumps(body).encode())) is AccessRevoked


def test_a_spent_quota_waits_for_midnight_in_california() -> None:
    limited = judged(403, says(403, "quotaExceeded"))
    assert isinstance(limited, RateLimited) and limited.retry_after_seconds == 22 * 3600


@pytest.mark.parametrize(("header", "seconds"), [("17", 17), ("", 60), ("soon", 60)])
def test_a_throttle_waits_as_long_as_it_says(header: str, seconds: float) -> None:
    limited = refusal(429, says(429, "rateLimitExceeded"), write=True, now=NOW, retry_after=header)
    assert isinstance(limited, RateLimited) and limited.retry_after_seconds == seconds


def test_the_day_on_which_the_clocks_change_is_shorter_or_longer() -> None:
    spring = datetime(2026, 3, 8, 8, 0, tzinfo=UTC)  # midnight there, and 23 hours to the next
    autumn = datetime(2026, 11, 1, 7, 0, tzinfo=UTC)
    assert seconds_left(spring) == timedelta(hours=23).total_seconds()
    assert seconds_left(autumn) == timedelta(hours=25).total_seconds()


@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b"[]", b"{}", b'{"error": null}', b"\xff"])
def test_what_is_not_googles_own_answer_leaves_a_write_in_doubt(body: bytes) -> None:
    for status in (400, 403, 404):
        assert type(judged(status, body)) is OutcomeUnknown
        assert type(judged(status, body, write=False)) is Unavailable


def test_some_statuses_say_enough_without_a_body() -> None:
    assert type(judged(401, b"")) is AccessRevoked
    assert type(judged(429, b"slow down")) is RateLimited


@pytest.mark.parametrize("errors", [None, 5, [], [None], [{}]])
def test_an_error_without_a_reason_is_judged_by_its_status(errors: object) -> None:
    body = json.dumps({"error": {"code": 403, "errors": errors}}).encode()
    assert type(judged(403, body)) is ReplyRefused
    assert type(judged(404, body)) is MessageGone


def test_every_sentence_is_one_for_a_person() -> None:
    sentences = {reason: pair[1] for reason, pair in [*REFUSED.items(), *WAITS.items()]}
    for reason, sentence in sentences.items():
        assert sentence.endswith(".") and sentence[0].isupper() and "!" not in sentence, reason

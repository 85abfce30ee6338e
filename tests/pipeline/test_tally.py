from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from avatar.figures import Answerer, Fate, box
from models import Status
from pipeline.tally import Seen, count, fate_of, figures_of

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)
DRAFT = {"draft": "so kind", "text": "so kind", "sent_at": AT + timedelta(minutes=4)}


def seen(status: Status, **fields: Any) -> Seen:
    return Seen(**{"status": status, "intent": "praise", "created_at": AT, "platform_created_at": AT, **fields})


@pytest.mark.parametrize(
    ("status", "fields", "fate"),
    [
        (Status.SENT, {"mode": "auto", **DRAFT}, Fate.AUTO),
        (Status.SENT, {"mode": "approved", **DRAFT}, Fate.UNCHANGED),
        (Status.SENT, {"mode": "approved", **DRAFT, "text": "so very kind"}, Fate.CHANGED),
        (Status.SENT, {"mode": "human", "text": "hi"}, Fate.WRITTEN),
        (Status.WITHDRAWN, {"mode": "auto", **DRAFT}, Fate.AUTO),
        (Status.APPROVED, {"mode": "auto", **DRAFT}, Fate.WAITING),
        (Status.SENDING, {"mode": "auto", **DRAFT}, Fate.WAITING),
        (Status.IN_REVIEW, DRAFT, Fate.WAITING),
        (Status.RECEIVED, {}, Fate.WAITING),
        (Status.CLASSIFIED, {}, Fate.WAITING),
        (Status.REJECTED, DRAFT, Fate.REJECTED),
        (Status.REJECTED, {"intent": "scam"}, Fate.CAUGHT),
        (Status.IGNORED, {"intent": "spam"}, Fate.CAUGHT),
        (Status.IGNORED, {}, Fate.NEEDS_NONE),
        (Status.ANSWERED, {}, Fate.BY_HAND),
        (Status.EXPIRED, {}, Fate.EXPIRED),
        (Status.FAILED, DRAFT, Fate.FAILED),
        (Status.WITHDRAWN_BY_FAN, {}, Fate.DELETED),
    ],
)
def test_every_message_has_one_fate(status: Status, fields: dict[str, Any], fate: Fate) -> None:
    assert fate_of(seen(status, **fields)) is fate
    assert figures_of(seen(status, **fields)).received == 1


def test_every_status_has_a_fate() -> None:
    assert {status: figures_of(seen(status)).received for status in Status} == dict.fromkeys(Status, 1)


def test_the_avatar_and_the_hand_are_timed_apart_and_only_what_was_sent() -> None:
    drafted, by_hand = (
        seen(Status.SENT, mode="approved", **DRAFT),
        seen(Status.ANSWERED, answered_at=AT + timedelta(hours=9)),
    )
    assert figures_of(drafted).waits == {Answerer.AVATAR: {box(240): 1}}
    assert figures_of(by_hand).waits == {Answerer.HAND: {box(9 * 3600): 1}}
    assert figures_of(seen(Status.APPROVED, mode="auto", **DRAFT)).waits == {}


def test_a_taken_down_reply_was_sent_and_is_counted_as_taken_down_too() -> None:
    figures = figures_of(seen(Status.WITHDRAWN, mode="auto", **DRAFT))
    assert (figures.of(Fate.AUTO), figures.withdrawn) == (1, 1)


def test_a_style_score_counts_only_with_a_draft() -> None:
    assert figures_of(seen(Status.IN_REVIEW, style=80.0, **DRAFT)).style_mean == 80.0
    assert figures_of(seen(Status.IN_REVIEW, style=80.0)).style_mean is None


def test_the_past_of_an_account_is_no_letter_of_the_day_on_which_it_was_read() -> None:
    long_ago = AT - timedelta(days=40)
    past = {"intent": "", "platform_created_at": long_ago}
    found = count([
        seen(Status.ANSWERED, answered_at=long_ago + timedelta(hours=9), **past),
        seen(Status.IGNORED, **past),
        seen(Status.EXPIRED, **past),
        seen(Status.ANSWERED, answered_at=AT, platform_created_at=AT - timedelta(hours=3), intent=""),
        seen(Status.IGNORED, platform_created_at=long_ago),  # read late, but judged
    ])  # fmt: skip
    assert found.before == {box(9 * 3600): 1}
    assert {intent: one.received for intent, one in found.parts.items()} == {"": 1, "praise": 1}

"""Until when a letter is put off: what is offered, and what the time to answer makes of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.snooze import BadSnooze, asked_for, choices, until

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        (datetime(2026, 11, 18, 9, tzinfo=UTC), {"today": "Wed 13:00", "tomorrow": "Thu 08:00", "monday": "Mon 08:00"}),
        (datetime(2026, 11, 18, 21, tzinfo=UTC), {"tomorrow": "Thu 08:00", "monday": "Mon 08:00"}),
        (datetime(2026, 11, 22, 9, tzinfo=UTC), {"today": "Sun 13:00", "tomorrow": "Mon 08:00"}),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), {"today": "Mon 13:00", "tomorrow": "Tue 08:00", "monday": "Mon 08:00"}),
    ],
)  # fmt: skip
def test_what_is_offered_fits_the_clock_of_the_workspace(now: datetime, offered: dict[str, str]) -> None:
    assert {one.name: f"{one.at.astimezone(BERLIN):%a %H:%M}" for one in choices(now, BERLIN)} == offered


def test_a_morning_after_the_clocks_changed_is_still_eight_oclock() -> None:
    now = datetime(2026, 10, 24, 12, tzinfo=UTC)  # the night after it summer time ends there
    assert asked_for("tomorrow", "", now, BERLIN).astimezone(UTC).hour == 7


def test_the_time_to_answer_is_kept() -> None:
    now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    assert until(now + 3 * HOUR, now + 5 * HOUR, now).at == now + 3 * HOUR
    sooner = until(now + 6 * HOUR, now + 5 * HOUR, now)
    assert (sooner.at, sooner.is_sooner) == (now + 4 * HOUR, True)
    assert until(now + 6 * HOUR, now - HOUR, now).at == now + 6 * HOUR  # over already: nothing to keep
    with pytest.raises(BadSnooze, match="left to answer"):
        until(now + 6 * HOUR, now + HOUR, now)

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_of

from schedules.cadence import LONGEST, Seen, next_poll, usual_share

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EVENING = tuple(9.0 if hour in range(18, 23) else 1.0 for hour in range(24))
MORNING = tuple(9.0 if hour in range(6, 12) else 1.0 for hour in range(24))


def pause(seen: Seen, floor_seconds: float = 60) -> float:
    return (next_poll(NOW, seen, floor_seconds) - NOW).total_seconds()


def test_a_busy_account_is_looked_at_often_and_a_quiet_one_rarely() -> None:
    pauses = [
        pause(Seen(active_at=NOW - age))
        for age in (timedelta(minutes=1), timedelta(hours=1), timedelta(hours=10), timedelta(days=9))
    ]
    assert pauses == [60, 120, 300, 900]
    assert pause(Seen(active_at=None)) == 900


def test_failures_double_the_pause_up_to_an_hour() -> None:
    assert [pause(Seen(failures=n)) for n in (1, 2, 3)] == [120, 240, 480]
    assert pause(Seen(failures=50)) == LONGEST.total_seconds()


def test_the_platform_is_never_asked_before_it_wants_to_be() -> None:
    assert pause(Seen(active_at=NOW, retry_after_seconds=700)) == 700


def test_looking_never_outlasts_the_budget() -> None:
    assert pause(Seen(active_at=NOW, units_left=100, seconds_left_today=36_000)) == 360
    assert pause(Seen(active_at=NOW, units_left=100, poll_cost=4, seconds_left_today=36_000)) == 1_440
    assert pause(Seen(active_at=NOW, units_left=0, seconds_left_today=5_000)) == 5_000


def test_a_floor_above_an_hour_is_kept() -> None:
    assert pause(Seen(active_at=NOW), floor_seconds=7_200) == 7_200


@pytest.mark.parametrize(
    ("seen", "seconds"),
    [
        (Seen(active_at=NOW, plan_factor=3), 180),
        (Seen(active_at=NOW, plan_factor=0.5), 60),
        (Seen(active_at=NOW, pressure=0.7), 60),
        (Seen(active_at=NOW, pressure=0.8), 270),
        (Seen(active_at=NOW, pressure=0.9), 3_600),
        (Seen(active_at=NOW, pressure=1.0, retry_after_seconds=5_000), 5_000),
        (Seen(active_at=NOW, hours=MORNING), 60),
        (Seen(active_at=NOW - timedelta(hours=1), hours=MORNING), 120 * 3),
        (Seen(active_at=NOW - timedelta(hours=1), hours=(1.0,) * 24), 120),
        (Seen(active_at=NOW - timedelta(hours=1), hours=tuple(9.0 if h == 12 else 1.0 for h in range(24))), 120),
        (Seen(active_at=NOW, units_left=1_000, sharing=10, seconds_left_today=36_000), 360),
        (Seen(active_at=NOW, units_left=140, poll_cost=1.4, seconds_left_today=36_000), 360),
        (Seen(active_at=NOW, units_left=5, sharing=10, seconds_left_today=36_000), 36_000),
    ],
)
def test_each_of_these_has_its_say(seen: Seen, seconds: float) -> None:
    assert pause(seen) == pytest.approx(seconds, abs=1)


def test_a_scarce_budget_is_spent_where_fans_write() -> None:
    """At noon, before an evening in which nine times as much is written as in other hours."""
    scarce = Seen(active_at=NOW, units_left=100, seconds_left_today=43_200)
    flat, evening = pause(scarce), pause(replace(scarce, hours=EVENING))
    assert (flat, evening > 2 * flat) == (432, True)
    seven = NOW.replace(hour=19)
    busy = replace(scarce, active_at=seven, hours=EVENING, seconds_left_today=18_000)
    assert (next_poll(seven, busy, 60) - seven).total_seconds() == pytest.approx(148), (
        "37 weights, 100 looks, 9 an hour"
    )


@pytest.mark.parametrize("hours", [(), (1.0,) * 24, (0.0,) * 24, (-5.0,) * 24, (1.0,) * 7, EVENING])
def test_a_whole_day_is_one_share_and_the_end_of_it_none(hours: tuple[float, ...]) -> None:
    assert usual_share(NOW, 86_400, hours) == pytest.approx(1)
    assert usual_share(NOW, 0, hours) == 0
    assert usual_share(NOW, 43_200, hours) == pytest.approx(0.5 if hours != EVENING else 0.8125, abs=0.001)


NUMBERS = any_of.floats(0, 20_000)
STATES: Any = any_of.builds(
    Seen,
    active_at=any_of.one_of(any_of.none(), any_of.integers(0, 200_000).map(lambda ago: NOW - timedelta(seconds=ago))),
    failures=any_of.integers(0, 60),
    retry_after_seconds=NUMBERS,
    units_left=any_of.one_of(any_of.none(), any_of.integers(0, 10_000)),
    seconds_left_today=any_of.floats(1, 90_000),
    poll_cost=any_of.floats(1, 10),
    plan_factor=any_of.floats(0, 10),
    hours=any_of.one_of(any_of.just(()), any_of.lists(any_of.floats(0, 1_000), min_size=24, max_size=24).map(tuple)),
    pressure=any_of.floats(0, 1.5),
    sharing=any_of.integers(0, 50),
)
quick = settings(max_examples=150, deadline=None, database=None)


@quick
@given(STATES, any_of.floats(1, 7_200))
def test_nobody_is_asked_earlier_than_the_floor_or_than_the_platform_wants(seen: Seen, floor: float) -> None:
    assert pause(seen, floor) >= max(min(floor, 7_200), seen.retry_after_seconds) - 1e-3


@quick
@given(STATES)
def test_every_reason_to_wait_makes_the_pause_longer_or_leaves_it(seen: Seen) -> None:
    before = pause(seen)
    more = [
        replace(seen, failures=max(seen.failures, 1) + 1) if seen.failures else seen,
        replace(seen, retry_after_seconds=seen.retry_after_seconds + 500),
        replace(seen, plan_factor=seen.plan_factor + 1),
        replace(seen, pressure=seen.pressure + 0.1),
        replace(seen, sharing=seen.sharing + 1),
        replace(seen, poll_cost=seen.poll_cost * 2),
        replace(seen, units_left=None if seen.units_left is None else seen.units_left // 2),
    ]
    assert [pause(worse) >= before - 1e-3 for worse in more] == [True] * len(more)


@settings(max_examples=60, deadline=None, database=None)
@given(STATES, any_of.integers(1, 2_000), any_of.integers(1, 20))
def test_looking_never_spends_more_than_the_day_has(seen: Seen, units: int, sharing: int) -> None:
    """All accounts that share look whenever they may, until the day ends."""
    ends, left, cost = NOW + timedelta(seconds=seen.seconds_left_today), float(units), seen.poll_cost
    due = [NOW] * sharing
    while (now := min(due)) < ends:
        left -= cost if now > NOW else 0
        state = replace(
            seen, active_at=now, failures=0, retry_after_seconds=0, pressure=0, plan_factor=1, sharing=sharing,
            units_left=max(int(left), 0), seconds_left_today=(ends - now).total_seconds(),
        )  # fmt: skip
        due[due.index(now)] = next_poll(now, state, 60)
    assert left >= -cost

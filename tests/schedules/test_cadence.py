from datetime import UTC, datetime, timedelta

from schedules.cadence import LONGEST, Seen, next_poll

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


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

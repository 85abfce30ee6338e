"""Quiet hours on a clock, also on the nights when clocks are changed."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from avatar.quiet import Quiet, pause, quiet_until

BERLIN = ZoneInfo("Europe/Berlin")
EVERY_DAY = frozenset(range(7))
NIGHTS = Quiet(BERLIN, time(22), time(7), EVERY_DAY)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_nights_are_quiet_from_the_first_minute_to_before_the_last() -> None:
    assert quiet_until(NIGHTS, at(20, 20, 59)) is None
    assert quiet_until(NIGHTS, at(20, 21)) == at(21, 6)
    assert quiet_until(NIGHTS, at(21, 3)) == at(21, 6)
    assert quiet_until(NIGHTS, at(21, 6)) is None
    assert quiet_until(None, at(21, 3)) is None


def test_a_time_within_one_day_ends_on_that_day() -> None:
    lunch = Quiet(BERLIN, time(12), time(13, 30), EVERY_DAY)
    assert quiet_until(lunch, at(20, 11)) == at(20, 12, 30)
    assert quiet_until(lunch, at(20, 12, 30)) is None


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    fridays = Quiet(BERLIN, time(22), time(7), frozenset({4}))
    assert quiet_until(fridays, at(21, 5)) == at(21, 6), "Saturday morning belongs to Friday"
    assert quiet_until(fridays, at(20, 5)) is None, "Friday morning belongs to Thursday"
    assert quiet_until(fridays, at(21, 22)) is None


def test_quiet_times_that_follow_on_one_another_are_one() -> None:
    weekend = Quiet(BERLIN, time(0), time(0), frozenset({5, 6}))
    assert quiet_until(weekend, at(21, 10)) == at(22, 23), "until Monday, 00:00 in Berlin"
    assert quiet_until(weekend, at(20, 22)) is None
    assert not weekend.never_ends and Quiet(BERLIN, time(5), time(5), EVERY_DAY).never_ends


def test_the_night_of_summer_time_is_an_hour_shorter_and_that_of_winter_time_longer() -> None:
    assert quiet_until(NIGHTS, at(28, 21, month=3)) == at(29, 5, month=3), "22:00 +1 until 07:00 +2"
    assert quiet_until(NIGHTS, at(24, 20, month=10)) == at(25, 6, month=10), "22:00 +2 until 07:00 +1"
    assert quiet_until(NIGHTS, at(25, 5, 59, month=10)) == at(25, 6, month=10)


def test_a_time_that_the_clock_leaves_out_counts_as_an_hour_later() -> None:
    into_gap = Quiet(BERLIN, time(22), time(2, 30), EVERY_DAY)
    assert quiet_until(into_gap, at(28, 23, month=3)) == at(29, 1, 30, month=3)
    from_gap = Quiet(BERLIN, time(2, 30), time(6), EVERY_DAY)
    assert quiet_until(from_gap, at(29, 1, 29, month=3)) is None
    assert quiet_until(from_gap, at(29, 1, 30, month=3)) == at(29, 4, month=3)


def test_of_a_time_that_comes_twice_the_first_begins_and_the_second_ends() -> None:
    early = Quiet(BERLIN, time(22), time(2, 30), EVERY_DAY)
    assert quiet_until(early, at(25, 1, 29, month=10)) == at(25, 1, 30, month=10), "02:30 +1, the second"
    late = Quiet(BERLIN, time(2, 30), time(6), EVERY_DAY)
    assert quiet_until(late, at(25, 0, 30, month=10)) == at(25, 5, month=10), "02:30 +2, the first"
    assert quiet_until(late, at(25, 0, 29, month=10)) is None


def test_a_reply_waits_unless_the_platforms_time_is_over_before() -> None:
    assert pause(NIGHTS, at(20, 12), None) is None
    waits = pause(NIGHTS, at(20, 23), at(21, 7))
    assert waits and (waits.until, waits.ask) == (at(21, 6), "")
    asks = pause(NIGHTS, at(20, 23), at(21, 6))
    assert asks and asks.ask == (
        "Your quiet hours last until Saturday, 07:00, but the platform takes an answer only until Saturday, 07:00, so a person decides."
    )

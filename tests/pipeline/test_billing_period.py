from datetime import UTC, datetime, timedelta

import pytest

from pipeline.billing_period import Period, bought_month, calendar_month, day, later, month_since


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        (at(2026, 11, 1), at(2026, 11, 1), at(2026, 12, 1)),
        (at(2026, 12, 31, 23), at(2026, 12, 1), at(2027, 1, 1)),
    ],
)
def test_the_calendar_month_begins_on_its_first(now: datetime, start: datetime, end: datetime) -> None:
    assert calendar_month(now) == Period(start, end)


@pytest.mark.parametrize(
    ("anchor", "now", "start", "end"),
    [
        (at(2026, 1, 31), at(2026, 2, 27), at(2026, 1, 31), at(2026, 2, 28)),
        (at(2026, 1, 31), at(2026, 2, 28), at(2026, 2, 28), at(2026, 3, 31)),
        (at(2026, 1, 31), at(2026, 3, 30), at(2026, 2, 28), at(2026, 3, 31)),
        (at(2024, 2, 29), at(2025, 2, 28), at(2025, 2, 28), at(2025, 3, 29)),
        (at(2026, 11, 10, 7), at(2026, 11, 10, 6), at(2026, 10, 10, 7), at(2026, 11, 10, 7)),
    ],
)
def test_months_follow_each_other_without_a_gap(
    anchor: datetime, now: datetime, start: datetime, end: datetime
) -> None:
    assert month_since(anchor, now) == Period(start, end)


def test_every_moment_of_years_lies_in_exactly_one_month() -> None:
    anchor = at(2024, 1, 31, 5)
    for days in range(0, 1200, 3):
        now = anchor + timedelta(days=days)
        period = month_since(anchor, now)
        assert period.start <= now < period.end
        assert month_since(anchor, period.end).start == period.end


def test_a_bought_month_is_the_vendors_own_until_it_is_over_and_goes_on_by_the_month() -> None:
    start, end = at(2026, 11, 10), at(2026, 12, 10)
    assert bought_month(start, end, yearly=False, now=at(2026, 11, 30)) == Period(start, end)
    assert bought_month(start, end, yearly=False, now=end) == Period(end, at(2027, 1, 10))
    trial = Period(start, at(2026, 11, 24))
    assert bought_month(trial.start, trial.end, yearly=False, now=at(2026, 11, 20)) == trial


def test_who_pays_by_the_year_is_counted_by_the_month() -> None:
    found = bought_month(at(2026, 1, 15), at(2027, 1, 15), yearly=True, now=at(2026, 11, 14))
    assert found == Period(at(2026, 10, 15), at(2026, 11, 15))


def test_nothing_bought_is_the_calendar() -> None:
    assert bought_month(None, None, yearly=False, now=at(2026, 11, 14)) == calendar_month(at(2026, 11, 14))


def test_days_are_words() -> None:
    assert day(later(at(2026, 11, 30), 3)) == "28 February 2027"

"""The plan of a whole day holds what it promises, whatever the day: benchmarks.quota with three seeds."""

import pytest

from benchmarks.quota import UNITS, figures, naive, planned


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_scarce_day_is_seen_soon_answered_well_and_never_overspent(seed: int) -> None:
    day = figures(planned(seed))
    assert day["units_used"] <= UNITS
    assert day["share_of_possible"] >= 0.95
    assert day["replies_sent"] >= 150
    assert day["p95_minutes_in_active_hours"] < 10
    assert day["worth_of_replies"] > 0.9 * day["worth_of_the_best_possible"]


def test_asking_for_each_video_sees_late_and_answers_little() -> None:
    plan, plain = figures(planned(1)), figures(naive(1))
    assert plain["units_used"] <= UNITS
    assert plain["median_minutes_until_seen"] > 10 * plan["median_minutes_until_seen"]
    assert plain["worth_of_replies"] < plan["worth_of_replies"] / 2

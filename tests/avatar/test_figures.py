import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.figures import SENT, Answerer, Fate, Figures, added, box, middle, quantile, together


@given(st.floats(min_value=1, max_value=10_000_000))
def test_a_box_stands_for_its_waiting_times_within_a_tenth(seconds: float) -> None:
    assert abs(math.log(middle(box(seconds)) / seconds)) <= math.log(1.2) / 2 + 1e-9


def test_quantiles_are_those_of_the_times_within_a_tenth() -> None:
    times = [30 * number for number in range(1, 200)]
    boxes = added({box(time): 1} for time in times)
    assert quantile(boxes, 0.5) == pytest.approx(3_000, rel=0.1)
    assert quantile(boxes, 0.9) == pytest.approx(5_400, rel=0.1)


def test_of_nothing_there_is_no_figure() -> None:
    nothing = Figures()
    assert nothing.received == 0
    assert (nothing.wait(0.5), nothing.auto_share, nothing.edits_per_hundred, nothing.style_mean) == (
        None,
        None,
        None,
        None,
    )
    assert nothing.decided_share(Fate.REJECTED) is None


def test_rates_are_shares_of_what_they_say() -> None:
    figures = Figures(
        fates={Fate.AUTO: 6, Fate.UNCHANGED: 2, Fate.CHANGED: 1, Fate.WRITTEN: 1, Fate.REJECTED: 1, Fate.WAITING: 9}
    )
    assert figures.received == 20 and figures.of(*SENT) == 10
    assert figures.auto_share == pytest.approx(0.6)
    assert figures.decided_share(Fate.UNCHANGED) == pytest.approx(0.5)
    assert figures.edits_per_hundred == pytest.approx(100 / 9)


def test_sums_are_what_counting_all_at_once_would_give() -> None:
    one = Figures({Fate.AUTO: 1}, drafted=1, style=60.0, styled=1, waits={Answerer.AVATAR: {box(60): 1}})
    other = Figures({Fate.CHANGED: 2}, 2, 1, 40.0, 1, 0.5, 2, {Answerer.AVATAR: {box(60): 1, box(600): 1}})
    both = together([one, other])
    assert both.fates == {Fate.AUTO: 1, Fate.CHANGED: 2}
    assert (both.drafted, both.withdrawn, both.style_mean, both.edits, both.edited) == (3, 1, 50.0, 0.5, 2)
    assert both.waits[Answerer.AVATAR] == {box(60): 2, box(600): 1}
    assert together([together([one]), together([other])]) == both

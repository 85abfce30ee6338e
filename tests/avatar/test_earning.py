"""What is earned, and when it is lost again."""

import pytest

from avatar.bounds import Reviewed
from avatar.earning import Promise, Record, alarm, judge, taken_back_too_often

PROMISE = Promise(0.95, 0.9)


def decided(*unchanged: bool) -> list[Reviewed]:
    return [Reviewed(0.9, one) for one in unchanged]


def test_enough_unchanged_drafts_open_it() -> None:
    assert judge(Record(decided(*[True] * 44)), PROMISE).opening.threshold is None
    judgement = judge(Record(decided(*[True] * 45)), PROMISE)
    assert judgement.opening.threshold is not None and not judgement.alarm


def test_a_bound_that_no_longer_holds_closes_but_keeps_the_evidence() -> None:
    judgement = judge(Record(decided(*[True] * 45, False), threshold=0.9), PROMISE)
    assert judgement.opening.threshold is None
    assert not judgement.lost
    assert judgement.opening.needed == 77


@pytest.mark.parametrize(("window", "errors"), [(10, 3), (20, 4), (30, 5)])
def test_too_many_errors_lately_make_the_evidence_void_however_long_it_was_good(window: int, errors: int) -> None:
    lately = [False] * errors + [True] * (window - errors)
    judgement = judge(Record(decided(*[True] * 900, *lately), threshold=0.9), PROMISE)
    assert judgement.lost and judgement.opening.threshold is None
    assert judgement.alarm == f"{errors} of the newest {window} drafts were not approved unchanged."


def test_a_few_errors_lately_are_no_alarm() -> None:
    assert alarm([True] * 28 + [False] * 2, 0.95) == ""


def test_it_does_not_open_while_the_newest_are_bad_though_all_together_would_do() -> None:
    judgement = judge(Record(decided(*[True] * 300, False, False, False)), PROMISE)
    assert judgement.opening.threshold is None
    assert judgement.alarm and not judgement.lost


def test_drafts_below_the_threshold_raise_no_alarm() -> None:
    below = [Reviewed(0.5, False)] * 20
    judgement = judge(Record([*decided(*[True] * 200), *below], threshold=0.9), PROMISE)
    assert judgement.opening.threshold is not None and not judgement.alarm


@pytest.mark.parametrize(
    ("sent", "taken_back", "closes"),
    [(1_000, 50, False), (1_000, 67, True), (40, 6, True), (40, 3, False), (0, 1, False), (2, 2, True)],
)
def test_replies_that_are_taken_back_too_often_close_it(sent: int, taken_back: int, closes: bool) -> None:
    record = Record(decided(*[True] * 100), 0.9, sent, taken_back)
    assert judge(record, PROMISE).lost is closes
    assert bool(taken_back_too_often(sent, taken_back, 0.95)) is closes

"""The pace of an account and the share of a day hold for all workers together, not for each."""

import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

import connectors
from connectors.base import DIRECT_MESSAGE
from models import Budget, Turn, connect
from models.budget import day_of
from models.fields import utcnow
from models.turn import LONGEST
from pipeline.budget import purse_of
from pipeline.turns import SharedPace
from settings import Settings, settings
from tests.pipeline.conftest import Scene
from worker.ports import connector_of

GAP = 0.1
_FRESH = multiprocessing.get_context("spawn")


def in_processes(work: Callable[[], Any], count: int = 3) -> list[Any]:
    """What this gives in so many processes at once, each with a connection of its own."""
    with _FRESH.Pool(count, _start, (dict(os.environ), _FRESH.Barrier(count))) as pool:
        return pool.map(_run, [work] * count, chunksize=1)


def _start(environment: dict[str, str], together: Any) -> None:
    global _together
    os.environ.clear()
    os.environ.update(environment)
    Settings.model_config["env_file"] = None
    settings.cache_clear()
    connect()
    _together = together


def _run(work: Callable[[], Any]) -> Any:
    _together.wait(30)
    return work()


def waits() -> list[float]:
    """When each of four calls might be made."""
    pace, moments = SharedPace(), []
    for _ in range(4):
        pace.wait("instagram 17", GAP)
        moments.append(time.time())
    return moments


def spends() -> int:
    """How many of 20 looks of 5 units were paid for."""
    share = purse_of(connectors.get("youtube")).share("live", 100)
    return sum(share.take(5, writes=False) for _ in range(20))


@pytest.mark.usefixtures("clean")
def test_calls_of_one_account_keep_their_distance_in_whichever_process_they_are_made() -> None:
    moments = sorted(moment for process in in_processes(waits) for moment in process)
    assert moments[-1] - moments[0] > 10.5 * GAP, "twelve calls, eleven pauses"
    for first, fourth in zip(moments, moments[3:], strict=False):
        assert fourth - first > 2 * GAP, "no burst"


@pytest.mark.usefixtures("clean")
def test_a_turn_is_given_once_and_the_next_one_later() -> None:
    now = utcnow()
    with ThreadPoolExecutor(8) as pool:
        turns = sorted(pool.map(lambda _: Turn.take("a", now, timedelta(seconds=0.5)), range(24)))
    assert turns[0] == now
    assert all(later - earlier >= timedelta(seconds=0.499) for earlier, later in pairwise(turns))
    assert Turn.take("b", now, timedelta(seconds=0.5)) == now, "others do not wait"


@pytest.mark.usefixtures("clean")
def test_whoever_comes_later_than_the_turn_does_not_wait() -> None:
    now, slept = utcnow(), list[float]()
    SharedPace(lambda: now, slept.append).wait("a", 0.5)
    SharedPace(lambda: now + timedelta(seconds=1), slept.append).wait("a", 0.5)
    assert slept == []


@pytest.mark.usefixtures("clean")
def test_a_turn_that_a_wrong_clock_wrote_is_not_waited_for() -> None:
    now = utcnow()
    Turn.take("a", now + timedelta(days=1), timedelta(seconds=0.5))
    assert Turn.take("a", now, timedelta(seconds=0.5)) == now
    assert Turn.take("a", now, timedelta(seconds=0.5)) - now < LONGEST


def test_an_inbox_is_read_at_the_pace_that_all_workers_share(scene: Scene) -> None:
    scene.fan_writes("hello", DIRECT_MESSAGE)
    for _ in range(2):
        with connector_of(scene.account) as connector:
            began = time.monotonic()
            list(connector.fetch(lambda _ids: set()))
    turn = Turn.objects.get()
    assert scene.account.external_id in turn.key
    assert turn.next_at > utcnow() and time.monotonic() - began > 0.3, "the second look had to wait for its turn"


@pytest.mark.usefixtures("clean")
def test_a_share_of_the_day_is_spent_by_all_processes_together_and_beside_the_day_itself() -> None:
    assert sum(in_processes(spends)) == 20
    day = day_of(utcnow())[0]
    assert (Budget.used_of(f"youtube:live:{day}"), Budget.used_of(f"youtube:{day}")) == (100, 0)


@pytest.mark.usefixtures("clean")
def test_a_share_of_an_allowance_is_a_share_of_the_day() -> None:
    share = purse_of(connectors.get("youtube"), most_units=3).share("live", 10)
    assert [share.take(5, writes=False) for _ in range(3)] == [True, True, False]
    assert not share.share("live", 10).take(1, writes=False)

"""Everything is killed while messages flow. Nothing is lost and nothing is sent twice.

The short form runs with the suite; `make chaos` sets CHAOS_MESSAGES and CHAOS_KILLS for the long one.
"""

import os
from collections.abc import Iterator

import pytest

from connectors.world import World
from tests.chaos import IMPATIENT, Chaos
from tests.system import System

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "40"))
KILLS_EACH = int(os.environ.get("CHAOS_KILLS", "1"))
SECONDS = float(os.environ.get("CHAOS_SECONDS", "25"))


@pytest.fixture
def chaos(system: System, clean: None, world: World) -> Iterator[Chaos]:
    without_model = {"LANGUAGE_MODEL_URL": "", "LANGUAGE_MODEL_KEY": ""}
    parts = {
        "database": system.database(),
        "broker": system.broker(),
        "sandbox": system.sandbox(),
        "worker": system.worker("impatient", **IMPATIENT, **without_model),
        "beat": system.beat(),
    }
    found = Chaos(world, {name: part for name, part in parts.items() if part}, MESSAGES, KILLS_EACH)
    found.connect()
    yield found
    parts["worker"].stop()
    parts["beat"].stop()


@pytest.mark.chaos
@pytest.mark.timeout(900)
def test_nothing_is_lost_and_nothing_is_sent_twice_when_everything_is_killed(chaos: Chaos) -> None:
    chaos.run(SECONDS)
    print(
        f"killed {dict(chaos.killed)}, fell over {dict(chaos.fallen)}, {chaos.written} messages end as {dict(chaos.statuses())}"
    )
    assert chaos.wrongs() == []
    assert chaos.statuses()["sent"] > 0
    assert all(times == KILLS_EACH for times in chaos.killed.values())

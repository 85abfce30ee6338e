"""Fans write one after the other, and go on where they stopped."""

import random
import subprocess
import sys
import time

import pytest

import connectors
from connectors.world import World
from infra.demo import content, play
from infra.demo.seed import _fill_world
from infra.sandbox.remote import Remote
from models.fields import utcnow
from tests.system import HOUSE, System, wait_until

LINES = [line for line in content.fan_messages() if line["platform"] in connectors.platforms()]


class Stop(Exception):
    """Ends a play in the middle, as a kill would."""


@pytest.fixture
def remote(sandbox: str, world: World) -> Remote:
    remote = Remote(sandbox)
    _fill_world(remote, content.creator(), utcnow())
    return remote


def _written(world: World) -> list[str]:
    """What fans have written since the world was filled, in order."""
    past = {row["fan_text"] for row in content.replies()}
    rows = world.rows("select text from entries where by_account=0 order by number")
    return [row["text"] for row in rows if row["text"] not in past]


def test_fans_write_every_line_once_in_order_and_the_first_ones_soon(remote: Remote, world: World) -> None:
    pauses: list[float] = []
    play.play(remote, pauses.append, random.Random(7))
    assert _written(world) == [line["text"] for line in LINES]
    assert sum(pauses[: play.EAGER - 1]) <= 44
    assert all(8 <= pause <= 25 for pause in pauses[play.EAGER - 1 :])
    assert len(pauses) == len(LINES) - 1


def test_fans_go_on_where_they_were_killed(remote: Remote, world: World) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            raise Stop

    with pytest.raises(Stop):
        play.play(remote, pause, random.Random(7))
    assert len(_written(world)) == 5
    play.play(remote, pauses.append, random.Random(7))
    assert _written(world) == [line["text"] for line in LINES]


def test_fans_wait_until_the_sandbox_knows_the_creator(sandbox: str, world: World) -> None:
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            _fill_world(Remote(sandbox), content.creator(), utcnow())
        if len(waits) == 6:
            raise Stop

    with pytest.raises(Stop):
        play.play(Remote(sandbox), pause, random.Random(7))
    assert waits[:3] == [play.RETRY_SECONDS] * 3
    assert _written(world) == [line["text"] for line in LINES[:3]]


def test_the_program_writes_the_first_line_at_once_and_logs_no_words(
    remote: Remote, world: World, system: System
) -> None:
    command = [sys.executable, "-m", "infra.demo.play", "--sandbox", system.url("sandbox")]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        wait_until(lambda: _written(world))
        time.sleep(0.1)
        program.terminate()
        logged = program.stdout.read()  # type: ignore[union-attr]
    assert "fan wrote" in logged and content.message_id(LINES[0], LINES[0]["text"]) in logged
    assert LINES[0]["text"] not in logged

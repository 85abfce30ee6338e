"""What a round of teaching asks of a worker: judge letters anew before it, and say afterwards what it has changed."""

import random

from celery import Task
from kombu.exceptions import OperationalError

from logs import log
from models import TeachingRound
from models.fields import utcnow
from pipeline.reading_again import count, prepare, read_again
from worker.app import app
from worker.ports import judge

EXPIRES_SECONDS = 240  # somebody waits in front of a page


@app.task
def prepare_round(round_id: str) -> None:
    """Choose the letters of a round that is not ready."""
    if (round := TeachingRound.objects(id=round_id).first()) and not round.is_ready:
        prepare(round, judge(), utcnow(), random.SystemRandom())


@app.task
def count_round(round_id: str) -> None:
    """Say what a finished round has changed, and judge anew what may be asked next."""
    if (round := TeachingRound.objects(id=round_id).first()) and round.finished_at and not round.counted_at:
        read = read_again(round.workspace_id, judge(), utcnow())
        changed = count(round, judge(), utcnow())
        log.info("letters read again", round=round_id, changed=len(changed), read=read)


def ring_preparing(round: TeachingRound) -> bool:
    """Ask a worker for the letters of a round. False: the queue is away."""
    return _rung(prepare_round, round)


def ring_counting(round: TeachingRound) -> bool:
    """Ask a worker what a round has changed. False: the queue is away."""
    return _rung(count_round, round)


def _rung(task: Task, round: TeachingRound) -> bool:
    try:
        task.apply_async([str(round.id)], expires=EXPIRES_SECONDS)
    except OperationalError as error:
        log.warning("not rung", task=task.name, error=type(error).__name__)
        return False
    return True

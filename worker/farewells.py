"""Deletes workspaces whose days of grace are over."""

from datetime import timedelta

import connectors
from models import Farewell
from models.fields import utcnow
from pipeline.delete_all import LEASE, delete_all
from worker.app import app
from worker.billing import payments

ROUND_SECONDS = 60
_AGAIN = timedelta(seconds=ROUND_SECONDS)


@app.task
def finish_farewells() -> None:
    """Ring for each that is due."""
    for farewell in Farewell.objects(due_at__lt=utcnow()).only("id"):
        delete_workspace.apply_async([str(farewell.id)], expires=ROUND_SECONDS)


@app.task
def delete_workspace(farewell_id: str) -> None:
    """One round of one deletion, unless somebody is at it. What it leaves is looked at again in a minute."""
    now = utcnow()
    farewell = Farewell.objects(id=farewell_id, due_at__lt=now).first()
    if farewell is None:
        return
    mine = Farewell.objects(id=farewell.id, due_at=farewell.due_at)
    if mine.update_one(set__due_at=now + LEASE) and not delete_all(farewell, connectors.get, now, payments()):
        Farewell.objects(id=farewell.id, due_at=now + LEASE, kept_at=None).update_one(set__due_at=now + _AGAIN)

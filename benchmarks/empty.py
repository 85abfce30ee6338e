"""Celery tasks that do nothing, with Fanmail's options: what the queue alone can do."""

from itertools import count

import redis
from celery import Celery

from settings import settings
from worker.app import app as fanmail

app = Celery("empty", broker=settings().broker_url)
app.conf.update(
    {key: fanmail.conf[key] for key in ("task_acks_late", "task_ignore_result", "worker_prefetch_multiplier")}
)
app.conf.update(broker_transport_options=fanmail.conf.broker_transport_options, task_default_queue="empty")

DONE = "benchmark-empty-done"
_seen = count(1)


@app.task
def nothing(last: int) -> None:
    """Says when it has run `last` times in this process."""
    if next(_seen) == last:
        redis.Redis.from_url(settings().redis_url).set(DONE, 1)

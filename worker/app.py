"""The Celery app, its options with their reasons, and what every task and log line has in common."""

import logging
from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun, worker_init

import models
from logs import start_logging
from schedules.beat import BEAT
from settings import settings
from worker.garbage import look_seldom
from worker.ports import warm_up

SOFT_SECONDS, HARD_SECONDS = 120, 240

app = Celery(
    "fanmail",
    broker=settings().broker_url,
    include=[
        "worker.alerts",
        "worker.autonomy",
        "worker.billing",
        "worker.exports",
        "worker.farewells",
        "worker.analytics",
        "worker.autonomy",
        "worker.erasing",
        "worker.bulk",
        "worker.fine_tuning",
        "worker.freshness",
        "worker.labels",
        "worker.messages",
        "worker.outgoing",
        "worker.personas",
        "worker.preferences",
        "worker.retention",
        "worker.rounds",
        "worker.style",
        "worker.teaching",
        "worker.upkeep",
    ],
)
app.conf.update(
    # A task is done when its work is done: a worker that dies gives the task back.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # A few tasks a thread lie ready in the worker, so that no thread waits for the broker between two of them.
    worker_prefetch_multiplier=4,
    # Nobody reads results: what happened stands in the message.
    task_ignore_result=True,
    # Ids travel, nothing that could be code.
    task_serializer="json",
    accept_content=["json"],
    # The pool of threads cannot be interrupted, so each port has its own time-out below this; other pools obey.
    task_soft_time_limit=SOFT_SECONDS,
    task_time_limit=HARD_SECONDS,
    broker_transport_options={
        "visibility_timeout": 2 * HARD_SECONDS,  # longer than any task, or it would be given out twice while it runs
        "unacked_restore_interval": 2,  # look for tasks of dead workers every 2 s, not every 100 s
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
    },
    # The broker may be away at any time; the database holds the work meanwhile.
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_publish_retry_policy={"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5},
    # Losing the broker cancels nothing: the steps tolerate a second delivery.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # Our own logs; Celery's would print arguments.
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    event_queue_expires=60,
    timezone="UTC",
    beat_schedule=BEAT,
    beat_max_loop_interval=2,
)


@setup_logging.connect
def _log(**_: Any) -> None:
    start_logging("worker")
    logging.getLogger("celery.app.trace").addFilter(_without_words)


def _without_words(record: logging.LogRecord) -> bool:
    """Celery would print the exception's repr, and that may hold the text of a message."""
    if record.exc_info and record.exc_info[0]:
        record.msg, record.args = f"task crashed: {record.exc_info[0].__name__}", ()
    return True


@worker_init.connect
def _prepare(**_: Any) -> None:
    models.connect()
    warm_up()
    look_seldom()


@task_prerun.connect
def _name_lines(task_id: str = "", **_: Any) -> None:
    structlog.contextvars.bind_contextvars(task=task_id[:8])


@task_postrun.connect
def _forget_name(**_: Any) -> None:
    structlog.contextvars.clear_contextvars()
